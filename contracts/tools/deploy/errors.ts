// Every failure has a class of its own, so that callers branch on `code` and people read a sentence that says what was
// wrong, what was expected and what to do.
import type { Address } from 'viem'

/** Base of the tools' errors: a literal `name`, a stable `code`, a whole sentence as `message`. */
export abstract class ToolError extends Error {
  abstract override readonly name: string
  abstract readonly code: string
}

/** A command line or a setting of the environment that means nothing here. */
export class UsageError extends ToolError {
  override readonly name = 'UsageError'
  readonly code = 'USAGE'
}

/** A file of contract artifacts is missing, incomplete or contradicts itself. */
export class ArtifactError extends ToolError {
  override readonly name = 'ArtifactError'
  readonly code = 'ARTIFACT'
  constructor(file: string, wrong: string) {
    super(
      `${file} cannot be deployed: ${wrong}; expected what \`npm run generate\` writes. Run that, or restore the file.`,
    )
  }
}

/** A contract is not at its address after its deployment. */
export class DeployError extends ToolError {
  override readonly name = 'DeployError'
  readonly code = 'DEPLOY'
  constructor(contract: string, address: string, wrong: string, cause?: unknown) {
    super(
      `${contract} is not usable at ${address}: ${wrong}. What was deployed before it stays; deploying again is safe.`,
      { cause },
    )
  }
}

/** The chain lacks something without which the contracts cannot work there. */
export class UnfitChainError extends ToolError {
  override readonly name = 'UnfitChainError'
  readonly code = 'UNFIT_CHAIN'
  constructor(chainId: number, lacking: string) {
    super(`Chain ${chainId} is not fit for these contracts: ${lacking} Nothing was sent.`)
  }
}

/** The chain does not answer. */
export class NoAnswerError extends ToolError {
  override readonly name = 'NoAnswerError'
  readonly code = 'NO_ANSWER'
  constructor(rpcUrl: string, cause: unknown) {
    super(`${rpcUrl} does not answer as an Ethereum node does. Check the address, and that it is up.`, {
      cause,
    })
  }
}

/** Whoever is to deploy has no money on the chain. */
export class NoFundsError extends ToolError {
  override readonly name = 'NoFundsError'
  readonly code = 'NO_FUNDS'
  constructor(chainId: number, address: Address) {
    super(
      `${address} has no money on chain ${chainId}; a deployment takes about 6,500,000 gas. Send it some first.`,
    )
  }
}
