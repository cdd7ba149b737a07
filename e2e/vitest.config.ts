import { defineConfig } from 'vitest/config'

// One stack and one Chromium for all stories, which move the same chains' time: one story after the other.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.spec.ts'],
    globalSetup: ['./stack.ts'],
    retry: 0,
    bail: 0,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    pool: 'forks',
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { shuffle: { files: true, tests: false } },
  },
})
