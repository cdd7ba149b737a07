// Whether this browser can do what the page needs. Kept apart from prompts, so that asking costs nothing.

/** Why passkeys cannot be used here. */
export type PasskeyObstacle = 'in-app-browser' | 'insecure-page' | 'unsupported' | 'no-storage'

const inApp = /\b(FBAN|FBAV|Instagram|Line\/|MicroMessenger|TikTok|musical_ly|Snapchat|LinkedInApp|GSA\/)/

/** What stands in the way of passkeys in this browser; undefined if nothing does. */
export function passkeyObstacle(view: Window = window): PasskeyObstacle | undefined {
  if (inApp.test(view.navigator.userAgent)) return 'in-app-browser'
  if (!view.isSecureContext) return 'insecure-page'
  if (!('PublicKeyCredential' in view && view.navigator.credentials)) return 'unsupported'
  return hasStorage(view) ? undefined : 'no-storage'
}

/** Some private windows keep nothing, not even until the next line: a passkey made there could be lost with the tab. */
function hasStorage(view: Window): boolean {
  try {
    view.localStorage.setItem('sparekey:probe', '')
    view.localStorage.removeItem('sparekey:probe')
    return true
  } catch {
    return false
  }
}

/** Whether passkeys can be offered among a field's suggestions (WebAuthn Level 3, conditional mediation). */
export async function canSuggestPasskeys(): Promise<boolean> {
  if (passkeyObstacle()) return false
  try {
    return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
  } catch {
    return false
  }
}

/** Tells the password manager that a passkey is of no use any more (WebAuthn Level 3 §5.1.10); where it can be told. */
export async function forgetUnknownPasskey(rpId: string, credentialId: string): Promise<void> {
  const known = globalThis.PublicKeyCredential as Signalling | undefined
  await known?.signalUnknownCredential?.({ rpId, credentialId }).catch(() => undefined)
}

interface Signalling {
  signalUnknownCredential?(options: { rpId: string; credentialId: string }): Promise<void>
}
