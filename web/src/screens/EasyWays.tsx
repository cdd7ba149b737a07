import { ExternalLink } from 'lucide-react'
import type { Reason } from '../recovery/recoveryDraft.ts'
import { Disclosure } from './Disclosure.tsx'
import { ThirdParties } from './ThirdParties.tsx'

interface Manager {
  readonly name: string
  readonly steps: readonly string[]
  readonly links: readonly { readonly to: string; readonly text: string }[]
}

const apple: Manager = {
  name: 'Apple Passwords, iCloud Keychain',
  steps: [
    'On any of your Apple devices, open the app Passwords.',
    'Look for this page under Passkeys, then under Deleted: what was deleted stays there for 30 days.',
    'Device lost? On a new one, sign in with your Apple Account and turn on Passwords under iCloud: your passkeys come along. It may ask for the passcode of the old one.',
    'Locked out of your Apple Account? Reset its password first. If that fails, Apple Support checks who you are.',
  ],
  links: [
    { to: 'https://support.apple.com/en-us/102195', text: 'Apple: get back passwords and passkeys' },
    { to: 'https://iforgot.apple.com', text: 'Apple: reset the password of your account' },
    { to: 'https://support.apple.com/contact', text: 'Apple: contact Support' },
  ],
}

const google: Manager = {
  name: 'Google Password Manager',
  steps: [
    'On a new phone or in Chrome, sign in with the same Google Account.',
    'Open the password manager and look for this page.',
    'It may ask for the screen lock of your old phone, or for your Password Manager PIN.',
    'Locked out of your Google Account? Recover it first: its passkeys are backed up, and come to the new device.',
  ],
  links: [
    { to: 'https://support.google.com/chrome/answer/13168025', text: 'Google: manage passkeys' },
    { to: 'https://accounts.google.com/signin/recovery', text: 'Google: recover your account' },
  ],
}

const onePassword: Manager = {
  name: '1Password',
  steps: [
    'Open 1Password on any device, or in the browser.',
    'Look for this page in your vaults, then under Recently Deleted and in the Archive.',
    'Forgot its account password? Use the recovery code or your family organiser; without your own secrets 1Password cannot open it either.',
  ],
  links: [
    { to: 'https://support.1password.com/restore-items/', text: '1Password: restore deleted items' },
    {
      to: 'https://support.1password.com/forgot-account-password/',
      text: '1Password: forgotten account password',
    },
  ],
}

/** The one to look at first comes first. */
const orders: Record<Reason, readonly Manager[]> = {
  deleted: [apple, onePassword, google],
  device: [apple, google, onePassword],
  manager: [onePassword, google, apple],
  hidden: [google, apple, onePassword],
}

/** Where a passkey may still be. */
export function EasyWays({ reason, notice }: EasyWaysProps) {
  return (
    <section aria-label="First, the easy way" className="flex flex-col gap-1">
      <h2 className="font-medium">First, the easy way: your passkey may still be there</h2>
      {orders[reason ?? 'device'].map(({ name, steps, links }) => (
        <Disclosure key={name} title={name}>
          <ol className="flex list-decimal flex-col gap-1 pl-3">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <ul>
            {links.map(({ to, text }) => (
              <li key={to}>
                <a
                  href={to}
                  target="_blank"
                  rel="noreferrer"
                  className="inline-flex min-h-5 items-center gap-1 font-medium text-accent underline underline-offset-4"
                >
                  {text}
                  <ExternalLink aria-hidden="true" className="size-2 shrink-0" />
                </a>
              </li>
            ))}
          </ul>
        </Disclosure>
      ))}
      <ThirdParties notice={notice} />
    </section>
  )
}

/** @see EasyWays */
export interface EasyWaysProps {
  readonly reason: Reason | undefined
  /** What the operator says of products of others. */
  readonly notice: string | undefined
}
