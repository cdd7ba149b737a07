// Every failure of the local stack has a class of its own, so that callers branch on `code` and people read a sentence
// that says what was wrong, what was expected and what to do.

import { ToolError as DevError } from '../contracts/tools/deploy/errors.ts'

export { DeployError, UsageError } from '../contracts/tools/deploy/errors.ts'
export { DevError }

/** A port that a part should listen on is in use. */
export class PortTakenError extends DevError {
  override readonly name = 'PortTakenError'
  readonly code = 'PORT_TAKEN'
  readonly ports: number[]
  constructor(ports: number[]) {
    const which = ports.length === 1 ? `Port ${ports[0]} is` : `Ports ${ports.join(', ')} are`
    super(
      `${which} taken, expected free on 127.0.0.1. Stop what listens there, or choose another range with SPAREKEY_PORT.`,
    )
    this.ports = ports
  }
}

/** The chain's program has no build for this platform. */
export class UnsupportedPlatformError extends DevError {
  override readonly name = 'UnsupportedPlatformError'
  readonly code = 'UNSUPPORTED_PLATFORM'
  constructor(platform: string, expected: string) {
    super(
      `The local chain has no program for ${platform} (${expected} is not installed): Linux x64 is what CI proves, so run it there or in a container.`,
    )
  }
}

/** A part's process ended before it was ready, or later without having been asked to. */
export class PartExitedError extends DevError {
  override readonly name = 'PartExitedError'
  readonly code = 'PART_EXITED'
  constructor(part: string, how: string, log: string, tail: string) {
    super(
      `${part} ended by itself (${how}), expected to run until stopped. The end of its log, whole in ${log}:\n${tail}`,
    )
  }
}

/** A part did not become ready in time. */
export class PartTimeoutError extends DevError {
  override readonly name = 'PartTimeoutError'
  readonly code = 'PART_TIMEOUT'
  constructor(part: string, seconds: number, log: string, tail: string) {
    super(
      `${part} was not ready after ${seconds} s. Is this machine overloaded? The end of its log, whole in ${log}:\n${tail}`,
    )
  }
}

/** A part did not end cleanly when it was stopped. */
export class PartStopError extends DevError {
  override readonly name = 'PartStopError'
  readonly code = 'PART_STOP'
  constructor(part: string, how: string) {
    super(
      `${part} did not stop cleanly (${how}), expected exit code 0. What it did in its last seconds may not be saved; see its log.`,
    )
  }
}

/** The start was given up because somebody asked for it. */
export class StartAbortedError extends DevError {
  override readonly name = 'StartAbortedError'
  readonly code = 'START_ABORTED'
  constructor() {
    super(
      'The start was interrupted before the stack was ready; everything that ran is stopped. Start again.',
    )
  }
}

/** Another living process uses the data directory. */
export class DataLockedError extends DevError {
  override readonly name = 'DataLockedError'
  readonly code = 'DATA_LOCKED'
  readonly pid: number
  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}; two at once would destroy data. Stop that one first.`)
    this.pid = pid
  }
}

/** A saved chain state cannot be read. */
export class DamagedStateError extends DevError {
  override readonly name = 'DamagedStateError'
  readonly code = 'DAMAGED_STATE'
  constructor(file: string, cause: unknown) {
    super(
      `The saved chain in ${file} is not whole JSON, probably cut off by a crash. Start over with npm start -- --fresh.`,
      { cause },
    )
  }
}

/** A transaction of the faucet was not executed. */
export class FaucetError extends DevError {
  override readonly name = 'FaucetError'
  readonly code = 'FAUCET'
  constructor(address: string, hash: string) {
    super(
      `Funding ${address} failed: transaction ${hash} was reverted, expected to succeed. Is the stack's deployment complete?`,
    )
  }
}

/** A time to skip is not a whole number of seconds above zero. */
export class TimeSkipError extends DevError {
  override readonly name = 'TimeSkipError'
  readonly code = 'TIME_SKIP'
  constructor(seconds: number) {
    super(`Time cannot be moved by ${seconds}: expected a whole number of seconds of at least 1.`)
  }
}

/** Somebody names a chain that the local stack does not have. */
export class UnknownChainError extends DevError {
  override readonly name = 'UnknownChainError'
  readonly code = 'UNKNOWN_CHAIN'
  constructor(chainId: number) {
    super(`There is no chain ${chainId} in the local stack, expected the id of one of its chains.`)
  }
}

/** The web app could not be built. */
export class WebBuildError extends DevError {
  override readonly name = 'WebBuildError'
  readonly code = 'WEB_BUILD'
  constructor(output: string) {
    super(`The web app could not be built; mend what the build says and start again:\n${output}`)
  }
}

/** The app in front of the stack answered something else than it should. */
export class AppAnswerError extends DevError {
  override readonly name = 'AppAnswerError'
  readonly code = 'APP_ANSWER'
  constructor(url: string, answer: string) {
    super(`${url} answered ${answer}, expected success. Read .data/logs/server.log.`)
  }
}

/** Somebody asks something of the dev bar's address that it does not offer. */
export class DevRequestError extends DevError {
  override readonly name = 'DevRequestError'
  readonly code = 'DEV_REQUEST'
  readonly status: number
  constructor(status: number, wrong: string) {
    super(wrong)
    this.status = status
  }
}

/** A user operation went through a bundler but did not do what it should. */
export class OperationError extends DevError {
  override readonly name = 'OperationError'
  readonly code = 'OPERATION'
  constructor(chain: string, wrong: string, cause?: unknown) {
    super(
      `The user operation on ${chain} failed: ${wrong}. Run \`npm start\`, send one again and read .data/logs/.`,
      {
        cause,
      },
    )
  }
}

/** Ports are still in use after everything was stopped. */
export class PortsLeftError extends DevError {
  override readonly name = 'PortsLeftError'
  readonly code = 'PORTS_LEFT'
  constructor(ports: number[]) {
    super(
      `After stopping, ports ${ports.join(', ')} are still taken, expected free. Something of the stack is still running.`,
    )
  }
}
