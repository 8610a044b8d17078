import type { Issue } from '../../db/refusal.ts'
import { date } from './shapes.ts'

// Input that is not checked yet: what is well formed is judged, the rest its own shape refuses (CONTRACT §1.7).

export type Loose = Record<string, unknown>

export function asObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

export function asList(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(asObject) : []
}

export function isDate(value: unknown): value is string {
  return date.safeParse(value).success
}

/** Of members that have the same in one field, the positions of the later ones. */
export function findRepeats(members: Loose[], field: string): number[] {
  const seen = new Set<unknown>()
  return members.flatMap((member, position) => {
    const key = member[field]
    const isTwice = key !== undefined && seen.has(key)
    seen.add(key)
    return isTwice ? [position] : []
  })
}

export function checkUnique(members: Loose[], field: string, path: string): Issue[] {
  return findRepeats(members, field).map((position) => ({
    path: `${path}.${position}.${field}`,
    message: `this ${field} is given twice`,
  }))
}

export function checkRequired(input: Loose, fields: string[], path: string): Issue[] {
  return fields
    .filter((field) => input[field] === undefined)
    .map((field) => ({ path: `${path}${field}`, message: 'required' }))
}

export function checkRefused(input: Loose, fields: string[], path: string, message: string): Issue[] {
  return fields.filter((field) => input[field] !== undefined).map((field) => ({ path: `${path}${field}`, message }))
}
