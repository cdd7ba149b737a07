import { emailCommitment, emailSigner, requireEmailGuardian } from 'sparekey'
import type { Config, LinkedJson, SessionJson } from 'sparekey/schema'
import type { Address, Hex } from 'viem'
import { api } from '../api.ts'
import { clientsOf, networksOf } from '../chains.ts'
import { type CodeFlow, useCode } from '../email/useCode.ts'
import { type ChosenGuardian, isSame } from './draft.ts'
import { maskMailbox } from './maskMailbox.ts'
import { WrongLinkError } from './problems.ts'

interface EmailLink {
  readonly session: SessionJson
  readonly config: Config
  readonly onGuardian: (guardian: ChosenGuardian) => void
}

/** A mailbox on its way to become a guardian: whoever reads the mail here has it, and what stands for it is computed here. */
export function useEmailLink({ session, config, onGuardian }: EmailLink): CodeFlow {
  const account = session.account.address
  const guardian = config.email?.guardian
  return useCode({
    name: `guardian-${account}`,
    account,
    ask: (address, publicKey) => api.linkEmail({ purpose: 'guardian', address, publicKey }),
    prove: async (id, signature) => {
      // Before the code is used: a network that is silent must not cost a second mail.
      if (guardian) await requireEmailGuardian(clientsOf(networksOf(config)), guardian)
      return api.proveLink(id, signature)
    },
    onProved: (linked, mailbox) => {
      const signer = signerOf(linked, { guardian, account, mailbox })
      onGuardian({ signer, kind: 'email', label: maskMailbox(mailbox), isKindKnown: true })
    },
  })
}

interface Expected {
  readonly guardian: Address | undefined
  readonly account: Address
  readonly mailbox: string
}

/**
 * What stands for a mailbox on chain, made of what this page knows; the server adds no more than the salt.
 * @throws WrongLinkError where the server answered with another
 */
export function signerOf(
  { signer, salt }: Pick<LinkedJson, 'signer' | 'salt'>,
  { guardian, account, mailbox }: Expected,
): Hex {
  if (!guardian || !signer || !salt) throw new WrongLinkError()
  const own = emailSigner(guardian, emailCommitment({ account, mailbox, salt }))
  if (!isSame(own, signer)) throw new WrongLinkError()
  return own
}
