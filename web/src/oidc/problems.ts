// What can go wrong between this page and an OpenID issuer.
import { SparekeyError } from 'sparekey'

/** The person refused, or the issuer did. */
export class SignInRefusedError extends SparekeyError {
  override readonly name = 'SignInRefusedError'
  override readonly code = 'sign_in_refused'

  constructor() {
    super('Nobody signed in.', {
      details: 'Nothing has changed. Try again, or use another guardian.',
    })
  }
}
