// What kinds of guardians are called, and what each is good and bad at.
import {
  CircleUserRound,
  KeyRound,
  type LucideIcon,
  Mail,
  MessageSquareText,
  ShieldQuestion,
  Wallet,
} from 'lucide-react'
import type { Config } from 'sparekey/schema'
import type { ChosenGuardian } from './draft.ts'
import type { AddableKind } from './search.ts'

/** A kind in the words of the screens. */
export interface KindWords {
  readonly title: string
  readonly good: string
  readonly bad: string
  readonly icon: LucideIcon
  readonly isRecommended?: true
}

/** In the order in which they are offered; `{name}` is what people call the one where they sign in. */
const kinds: Readonly<Record<AddableKind, KindWords>> = {
  oidc: {
    title: '{name} account',
    good: 'Sign in with {name}, as you do everywhere. Nothing to write down.',
    bad: 'If {name} locks you out, so does this guardian.',
    icon: CircleUserRound,
    isRecommended: true,
  },
  passphrase: {
    title: 'Passphrase',
    good: 'Six words on paper. Needs nobody and no device.',
    bad: 'Whoever finds the paper can use it.',
    icon: MessageSquareText,
  },
  wallet: {
    title: 'Wallet',
    good: 'An Ethereum wallet that you have already, on any device.',
    bad: 'If its recovery phrase is lost, so is this guardian.',
    icon: Wallet,
  },
  email: {
    title: 'E-mail',
    good: 'A code by mail, wherever you read it. Nothing to write down, nobody to ask.',
    bad: 'It trusts whoever runs this service, so it always waits 72 hours.',
    icon: Mail,
  },
  passkey: {
    title: 'Another passkey',
    good: 'A friend, a second device or a security key, with one touch.',
    bad: 'You depend on that person or device.',
    icon: KeyRound,
  },
}

/** What can be added here, in order: what the service has, and what its operator allows. */
export function addableKinds({ oidc, email, recovery }: Offering): readonly Offered[] {
  const has = { oidc: oidc !== undefined, email: email !== undefined }
  const offered = (Object.keys(kinds) as AddableKind[]).filter(
    (kind) => recovery.kinds.includes(kind) && ((kind !== 'oidc' && kind !== 'email') || has[kind]),
  )
  const name = oidc?.name ?? ''
  const fill = (text: string) => text.replaceAll('{name}', () => name)
  return offered.map((kind) => {
    const { title, good, bad, ...rest } = kinds[kind]
    return { kind, title: fill(title), good: fill(good), bad: fill(bad), ...rest }
  })
}

/** A kind that can be added. */
export type Offered = KindWords & { readonly kind: AddableKind }

type Offering = Pick<Config, 'oidc' | 'email' | 'recovery'>

/** The picture of a guardian's kind. */
export function kindIcon({ kind, isKindKnown }: Kind): LucideIcon {
  return isKindKnown ? kinds[kind].icon : ShieldQuestion
}

/** What a guardian is, where its owner gave it a name of its own. */
export function kindName({ kind, isKindKnown }: Kind): string {
  return isKindKnown ? names[kind] : unknownKind
}

const names = {
  oidc: 'Linked',
  passphrase: 'Passphrase',
  wallet: 'Wallet',
  email: 'E-mail',
  passkey: 'Passkey',
}

/** On chain both are an address, and nobody has said which it is. */
const unknownKind = 'A wallet or a passphrase'

type Kind = Pick<ChosenGuardian, 'kind' | 'isKindKnown'>
