// Mail as it came in: kept in a folder, one file each, and read with a parser that is not the one that made it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { now } from '../clock.ts'

/** A mail in somebody's mailbox. */
export interface Mail {
  /** Later ones are greater. */
  readonly id: string
  /** ISO 8601, in the chains' time. */
  readonly at: string
  /** As the sender's server said, not as the mail says. */
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** What is kept of a mail. */
interface Kept {
  readonly at: string
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
}

/** Bytes of a mail at most. */
export const largest = 256 * 1024
/** The oldest of more are thrown away. */
const most = 500

/** All mailboxes of the local stack. */
export class Mails {
  readonly #folder: string
  readonly #most: number
  readonly #mails: Mail[] = []
  readonly #listeners = new Set<() => void>()
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, limit: number) {
    this.#folder = folder
    this.#most = limit
  }

  /** Opens a folder with what was received into it before. */
  static async open(folder: string, limit = most): Promise<Mails> {
    mkdirSync(folder, { recursive: true })
    const mails = new Mails(folder, limit)
    for (const name of readdirSync(folder).toSorted()) {
      const id = /^(\d{8})\.json$/.exec(name)?.[1]
      const kept = id && readKept(join(folder, name))
      if (kept) mails.#mails.push(await read(id, kept))
    }
    return mails
  }

  /** Keeps a mail, then tells whoever listens. */
  receive(mail: Omit<Kept, 'at'>): Promise<void> {
    const turn = this.#turn.then(() => this.#add({ ...mail, at: new Date(now()).toISOString() }))
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** The mails of a mailbox, or of all; newest first. */
  of(mailbox?: string): readonly Mail[] {
    const wanted = mailbox?.toLowerCase()
    return this.#mails
      .filter(({ to }) => wanted === undefined || to.some((one) => one.toLowerCase() === wanted))
      .toReversed()
  }

  /** Calls back after every mail; returns how to end that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #add(kept: Kept): Promise<void> {
    const id = String(Number(this.#mails.at(-1)?.id ?? 0) + 1).padStart(8, '0')
    const mail = await read(id, kept)
    writeFileSync(this.#file(id), JSON.stringify(kept))
    this.#mails.push(mail)
    for (const old of this.#mails.splice(0, Math.max(0, this.#mails.length - this.#most)))
      rmSync(this.#file(old.id), { force: true })
    for (const listener of this.#listeners) listener()
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`)
  }
}

async function read(id: string, { source, ...envelope }: Kept): Promise<Mail> {
  const { subject = '', text = '', html = '', headers } = await PostalMime.parse(source)
  return {
    ...{ id, ...envelope, subject, text, html },
    headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
  }
}

/** Undefined for a file that a crash cut off. */
function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept
  } catch {
    return undefined
  }
}
