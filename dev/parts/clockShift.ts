import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Part } from './process.ts'

/** Parameters of Node that give a process the chains' time instead of this machine's. */
export function shiftedClock(dataDir: string): string[] {
  const module = new URL(`./shiftedClock.ts?file=${encodeURIComponent(file(dataDir))}`, import.meta.url)
  return ['--import', module.href]
}

/** Tells running parts, and those started later, that the chains are `shiftMs` ahead of this machine's clock. */
export function shiftClocks(dataDir: string, parts: readonly Part[], shiftMs: number): void {
  writeFileSync(file(dataDir), String(shiftMs))
  for (const { pid } of parts) process.kill(pid, 'SIGUSR2')
}

function file(dataDir: string): string {
  return join(dataDir, 'clock-shift-ms')
}
