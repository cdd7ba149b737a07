export const settingsFixtures = {}
