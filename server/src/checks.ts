// What is checked before an endpoint's own work, in the order of the columns. Everything the server answers has a row here.

/** Who may call. */
export type SessionCheck = 'none' | 'any' | 'full'

/** What a row has on either side, the app's and the operator's. */
export interface CommonChecks {
  /** Calls per minute and network address (IPv6: /64). */
  readonly peer: number
  /** Whether `Origin` must be the side's own. */
  readonly origin: boolean
  /** Whether the body must be `application/json`; at most 64 kB. */
  readonly json: boolean
  readonly session: string
  /** Calls per minute and account or operator; 0 where none is involved. */
  readonly subject: number
}

/** One row. */
export interface Checks<S extends SessionCheck = SessionCheck> extends CommonChecks {
  readonly session: S
}

const row = <const S extends SessionCheck>(
  peer: number,
  origin: 'own' | '-',
  body: 'json' | '-',
  session: S,
  subject: number,
): Checks<S> => ({ peer, origin: origin === 'own', json: body === 'json', session, subject })

// biome-ignore format: one aligned table
export const checks = {
  //                                              per peer  origin  body    session  per account
  'GET /health':                               row(1200,    '-',    '-',    'none',    0),
  'GET /ready':                                row( 600,    '-',    '-',    'none',    0),
  'GET /api/config':                           row( 600,    '-',    '-',    'none',    0),
  'GET /api/oidc':                             row( 600,    '-',    '-',    'none',    0),
  'POST /api/oidc/token':                      row(  20,    'own',  'json', 'none',    0),
  'POST /api/oidc/link':                       row(  20,    'own',  'json', 'full',   20),
  'POST /api/oidc/accounts':                   row(  20,    'own',  'json', 'none',    0),
  'GET /api/accounts/:nameOrAddress':          row( 300,    '-',    '-',    'none',    0),
  'GET /api/accounts/:address/submissions':    row( 300,    '-',    '-',    'none',    0),
  'POST /api/registration/options':            row(  20,    'own',  'json', 'none',    0),
  'POST /api/registration':                    row(  20,    'own',  'json', 'none',    0),
  'POST /api/sign-in/options':                 row(  60,    'own',  'json', 'none',    0),
  'POST /api/sign-in':                         row(  60,    'own',  'json', 'none',   30),
  'GET /api/session':                          row( 600,    '-',    '-',    'any',     0),
  'DELETE /api/session':                       row(  60,    'own',  '-',    'any',     0),
  'GET /api/passkeys':                         row( 300,    '-',    '-',    'full',  120),
  'POST /api/passkeys/options':                row(  30,    'own',  'json', 'full',   20),
  'POST /api/passkeys':                        row(  30,    'own',  'json', 'full',   20),
  'PATCH /api/passkeys/:credentialId':         row(  60,    'own',  'json', 'full',   60),
  'DELETE /api/passkeys/:credentialId':        row(  60,    'own',  '-',    'full',   30),
  'GET /api/guardians':                        row( 300,    '-',    '-',    'full',  120),
  'PUT /api/guardians':                        row(  60,    'own',  'json', 'full',   30),
  'POST /api/invitations':                     row(  30,    'own',  'json', 'full',   10),
  'GET /api/invitations':                      row( 300,    '-',    '-',    'full',  120),
  'GET /api/invitations/:id':                  row( 300,    '-',    '-',    'none',    0),
  'POST /api/invitations/:id/options':         row(  30,    'own',  'json', 'none',    0),
  'POST /api/invitations/:id/accept':          row(  30,    'own',  'json', 'none',    0),
  'POST /api/invitations/:id/decline':         row(  30,    'own',  'json', 'none',    0),
  'POST /api/email/codes':                    row(  20,    'own',  'json', 'none',    0),
  'POST /api/email/codes/:id/proof':          row(  20,    'own',  'json', 'none',    0),
  'POST /api/email/links':                    row(  20,    'own',  'json', 'full',   20),
  'POST /api/email/links/:id/proof':          row(  20,    'own',  'json', 'full',   20),
  'GET /api/contacts':                        row( 300,    '-',    '-',    'full',  120),
  'POST /api/contacts':                       row(  30,    'own',  'json', 'full',   10),
  'DELETE /api/contacts/:id':                 row(  30,    'own',  '-',    'full',   10),
  'POST /api/email/accounts':                 row(  20,    'own',  'json', 'none',    0),
  'POST /api/email/unsubscribe':              row(  20,    'own',  'json', 'none',    0),
  // By mail programs, which have no origin; what it does, whoever has the mail may do.
  'POST /api/email/unsubscribe/:token':       row(  20,    '-',    '-',    'none',    0),
  'POST /api/requests/options':                row(  20,    'own',  'json', 'none',  120),
  'POST /api/requests':                        row(  20,    'own',  'json', 'none',  120),
  'GET /api/requests/:hash':                   row( 600,    '-',    '-',    'none',    0),
  'POST /api/requests/:hash/approvals':        row(  60,    'own',  'json', 'none',    0),
  'POST /api/requests/:hash/start':            row(  30,    'own',  'json', 'none',    0),
  'POST /api/requests/:hash/acceptance':       row(  30,    'own',  'json', 'none',    0),
  'POST /api/requests/:hash/cancellation':     row(  30,    'own',  'json', 'none',    0),
  'GET /api/accounts/:address/requests':       row( 300,    '-',    '-',    'full',  120),
} as const

/** Method and path of an endpoint, as in the table. */
export type EndpointName = keyof typeof checks
