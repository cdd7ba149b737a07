import { useQuery } from '@tanstack/react-query'
import type { Passkey } from 'sparekey'
import type { Config } from 'sparekey/schema'
import { sessionPasskey } from '../passkeys.ts'
import { sessionQuery } from '../session.ts'
import { beganHere } from './recoveryDraft.ts'

/** The new passkey of a request, if this browser knows it: by its session, or because it was made here. */
export function useOwnPasskey(hash: string, config: Config | undefined) {
  const session = useQuery(sessionQuery)
  const made = beganHere(hash)?.draft.passkey
  const own = session.data?.requestHash === hash ? session.data : undefined
  const known = own ?? (made && { credentialId: made.credential.id, publicKey: made.publicKey })
  const passkey: Passkey | undefined = known && config && sessionPasskey(known, config)
  return { isMine: Boolean(known), passkey, session: session.data, isPending: session.isPending && !made }
}
