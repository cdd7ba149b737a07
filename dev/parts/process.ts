// One child process of the stack: started, watched, stopped. Its output goes straight into a log file, not through this
// process, so that the child outlives a crash of this one long enough to save its state.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { now, sleep } from '../clock.ts'
import { childEnvironment } from '../config.ts'
import {
  PartExitedError,
  PartStopError,
  PartTimeoutError,
  PortTakenError,
  StartAbortedError,
} from '../errors.ts'

/** A running part of the stack. */
export type Part = {
  name: string
  pid: number
  /** The port it listens on at 127.0.0.1. */
  port: number
  /** Resolves if the process ends without having been stopped. */
  failure: Promise<PartExitedError>
  /** Ends the process and resolves when it is gone; safe to call twice. */
  stop(): Promise<void>
}

/** What {@link startPart} needs. */
export type PartParameters = {
  name: string
  command: string
  args: string[]
  /** Working directory; programs that read settings from theirs find none in a directory of ours. */
  cwd: string
  /** Settings beside the few that every part gets. */
  env?: Record<string, string>
  /** File for its output, emptied first. */
  log: string
  /** Asked-for port; 0 lets the system choose. */
  port: number
  /** Line of its output that says it is ready; the first group is the port. */
  listening: RegExp
  timeoutSeconds?: number
  /** Gives up the start. */
  signal?: AbortSignal | undefined
}

const stopSeconds = 20

/**
 * Starts a program and resolves when it listens.
 *
 * @throws {@link PortTakenError} {@link PartExitedError} {@link PartTimeoutError} {@link StartAbortedError}; the process is
 * gone by then.
 */
export async function startPart(parameters: PartParameters): Promise<Part> {
  if (parameters.signal?.aborted) throw new StartAbortedError()
  const running = run(parameters)
  try {
    const port = await listening(running, parameters)
    const pid = running.child.pid ?? 0
    return { name: parameters.name, pid, port, failure: running.failure, stop: running.stop }
  } catch (error) {
    // The reason why it did not start says more than how it ended now.
    await running.stop().catch(() => {})
    throw error
  }
}

type Running = {
  child: ChildProcess
  ended: () => string | undefined
  failure: Promise<PartExitedError>
  stop(): Promise<void>
}

function run({ name, command, args, cwd, env, log }: PartParameters): Running {
  const output = openSync(log, 'w')
  // A group of its own: Ctrl-C in a terminal reaches this process only, which then stops the parts in the right order.
  const child = spawn(command, args, {
    cwd,
    env: { ...childEnvironment(), ...env },
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  const endWatch = child.pid === undefined ? async () => {} : watchdog(child.pid)
  let how: string | undefined
  let stopping: Promise<void> | undefined
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).then(async (text) => {
    how = text
    await endWatch()
    return text
  })
  const failure = new Promise<PartExitedError>((resolve) => {
    gone.then((text) => stopping === undefined && resolve(new PartExitedError(name, text, log, tail(log))))
  })
  const stop = () => {
    stopping ??= how === undefined ? end(name, child, gone) : Promise.resolve()
    return stopping
  }
  return { child, ended: () => how, failure, stop }
}

async function end(name: string, child: ChildProcess, gone: Promise<string>): Promise<void> {
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000)
  const how = await gone
  clearTimeout(late)
  if (how !== 'exit code 0') throw new PartStopError(name, how)
}

/**
 * Ends the process `pid` when this process is gone, however it went: a shell waits on a pipe that only this process
 * holds open. Without it a killed test run would leave chains and bundlers behind. SIGTERM first, so that state is saved.
 */
function watchdog(pid: number): () => Promise<void> {
  const wait = 'for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$1" || exit; done'
  const script = `read -r _; kill -TERM "$1"; ${wait}; kill -KILL "$1"`
  const shell = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => {
    shell.once('exit', () => resolve())
    shell.once('error', () => resolve())
  })
  shell.stdin.on('error', () => {})
  return () => {
    shell.kill('SIGKILL')
    return ended
  }
}

async function listening(running: Running, parameters: PartParameters): Promise<number> {
  const { name, log, port, timeoutSeconds = 60, signal } = parameters
  const deadline = now() + timeoutSeconds * 1000
  for (;;) {
    const how = running.ended()
    const text = readFileSync(log, 'utf8')
    if (how !== undefined) {
      if (/EADDRINUSE|address already in use/i.test(text)) throw new PortTakenError([port])
      throw new PartExitedError(name, how, log, tail(log))
    }
    const found = parameters.listening.exec(text)?.[1]
    if (found !== undefined) return Number(found)
    if (signal?.aborted) throw new StartAbortedError()
    if (now() > deadline) throw new PartTimeoutError(name, timeoutSeconds, log, tail(log))
    await sleep(20)
  }
}

/** The last lines of a log, for an error message. */
function tail(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12)
  return lines.map((line) => `  ${line.slice(0, 300)}`).join('\n')
}
