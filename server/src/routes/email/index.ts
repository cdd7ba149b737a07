import type { Endpoint } from '../../endpoint.ts'
import { deleteContact } from './deleteContact.ts'
import { getContacts } from './getContacts.ts'
import { postCodeProof } from './postCodeProof.ts'
import { postCodes } from './postCodes.ts'
import { postContacts } from './postContacts.ts'
import { postEmailAccounts } from './postEmailAccounts.ts'
import { postLinkProof } from './postLinkProof.ts'
import { postLinks } from './postLinks.ts'
import { postUnsubscribe } from './postUnsubscribe.ts'
import { postUnsubscribeOneClick } from './postUnsubscribeOneClick.ts'

/** Endpoints of e-mail and contacts; each has its row in checks.ts. */
export const emailEndpoints: readonly Endpoint[] = [
  postCodes,
  postCodeProof,
  postLinks,
  postLinkProof,
  getContacts,
  postContacts,
  deleteContact,
  postEmailAccounts,
  postUnsubscribe,
  postUnsubscribeOneClick,
]
