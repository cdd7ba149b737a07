// Changes that an account makes on several networks with one prompt, and how each network gets on with it.

import { useCallback, useState } from 'react'
import {
  type Call,
  type Passkey,
  type PasskeyAccount,
  sendUserOperations,
  toPasskeyAccount,
  waitForUserOperation,
} from 'sparekey'
import type { Address, Hex } from 'viem'
import type { Network } from './chains.ts'
import type { NetworkStep } from './components/NetworkProgress.tsx'

/** What is to be done where, and who confirms it. */
export interface Plan {
  readonly passkey: Passkey
  readonly networks: readonly {
    readonly network: Network
    /** The account as `toPasskeyAccount` takes it; `{ salt, factory }` creates it on the way. */
    readonly account: { readonly address: Address } | { readonly salt: Hex; readonly factory: Address }
    readonly calls: readonly (Call & { readonly value?: bigint })[]
  }[]
}

/** Told after every change; all networks of the plan, in its order. */
type Watch = (steps: readonly NetworkStep[]) => void

/**
 * Asks for one prompt and has a plan carried out. A network that fails is a step that failed; the others go on.
 * @returns the last steps: done only where a receipt says so
 * @throws what the prompt throws: then nothing was sent anywhere
 */
async function carryOut(plan: Plan, watch: Watch): Promise<readonly NetworkStep[]> {
  const board = makeBoard(plan, watch)
  const operations = await Promise.all(
    plan.networks.map(async ({ network, account, calls }) => ({
      account: await accountOn(network, plan.passkey, account),
      bundler: network.bundler,
      calls,
    })),
  )
  const sent = await sendUserOperations(operations, { passkey: plan.passkey })
  for (const one of sent) board.set(one.chainId, 'error' in one ? failed(one.error) : { state: 'pending' })
  await Promise.all(
    sent.map(async (one) => {
      if ('error' in one) return
      const network = plan.networks.find(({ network }) => network.chainId === one.chainId)?.network
      if (network) board.set(one.chainId, await outcome(network, one.value))
    }),
  )
  return board.steps()
}

/** A plan's progress as state: what a screen needs to show it and to try again. */
export function useOperations() {
  const [steps, setSteps] = useState<readonly NetworkStep[]>([])
  const [isRunning, setIsRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = useCallback(async (plan: Plan): Promise<readonly NetworkStep[]> => {
    setIsRunning(true)
    setError(undefined)
    const ids = new Set(plan.networks.map(({ network }) => network.chainId))
    // Networks that are done already stay on the list while the others are tried again.
    const show: Watch = (next) =>
      setSteps((previous) => [...previous.filter(({ chainId }) => !ids.has(chainId)), ...next])
    try {
      return await carryOut(plan, show)
    } catch (thrown) {
      setError(thrown)
      setSteps((previous) => previous.filter(({ state }) => state === 'done'))
      return []
    } finally {
      setIsRunning(false)
    }
  }, [])
  const reset = useCallback(() => {
    setSteps([])
    setError(undefined)
  }, [])
  return { steps, isRunning, error, run, reset }
}

function accountOn(
  { client }: Network,
  passkey: Passkey,
  account: Plan['networks'][number]['account'],
): Promise<PasskeyAccount> {
  return toPasskeyAccount({ client, passkey, ...account })
}

async function outcome({ bundler }: Network, hash: Hex): Promise<Partial<NetworkStep>> {
  try {
    await waitForUserOperation(bundler, { hash })
    return { state: 'done' }
  } catch (error) {
    return failed(error)
  }
}

function failed(error: unknown): Partial<NetworkStep> {
  return { state: 'failed', error }
}

function makeBoard(plan: Plan, watch: Watch) {
  let steps: readonly NetworkStep[] = plan.networks.map(({ network }) => ({
    chainId: network.chainId,
    name: network.name,
    state: 'waiting',
    note: 'Waits for your passkey',
  }))
  watch(steps)
  return {
    steps: () => steps,
    set(chainId: number, change: Partial<NetworkStep>) {
      steps = steps.map((step) => {
        if (step.chainId !== chainId) return step
        const { note: _note, ...rest } = step
        return { ...rest, ...change }
      })
      watch(steps)
    },
  }
}
