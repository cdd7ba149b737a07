/** What can be added here. */
export type AddableKind = 'oidc' | 'passphrase' | 'wallet' | 'email' | 'passkey'

/** Where somebody is in set-up; in the address, so that the browser's own Back goes one step back. */
export interface SetupSearch {
  readonly step?: 'guardians' | 'way' | 'preview'
  /** A guardian that is being added. */
  readonly add?: AddableKind
}

/** Reads the address; what makes no sense is left out. */
export function setupSearch({ step, add }: Record<string, unknown>): SetupSearch {
  return {
    ...((step === 'guardians' || step === 'way' || step === 'preview') && { step }),
    ...(isAddable(add) && { add }),
  }
}

const addable: readonly unknown[] = [
  'oidc',
  'passphrase',
  'wallet',
  'email',
  'passkey',
] satisfies AddableKind[]

const isAddable = (value: unknown): value is AddableKind => addable.includes(value)
