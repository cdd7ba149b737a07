/** The app at the local issuer. Everybody may know the secret: it is worth nothing anywhere else. */
export const client = {
  id: 'sparekey.apps.dev-google.example',
  secret: 'only-for-the-local-stack',
} as const

/** How the issuer's tokens begin; `$kid` stands for the name of the key. */
export const tokenHeader = '{"alg":"RS256","kid":"$kid"}'
