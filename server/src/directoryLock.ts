// An exclusive lock on a directory. PGlite and anvil take none: two processes on one directory lose data silently.
//
// Lock files are numbered, lock.1, lock.2 …, and the highest number counts. A file is created whole and exclusively
// (write a draft, then link it), and only a holder's successor removes it, after creating its own. So whoever finds
// a dead holder n may try to create n + 1: exactly one process succeeds, and there is no moment without a lock file in
// which a third could start counting anew. Removing a stale file first, as is often done, lets two processes in.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** A held lock. */
export type Lock = {
  /** Lets others in; safe to call twice. */
  release(): void
}

type Holder = { pid: number; started: string }

/** Name of a lock file; whoever empties the directory spares these. */
export const lockFile = /^lock\.(\d+)$/

/**
 * Takes the lock of `directory` (created if missing) for this process. A lock whose process has ended is taken over.
 *
 * @param refusal what is thrown if the living process `pid` holds it, this one included
 */
export function lockDirectory(directory: string, refusal: (directory: string, pid: number) => Error): Lock {
  mkdirSync(directory, { recursive: true })
  const draft = join(directory, `draft.${randomUUID()}`)
  const holder: Holder = { pid: process.pid, started: startOf(process.pid) ?? '' }
  writeFileSync(draft, JSON.stringify(holder))
  try {
    return heldLock(directory, take(directory, draft, refusal))
  } finally {
    rmSync(draft)
  }
}

function take(directory: string, draft: string, refusal: (directory: string, pid: number) => Error): number {
  for (;;) {
    const newest = Math.max(0, ...numbers(directory))
    const holder = newest === 0 ? undefined : read(join(directory, `lock.${newest}`))
    if (holder && startOf(holder.pid) === holder.started) throw refusal(directory, holder.pid)
    const mine = newest + 1
    try {
      linkSync(draft, join(directory, `lock.${mine}`))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue // another one was first: look who
      throw error
    }
    // If `newest` was long out of date, a newer lock exists and this one never counted.
    const all = numbers(directory)
    if (Math.max(...all) !== mine) {
      rmSync(join(directory, `lock.${mine}`), { force: true })
      continue
    }
    for (const old of all) if (old < mine) rmSync(join(directory, `lock.${old}`), { force: true })
    return mine
  }
}

function heldLock(directory: string, number: number): Lock {
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      if (!existsSync(directory)) return // wiped by hand: nothing left to guard
      // The file stays, so that the numbers go on; process 0 is nobody.
      const draft = join(directory, `draft.${randomUUID()}`)
      writeFileSync(draft, JSON.stringify({ pid: 0, started: '' } satisfies Holder))
      renameSync(draft, join(directory, `lock.${number}`))
    },
  }
}

function numbers(directory: string): number[] {
  return readdirSync(directory).flatMap((name) => {
    const number = lockFile.exec(name)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
}

/** The holder that a lock file names; none if the file has just been removed or is not ours. */
function read(file: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>
    return typeof pid === 'number' && pid > 0 && typeof started === 'string' ? { pid, started } : undefined
  } catch {
    return undefined
  }
}

/**
 * When a process started, in a form that only serves comparison; undefined if there is no such process. Process ids are
 * used again, so an id alone would make a stale lock look alive.
 */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return startFromPs(pid)
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may itself contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : `${boot} ${fields[19]}`
  } catch {
    return undefined
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
