/** Which account a mail's link is about; in the address of the recovery page. */
export interface RecoverSearch {
  /** 0x and 40 letters or digits. */
  readonly account?: string
}

/** Reads the address; what is no account's is left out. */
export function recoverSearch({ account }: Record<string, unknown>): RecoverSearch {
  return typeof account === 'string' && /^0x[0-9a-f]{40}$/i.test(account)
    ? { account: account.toLowerCase() }
    : {}
}
