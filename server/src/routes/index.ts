// Every endpoint, in the order of the table of checks.
import type { Endpoint } from '../endpoint.ts'
import { deletePasskey } from './deletePasskey.ts'
import { deleteSession } from './deleteSession.ts'
import { emailEndpoints } from './email/index.ts'
import { getAccount } from './getAccount.ts'
import { getAccountSubmissions } from './getAccountSubmissions.ts'
import { getConfig } from './getConfig.ts'
import { getGuardians } from './getGuardians.ts'
import { getHealth } from './getHealth.ts'
import { getInvitation } from './getInvitation.ts'
import { getInvitations } from './getInvitations.ts'
import { getOidc } from './getOidc.ts'
import { getPasskeys } from './getPasskeys.ts'
import { getReady } from './getReady.ts'
import { getSession } from './getSession.ts'
import { patchPasskey } from './patchPasskey.ts'
import { postInvitationAccept } from './postInvitationAccept.ts'
import { postInvitationDecline } from './postInvitationDecline.ts'
import { postInvitationOptions } from './postInvitationOptions.ts'
import { postInvitations } from './postInvitations.ts'
import { postOidcAccounts } from './postOidcAccounts.ts'
import { postOidcLink } from './postOidcLink.ts'
import { postOidcToken } from './postOidcToken.ts'
import { postPasskeys } from './postPasskeys.ts'
import { postPasskeysOptions } from './postPasskeysOptions.ts'
import { postRegistration } from './postRegistration.ts'
import { postRegistrationOptions } from './postRegistrationOptions.ts'
import { postSignIn } from './postSignIn.ts'
import { postSignInOptions } from './postSignInOptions.ts'
import { putGuardians } from './putGuardians.ts'
import { requestEndpoints } from './requests/index.ts'

/** What createApp serves. */
export const endpoints: readonly Endpoint[] = [
  getHealth,
  getReady,
  getConfig,
  getOidc,
  postOidcToken,
  postOidcLink,
  postOidcAccounts,
  getAccount,
  getAccountSubmissions,
  postRegistrationOptions,
  postRegistration,
  postSignInOptions,
  postSignIn,
  getSession,
  deleteSession,
  getPasskeys,
  postPasskeysOptions,
  postPasskeys,
  patchPasskey,
  deletePasskey,
  getGuardians,
  putGuardians,
  postInvitations,
  getInvitations,
  getInvitation,
  postInvitationOptions,
  postInvitationAccept,
  postInvitationDecline,
  ...emailEndpoints,
  ...requestEndpoints,
]
