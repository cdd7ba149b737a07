// What is checked before an endpoint of the dashboard does its own work, in the order of the columns. Nothing of the public API
// is here, and nothing of this is there.
import type { CommonChecks } from '../checks.ts'

/** Who may call: `any` signed-in operator, or an `admin`. */
export type OperatorCheck = 'none' | 'any' | 'admin'

/** One row. */
export interface AdminChecks<S extends OperatorCheck = OperatorCheck> extends CommonChecks {
  readonly session: S
  /** Whether the passkey must have been asked for within 5 minutes. */
  readonly isFresh: boolean
}

const row = <const S extends OperatorCheck>(
  peer: number,
  origin: 'own' | '-',
  body: 'json' | '-',
  session: S,
  fresh: 'fresh' | '-',
  subject: number,
): AdminChecks<S> => ({
  ...{ peer, origin: origin === 'own', json: body === 'json', session, isFresh: fresh === 'fresh', subject },
})

// biome-ignore format: one aligned table
export const adminChecks = {
  //                                              per peer  origin  body    session  prompt   per operator
  'GET /health':                               row(1200,    '-',    '-',    'none',  '-',       0),
  'GET /api/config':                           row( 600,    '-',    '-',    'none',  '-',       0),
  'POST /api/enrolment/link':                  row(  20,    'own',  'json', 'none',  '-',       0),
  'POST /api/enrolment/options':               row(  20,    'own',  'json', 'none',  '-',       0),
  'POST /api/enrolment':                       row(  20,    'own',  'json', 'none',  '-',       0),
  'POST /api/sign-in/options':                 row(  60,    'own',  'json', 'none',  '-',       0),
  'POST /api/sign-in':                         row(  60,    'own',  'json', 'none',  '-',       0),
  'GET /api/session':                          row( 600,    '-',    '-',    'any',   '-',       0),
  'DELETE /api/session':                       row(  60,    'own',  '-',    'any',   '-',       0),
  'POST /api/session/confirmation/options':    row(  60,    'own',  'json', 'any',   '-',      60),
  'POST /api/session/confirmation':            row(  60,    'own',  'json', 'any',   '-',      60),
  'GET /api/operators':                        row( 300,    '-',    '-',    'admin', '-',     120),
  'POST /api/operators':                       row(  30,    'own',  'json', 'admin', 'fresh',  20),
  'DELETE /api/operators/:id':                 row(  30,    'own',  '-',    'admin', 'fresh',  20),
  'GET /api/proposals':                        row( 300,    '-',    '-',    'any',   '-',     300),
  'POST /api/proposals':                       row(  30,    'own',  'json', 'any',   'fresh',  30),
  'POST /api/proposals/:id/confirmation':      row(  30,    'own',  'json', 'admin', 'fresh',  30),
  'DELETE /api/proposals/:id':                 row(  30,    'own',  '-',    'any',   'fresh',  30),
  'GET /api/settings':                         row( 300,    '-',    '-',    'admin', '-',     120),
  'PUT /api/settings':                         row(  30,    'own',  'json', 'admin', 'fresh',  30),
  'GET /api/webhook':                          row( 300,    '-',    '-',    'admin', '-',     120),
  'PUT /api/webhook':                          row(  30,    'own',  'json', 'admin', 'fresh',  30),
  'DELETE /api/webhook':                       row(  30,    'own',  '-',    'admin', 'fresh',  30),
  'POST /api/webhook/test':                    row(  10,    'own',  'json', 'admin', 'fresh',  10),
  'GET /api/queue':                            row( 600,    '-',    '-',    'any',   '-',     600),
  'GET /api/accounts':                         row( 300,    '-',    '-',    'any',   '-',     120),
  'GET /api/accounts/:address':                row( 300,    '-',    '-',    'any',   '-',     120),
  'GET /api/accounts/:address/history':        row( 300,    '-',    '-',    'any',   '-',     120),
  'POST /api/accounts/:address/lock':          row(  60,    'own',  'json', 'any',   'fresh',  60),
  'PUT /api/accounts/:address/recovery':       row(  60,    'own',  'json', 'any',   'fresh',  60),
  'GET /api/mails':                            row( 300,    '-',    '-',    'any',   '-',     120),
  'GET /api/health/networks':                  row( 300,    '-',    '-',    'any',   '-',     120),
  'GET /api/curves':                           row( 300,    '-',    '-',    'any',   '-',     120),
  'GET /api/audit':                            row( 300,    '-',    '-',    'any',   '-',     300),
} as const

/** Method and path of an endpoint of the dashboard, as in the table. */
export type AdminEndpointName = keyof typeof adminChecks
