// Keys that everybody knows: anvil funds the accounts of the mnemonic "test test … junk" with 10,000 ETH each.
// They are worth nothing anywhere else and must never be used there.
import { privateKeyToAccount } from 'viem/accounts'

// Of anvil's account 0.
const operatorKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** The dev operator (anvil's account 0), able to sign: deploys, owns the staker, pays the faucet. */
export const operator = privateKeyToAccount(operatorKey)

/** Anvil's account 5, for the process that publishes. */
export const keyPublisherKey = '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba'

/** Anvil's account 5 tells OidcGuardian the keys of OpenID issuers. */
export const keyPublisher = privateKeyToAccount(keyPublisherKey)

// Of anvil's account 4.
const keyConfirmerKey = '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a'

/** Anvil's account 4 confirms those keys, and stands for somebody who is not the operator. */
export const keyConfirmer = privateKeyToAccount(keyConfirmerKey)

// Of anvil's account 3.
const keyRevokerKey = '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6'

/** Anvil's account 3 revokes them, and attesters. */
export const keyRevoker = privateKeyToAccount(keyRevokerKey)

/** Anvil's account 2, for the server that answers for mailboxes; it sends nothing. */
export const attesterKey = '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a'

/** Anvil's account 2 attests to EmailGuardian who reads a mailbox. */
export const attester = privateKeyToAccount(attesterKey)

/** Anvil's account 6 is the server's relayer. */
export const relayerKey = '0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e'

/** With which the local server makes hashes of whom accounts are found by. */
export const lookupKey = `0x${'5a'.repeat(32)}` as const
/** Signs the server's webhooks. */
export const webhookKey = `0x${'5b'.repeat(32)}` as const

/** Anvil's accounts 7 and 8 send the bundles; two, so that one waiting bundle does not hold up the next. */
export const bundlerExecutorKeys = [
  '0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356',
  '0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97',
] as const

/** Anvil's account 9 deploys what the bundler simulates with. */
export const bundlerUtilityKey = '0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6'
