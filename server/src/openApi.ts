// OpenAPI 3.1 of the endpoints: their schemas are JSON Schema as zod writes it.
import { problemSchema } from 'sparekey/schema'
import { z } from 'zod'
import { type Checks, checks, type EndpointName } from './checks.ts'
import type { Endpoint } from './endpoint.ts'
import { type ErrorCode, statusOf, titleOf } from './errors.ts'

/** The document, as JSON. */
export function openApiDocument(endpoints: readonly Endpoint[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const definition of endpoints) {
    const [method = '', path = ''] = definition.name.split(' ')
    const key = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[key] = { ...paths[key], [method.toLowerCase()]: operationOf(definition) }
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
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sk_session' } },
    },
  }
}

function operationOf({ name, summary, params, body, answer, status, errors }: Endpoint): object {
  const row: Checks = checks[name]
  return {
    summary,
    ...(row.session !== 'none' && { security: [{ session: [] }] }),
    ...(params && { parameters: parametersOf(params) }),
    ...(body && { requestBody: { required: true, content: json(jsonSchema(body, 'input')) } }),
    responses: {
      [status]: { description: 'Done', ...(answer && { content: json(jsonSchema(answer, 'output')) }) },
      ...refusalsOf([...checkErrors(name), ...errors]),
    },
  }
}

const json = (schema: object) => ({ 'application/json': { schema } })

function parametersOf(params: z.ZodType): object[] {
  const { properties = {} } = jsonSchema(params, 'input') as { properties?: Record<string, object> }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'path', required: true, schema }))
}

/** What the checks of an endpoint refuse with. */
function checkErrors(name: EndpointName): ErrorCode[] {
  const { origin, json: isJson, session }: Checks = checks[name]
  return [
    'rate_limited',
    ...(origin ? (['origin_refused'] as const) : []),
    ...(isJson ? (['content_type', 'body_too_large', 'body_invalid'] as const) : []),
    ...(session !== 'none' ? (['session_required'] as const) : []),
    ...(session === 'full' ? (['session_insufficient'] as const) : []),
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
