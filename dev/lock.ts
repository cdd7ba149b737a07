// The server's lock on a directory, with the local stack's own error.
import { type Lock, lockDirectory as lock } from '../server/src/directoryLock.ts'
import { DataLockedError } from './errors.ts'

export { lockFile } from '../server/src/directoryLock.ts'

/**
 * Takes the lock of `directory` (created if missing) for this process. A lock whose process has ended is taken over.
 *
 * @throws {@link DataLockedError} if a living process holds it, this one included.
 */
export function lockDirectory(directory: string): Lock {
  return lock(directory, (locked, pid) => new DataLockedError(locked, pid))
}
