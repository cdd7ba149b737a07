import { emailCommitment, emailGuardianAbi, emailSigner } from 'sparekey'
import { waitForTransactionReceipt, writeContract } from 'viem/actions'
import { expect, it } from 'vitest'
import { attester, keyRevoker } from '../../../dev/accounts.ts'
import { useChains as chainsOfThisFile, clientOf } from '../../../sdk/test/chains.ts'
import { rememberNetworks } from '../networkNames.ts'
import { healthOf } from './health.ts'

const chains = chainsOfThisFile()
const account = `0x${'ac'.repeat(20)}` as const
const mailbox = { account, mailbox: 'alice@example.org', salt: `0x${'5a'.repeat(32)}` as const }

it('a mailbox can help where its contract is, until whoever vouches for it withdraws the key', async () => {
  const [one] = chains.stack.chains
  if (!one) throw new RangeError('There is a chain.')
  rememberNetworks([{ chainId: one.chain.id, name: 'Base' }])
  const { emailGuardian } = one.deployment
  const signer = emailSigner(emailGuardian, emailCommitment(mailbox))
  const guardian = { signer, kind: 'email', isKindKnown: true } as const
  const ask = () => healthOf(guardian, chains.all)
  expect(await ask()).toEqual({ isGood: true, sentence: 'Ready' })

  const revoker = clientOf(one, keyRevoker)
  const hash = await writeContract(revoker, {
    ...{ abi: emailGuardianAbi, address: emailGuardian, functionName: 'revoke', args: [attester.address] },
    ...{ account: keyRevoker, chain: one.chain },
  })
  await waitForTransactionReceipt(revoker, { hash })
  expect(await ask()).toEqual({
    isGood: false,
    sentence: 'Does not count on Base now: whoever vouches for it withdrew a key. Add another guardian.',
  })

  const nowhere = { ...guardian, signer: emailSigner(account, emailCommitment(mailbox)) }
  expect((await healthOf(nowhere, chains.all)).sentence).toMatch(/^Cannot help on /)
})
