/** Where somebody is in set-up; in the address, so that the browser's own Back goes one step back. */
export interface SetupSearch {
  readonly step?: 'guardians' | 'way' | 'preview'
  /** A guardian that is being added. */
  readonly add?: 'passphrase' | 'wallet' | 'passkey'
}

/** Reads the address; what makes no sense is left out. */
export function setupSearch({ step, add }: Record<string, unknown>): SetupSearch {
  return {
    ...((step === 'guardians' || step === 'way' || step === 'preview') && { step }),
    ...((add === 'passphrase' || add === 'wallet' || add === 'passkey') && { add }),
  }
}
