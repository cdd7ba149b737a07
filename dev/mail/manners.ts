// How the mail server treats a mail: as real ones do on bad days.

/** What it does, and what a person reads about it. */
export const manners = {
  take: 'takes every mail',
  defer: 'asks to try again later (451)',
  greylist: 'asks once to try again later, then takes it (450)',
  refuse: 'knows no such mailbox (550)',
  silence: 'takes the mail and never says so',
  reset: 'breaks the connection while the mail is sent',
} as const

export type Manner = keyof typeof manners

/** Whether a text is one of {@link manners}. */
export const isManner = (text: unknown): text is Manner =>
  typeof text === 'string' && Object.hasOwn(manners, text)

/** The manner towards each mailbox. */
export class Manners {
  #general: Manner = 'take'
  readonly #special = new Map<string, Manner>()
  readonly #met = new Set<string>()

  /** From now on, towards one mailbox, or towards all that were not named. */
  set(manner: Manner, mailbox?: string): void {
    this.#met.clear()
    if (mailbox === undefined) this.#general = manner
    else this.#special.set(mailbox.toLowerCase(), manner)
  }

  get general(): Manner {
    return this.#general
  }

  towards(mailbox: string): Manner {
    return this.#special.get(mailbox.toLowerCase()) ?? this.#general
  }

  /** Whether greylisting sees these two together for the first time. */
  isFirst(from: string, to: string): boolean {
    const pair = `${from} ${to}`.toLowerCase()
    if (this.#met.has(pair)) return false
    this.#met.add(pair)
    return true
  }
}
