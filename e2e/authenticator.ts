// A passkey provider or a security key, through Chromium's virtual authenticators. They belong to one tab: the
// credentials are carried over to the next one.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { CDPSession, Page } from 'playwright-core'
import { addresses, passkeySigner } from 'sparekey'
import type { Hex } from 'viem'

/** The platform's own (phone, laptop), or a key in the USB port. */
export type Role = 'platform' | 'security-key'

/** A passkey as the browser's driver gives it out. */
export interface Credential {
  readonly credentialId: string
  readonly privateKey: string
  readonly isResidentCredential: boolean
  readonly rpId?: string
  readonly userHandle?: string
  readonly signCount: number
}

/** One authenticator of a person, in the person's present tab. */
export class Authenticator {
  readonly role: Role
  #session: CDPSession | undefined
  #id = ''
  #kept: Credential[] = []

  constructor(role: Role) {
    this.role = role
  }

  /** One that has these passkeys. */
  static with(role: Role, credentials: readonly Credential[]): Authenticator {
    const authenticator = new Authenticator(role)
    authenticator.#kept = [...credentials]
    return authenticator
  }

  /** Plugs it into a tab, with everything that is on it. */
  async plugIn(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page)
    // No browser sheets: the authenticator answers by itself.
    await session.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: this.role === 'platform' ? 'internal' : 'usb',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        // Else a sign-in that a page offers in a field's list would be answered before anybody touched anything.
        automaticPresenceSimulation: false,
      },
    })
    this.#session = session
    this.#id = authenticatorId
    for (const credential of this.#kept)
      await session.send('WebAuthn.addCredential', { authenticatorId, credential })
  }

  /** Takes it out of its tab, with what is on it; the tab must still be open. */
  async unplug(): Promise<void> {
    this.#kept = await this.credentials()
    await this.#session?.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.#id })
    await this.#session?.detach()
    this.#session = undefined
  }

  /** The same one for another tab, with everything that is on it now. */
  async copy(): Promise<Authenticator> {
    const copy = new Authenticator(this.role)
    copy.#kept = await this.credentials()
    return copy
  }

  /** Whether the person's finger is on it: prompts that are opened meanwhile are approved. */
  async setTouched(enabled: boolean): Promise<void> {
    const parameters = { authenticatorId: this.#id, enabled }
    await this.#session?.send('WebAuthn.setAutomaticPresenceSimulation', parameters)
  }

  /** Whether it knows the finger: if not, prompts end as refused. */
  async setVerified(isUserVerified: boolean): Promise<void> {
    await this.#session?.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified })
  }

  /** Deletes everything on it. */
  async wipe(): Promise<void> {
    this.#kept = []
    await this.#session?.send('WebAuthn.clearCredentials', { authenticatorId: this.#id })
  }

  async credentials(): Promise<Credential[]> {
    if (!this.#session) return this.#kept
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#id })
    return credentials
  }

  /** The ERC-7913 signers of its passkeys, as chains know them; the newest last. */
  async signers(): Promise<Hex[]> {
    return (await this.credentials()).map(({ privateKey }) => signerOf(Buffer.from(privateKey, 'base64')))
  }
}

function signerOf(pkcs8: Buffer): Hex {
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
  const hex = (text: string): Hex => `0x${Buffer.from(text, 'base64url').toString('hex')}`
  return passkeySigner(addresses.passkeyValidator, { x: hex(x), y: hex(y) })
}
