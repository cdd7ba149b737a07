// Whether a value fits a JSON Schema: an opinion that is not zod's, by which the server made both schema and value.
import type { JsonSchema } from './values.ts'

/** Where a value does not fit; undefined if it fits. */
export function misfit(schema: JsonSchema, value: unknown, at = 'it'): string | undefined {
  if ('const' in schema) return value === schema.const ? undefined : `${at} is not ${String(schema.const)}`
  if (schema.enum) return schema.enum.includes(value) ? undefined : `${at} is none of the choices`
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.some((one) => !misfit(one, value)) ? undefined : `${at} fits no alternative`
  for (const part of schema.allOf ?? []) {
    const wrong = misfit(part, value, at)
    if (wrong) return wrong
  }
  switch (schema.type) {
    case 'object':
      return objectMisfit(schema, value, at)
    case 'array':
      return arrayMisfit(schema, value, at)
    case 'string':
      return stringMisfit(schema, value, at)
    case 'number':
    case 'integer':
      return numberMisfit(schema, value, at)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${at} is no boolean`
    case 'null':
      return value === null ? undefined : `${at} is not null`
    default:
      return undefined
  }
}

function objectMisfit(schema: JsonSchema, value: unknown, at: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no object`
  const { properties = {}, required = [], additionalProperties } = schema
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing) return `${at} lacks ${missing}`
  for (const [name, member] of Object.entries(value)) {
    const inner = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (inner === false) return `${at} has ${name}`
    const wrong = typeof inner === 'object' ? misfit(inner, member, `${at}.${name}`) : undefined
    if (wrong) return wrong
  }
  return undefined
}

function arrayMisfit(schema: JsonSchema, value: unknown, at: string): string | undefined {
  if (!Array.isArray(value)) return `${at} is no array`
  const { items = {}, prefixItems, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems || value.length > maxItems) return `${at} has ${value.length} items`
  for (const [index, item] of value.entries()) {
    const wrong = misfit(prefixItems?.[index] ?? items, item, `${at}[${index}]`)
    if (wrong) return wrong
  }
  return undefined
}

function stringMisfit(schema: JsonSchema, value: unknown, at: string): string | undefined {
  if (typeof value !== 'string') return `${at} is no string`
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema
  if (value.length < minLength || value.length > maxLength) return `${at} has ${value.length} characters`
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return `${at} does not match`
  return undefined
}

function numberMisfit(schema: JsonSchema, value: unknown, at: string): string | undefined {
  if (typeof value !== 'number') return `${at} is no number`
  if (schema.type === 'integer' && !Number.isInteger(value)) return `${at} is not whole`
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY } = schema
  const isWithin =
    value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum
  return isWithin ? undefined : `${at} is out of range`
}
