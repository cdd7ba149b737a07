import { readdirSync, readFileSync } from 'node:fs'

/**
 * Resident memory in MB of this process and all its descendants, children's memory counted whole. Undefined where
 * there is no /proc.
 */
export function treeMemory(root = process.pid): number | undefined {
  if (process.platform !== 'linux') return undefined
  const parents = new Map<number, number>()
  const memory = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const status = /^\d+$/.test(name) ? read(`/proc/${name}/status`) : undefined
    if (status === undefined) continue
    parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]))
    memory.set(Number(name), Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0))
  }
  const within = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || within(parents.get(pid)))
  const kilobytes = [...memory].reduce((sum, [pid, size]) => (within(pid) ? sum + size : sum), 0)
  return Math.round(kilobytes / 1024)
}

/** A file's text; undefined if the process it is about has ended since. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
