// What kinds of guardians are called, and what each is good and bad at.
import { KeyRound, type LucideIcon, MessageSquareText, ShieldQuestion, Wallet } from 'lucide-react'
import type { ChosenGuardian } from './draft.ts'

/** What can be added here. */
export type AddableKind = 'passphrase' | 'wallet' | 'passkey'

/** A kind in the words of the screens. */
export interface KindWords {
  readonly title: string
  readonly good: string
  readonly bad: string
  readonly icon: LucideIcon
}

/** In the order in which they are offered. */
export const kinds: Readonly<Record<AddableKind, KindWords>> = {
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
  passkey: {
    title: 'Another passkey',
    good: 'A friend, a second device or a security key, with one touch.',
    bad: 'You depend on that person or device.',
    icon: KeyRound,
  },
}

/** The picture of a guardian's kind. */
export function kindIcon({ kind, isKindKnown }: Kind): LucideIcon {
  return isKindKnown ? kinds[kind].icon : ShieldQuestion
}

/** What a guardian is, where its owner gave it a name of its own. */
export function kindName({ kind, isKindKnown }: Kind): string {
  return isKindKnown ? { passphrase: 'Passphrase', wallet: 'Wallet', passkey: 'Passkey' }[kind] : unknownKind
}

/** On chain both are an address, and nobody has said which it is. */
const unknownKind = 'A wallet or a passphrase'

type Kind = Pick<ChosenGuardian, 'kind' | 'isKindKnown'>
