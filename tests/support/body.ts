/** What JSON Schema the published description gives of a body. */
type Schema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
  format?: string
  pattern?: string
  default?: unknown
}

/** The least that the shape takes: what must be there and no more, the first of what may be chosen. */
export function leastBody(schema: Schema | undefined): unknown {
  if (!schema) return undefined
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return leastBody(choice[0])
  if (schema.type === 'object') {
    const wanted = schema.required ?? []
    return Object.fromEntries(wanted.map((name) => [name, leastBody(schema.properties?.[name])]))
  }
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => leastBody(schema.items))
  if (schema.type === 'boolean') return false
  if (schema.type === 'integer' || schema.type === 'number') return leastNumber(schema)
  return schema.type === 'string' ? leastText(schema) : null
}

function leastNumber({ minimum = 1, exclusiveMinimum }: Schema): number {
  if (exclusiveMinimum !== undefined) return exclusiveMinimum + 1
  return Math.max(minimum, 1)
}

function leastText({ format, pattern = '', minLength = 0 }: Schema): string {
  if (format === 'date') return '2026-03-09'
  if (format === 'date-time') return '2026-03-09T00:00:00+08:00'
  if (format === 'uuid') return '00000000-0000-4000-8000-00000000000a'
  if (pattern === '^\\d{13}$') return '3302000100013'
  if (pattern.startsWith('^\\d')) return '1'
  return '已核对的文字说明'.repeat(1 + Math.floor(minLength / 8)).slice(0, Math.max(minLength, 4))
}
