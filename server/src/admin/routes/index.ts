// Every endpoint of the dashboard, in the order of its table of checks.
import type { AdminEndpoint } from '../endpoint.ts'
import {
  getAccount,
  getAccountHistory,
  getAccounts,
  postAccountLock,
  putAccountRecovery,
} from './accounts.ts'
import { postEnrolment, postEnrolmentLink, postEnrolmentOptions } from './enrolment.ts'
import { getAudit } from './getAudit.ts'
import { getConfig } from './getConfig.ts'
import { getCurves } from './getCurves.ts'
import { getHealth } from './getHealth.ts'
import { getMails } from './getMails.ts'
import { getNetworks } from './getNetworks.ts'
import { getQueue } from './getQueue.ts'
import { deleteOperator, getOperators, postOperators } from './operators.ts'
import { deleteProposal, getProposals, postProposalConfirmation, postProposals } from './proposals.ts'
import {
  deleteSession,
  getSession,
  postConfirmation,
  postConfirmationOptions,
  postSignIn,
  postSignInOptions,
} from './session.ts'
import {
  deleteWebhook,
  getSettings,
  getWebhook,
  postWebhookTest,
  putSettings,
  putWebhook,
} from './settings.ts'

/** What createAdminApp serves. */
export const adminEndpoints: readonly AdminEndpoint[] = [
  getHealth,
  getConfig,
  postEnrolmentLink,
  postEnrolmentOptions,
  postEnrolment,
  postSignInOptions,
  postSignIn,
  getSession,
  deleteSession,
  postConfirmationOptions,
  postConfirmation,
  getOperators,
  postOperators,
  deleteOperator,
  getProposals,
  postProposals,
  postProposalConfirmation,
  deleteProposal,
  getSettings,
  putSettings,
  getWebhook,
  putWebhook,
  deleteWebhook,
  postWebhookTest,
  getQueue,
  getAccounts,
  getAccount,
  getAccountHistory,
  postAccountLock,
  putAccountRecovery,
  getMails,
  getNetworks,
  getCurves,
  getAudit,
]
