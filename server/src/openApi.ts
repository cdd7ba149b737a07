// OpenAPI 3.1 of the endpoints: their schemas are JSON Schema as zod writes it.
import { problemSchema } from 'sparekey/schema'
import { z } from 'zod'
import { type CommonChecks, checks } from './checks.ts'
import type { Endpoint } from './endpoint.ts'
import { type ErrorCode, statusOf, titleOf } from './errors.ts'

/** Which side's endpoints are described. */
export interface DocumentedSide {
  readonly checks: Readonly<Record<string, CommonChecks & { readonly isFresh?: boolean }>>
  readonly cookie: string
}

const appSide: DocumentedSide = { checks, cookie: 'sk_session' }

/** The document of one side, the app's by default, as JSON. */
export function openApiDocument(
  endpoints: readonly Described[],
  { checks: table, cookie }: DocumentedSide = appSide,
): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const definition of endpoints) {
    const [method = '', path = ''] = definition.name.split(' ')
    const key = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[key] = {
      ...paths[key],
      [method.toLowerCase()]: operationOf(definition, table[definition.name] ?? none),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sparekey',
      version: '1',
      description:
        'Recovery for accounts that are owned by passkeys. Refusals are problem details (RFC 9457).',
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookie } },
    },
  }
}

/** What is read of an endpoint. */
type Described = Omit<Endpoint<string>, 'handle'>

const none: CommonChecks = { peer: 0, origin: false, json: false, session: 'none', subject: 0 }

function operationOf(
  { summary, params, query, body, answer, status, errors }: Described,
  row: CommonChecks,
): object {
  const parameters = [...parametersOf(params, 'path'), ...parametersOf(query, 'query')]
  return {
    summary,
    ...(row.session !== 'none' && { security: [{ session: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(jsonSchema(body, 'input')) } }),
    responses: {
      [status]: { description: 'Done', ...(answer && { content: json(jsonSchema(answer, 'output')) }) },
      ...refusalsOf([...checkErrors(row), ...errors]),
    },
  }
}

const json = (schema: object) => ({ 'application/json': { schema } })

function parametersOf(members: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (!members) return []
  const { properties = {} } = jsonSchema(members, 'input') as { properties?: Record<string, object> }
  const rest = { in: place, required: place === 'path' }
  return Object.entries(properties).map(([name, schema]) => ({ name, ...rest, schema }))
}

/** What the checks of an endpoint refuse with. */
function checkErrors({
  origin,
  json: isJson,
  session,
  isFresh,
}: CommonChecks & { readonly isFresh?: boolean }): ErrorCode[] {
  return [
    'rate_limited',
    ...(origin ? (['origin_refused'] as const) : []),
    ...(isJson ? (['content_type', 'body_too_large', 'body_invalid'] as const) : []),
    ...(session !== 'none' ? (['session_required'] as const) : []),
    ...(session === 'full' ? (['session_insufficient'] as const) : []),
    ...(session === 'admin' ? (['role_insufficient'] as const) : []),
    ...(isFresh ? (['confirmation_required'] as const) : []),
  ]
}

function refusalsOf(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = Map.groupBy(new Set(codes), statusOf)
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((code) => `\`${code}\` ${titleOf(code)}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
