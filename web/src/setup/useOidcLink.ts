import { linkWithIdToken } from 'sparekey'
import type { Config } from 'sparekey/schema'
import { api } from '../api.ts'
import { clientsOf, networksOf } from '../chains.ts'
import { type Code, type SignInFlow, useSignIn } from '../oidc/useSignIn.ts'
import { type ChosenGuardian, isSame, lower, type SetupDraft } from './draft.ts'
import { AlreadyGuardianError } from './problems.ts'

interface OidcLink {
  readonly draft: SetupDraft
  readonly config: Config
  readonly onGuardian: (guardian: ChosenGuardian) => void
}

/** An account elsewhere on its way to become a guardian: who signed in is put into a commitment here, in the browser. */
export function useOidcLink({ draft, config, onGuardian }: OidcLink): SignInFlow {
  const { oidc } = config
  const onCode = async ({ code, codeVerifier, nonce }: Code) => {
    if (!oidc) return
    const [{ issuer, clientId: audience }, signIn] = await Promise.all([
      api.oidc(),
      api.linkIdentity({ code, codeVerifier, salt: draft.salt }),
    ])
    const expected = { issuer, audience, nonce, guardian: oidc.guardian, salt: draft.salt }
    const signer = lower(await linkWithIdToken(clientsOf(networksOf(config)), signIn, expected))
    const known = draft.guardians.find((one) => isSame(one.signer, signer))
    if (known) throw new AlreadyGuardianError(known.label)
    onGuardian({ signer, kind: 'oidc', label: labelFor(draft.guardians, oidc.name), isKindKnown: true })
  }
  return useSignIn({ purpose: 'link', isOn: oidc !== undefined, onCode })
}

function labelFor(guardians: SetupDraft['guardians'], name: string): string {
  const count = guardians.filter(({ kind }) => kind === 'oidc').length
  return count === 0 ? `${name} account` : `${name} account ${count + 1}`
}
