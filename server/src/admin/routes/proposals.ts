// What needs two operators.
import { proposalBodySchema, proposalSchema, proposalsSchema } from 'sparekey/admin-schema'
import { z } from 'zod'
import { transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { adminEndpoint } from '../endpoint.ts'
import { confirmProposal, declineProposal, openProposals, propose } from '../proposals.ts'

/** Path of one proposal. */
const proposalParams = z.strictObject({ id: proposalSchema.shape.id })

/** GET /api/proposals */
export const getProposals = adminEndpoint({
  name: 'GET /api/proposals',
  summary: 'What waits for another operator.',
  status: 200,
  answer: proposalsSchema,
  errors: [],
  handle({ session }, { app }) {
    return openProposals(app, session)
  },
})

/** POST /api/proposals */
export const postProposals = adminEndpoint({
  name: 'POST /api/proposals',
  summary: 'Proposes to unlock early, to change or remove a contact, or to give a role.',
  body: proposalBodySchema,
  status: 201,
  answer: z.strictObject({ id: proposalSchema.shape.id }),
  errors: [
    ...(['account_unknown', 'not_locked', 'contact_missing', 'mailbox_invalid'] as const),
    ...(['operator_missing', 'role_insufficient'] as const),
  ],
  async handle({ body, session }, { db, app }) {
    if (body.kind === 'role' && session.role !== 'admin') throw new Refusal('role_insufficient')
    return { id: await transact(db, (tx) => propose(tx, app, { body, by: session })) }
  },
})

/** POST /api/proposals/:id/confirmation */
export const postProposalConfirmation = adminEndpoint({
  name: 'POST /api/proposals/:id/confirmation',
  summary: 'Does what another operator has proposed.',
  params: proposalParams,
  body: z.strictObject({}),
  status: 204,
  errors: [
    ...(['path_invalid', 'proposal_gone', 'proposal_own', 'not_locked', 'contact_missing'] as const),
    ...(['mailbox_invalid', 'contacts_full', 'operator_missing', 'operator_last'] as const),
  ],
  async handle({ params, session }, { db, app }) {
    await transact(db, (tx) => confirmProposal(tx, app, { id: params.id, by: session }))
  },
})

/** DELETE /api/proposals/:id */
export const deleteProposal = adminEndpoint({
  name: 'DELETE /api/proposals/:id',
  summary: 'Takes back what one has proposed oneself, or declines what another one has.',
  params: proposalParams,
  status: 204,
  errors: ['path_invalid', 'proposal_gone', 'role_insufficient'],
  async handle({ params, session }, { db, app }) {
    await transact(db, (tx) => declineProposal(tx, app, { id: params.id, by: session }))
  },
})
