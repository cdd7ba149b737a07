import { oidcGuardianAbi } from 'sparekey'
import { type Hex, keccak256, parseEther, stringToHex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { writeContract } from 'viem/actions'
import { operator } from '../../dev/accounts.ts'
import { type Chains, clientOf, DAY, done } from '../../sdk/test/chains.ts'

/** Has a key of an issuer revoked on the first chain, by somebody who got the role a week before. */
export async function revokeKey({ stack }: Chains, issuer: string, modulus: Hex): Promise<void> {
  const revoker = privateKeyToAccount(generatePrivateKey())
  await stack.fund(revoker.address, { eth: parseEther('1') })
  await send(operator, 'addRole', [revoker.address, 3])
  await stack.skipTime(7 * DAY)
  await send(revoker, 'revoke', [keccak256(stringToHex(issuer)), keccak256(modulus)])

  async function send(
    account: PrivateKeyAccount,
    functionName: 'addRole' | 'revoke',
    args: readonly unknown[],
  ) {
    const [chain] = stack.chains
    const parameters = { abi: oidcGuardianAbi, address: chain.deployment.oidcGuardian, chain: chain.chain }
    const client = clientOf(chain, account)
    await done(client, writeContract(client, { ...parameters, account, functionName, args } as never))
  }
}
