/** The app at the local issuer. Everybody may know the secret: it is worth nothing anywhere else. */
export const client = {
  id: 'sparekey.apps.dev-google.example',
  secret: 'only-for-the-local-stack',
} as const
