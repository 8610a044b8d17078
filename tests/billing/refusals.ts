import { expect } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { Refusal } from '../../db/refusal.ts'

/** Calculates as JSON would bring it, and says which paths were refused. */
export function refusedPaths(kind: string, input: unknown, code = 'INVALID_INPUT'): string[] {
  try {
    calculate(kind, JSON.parse(JSON.stringify(input)))
  } catch (refusal) {
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal).toMatchObject({ code, status: 400 })
    return ((refusal as Refusal).issues ?? []).map(({ path }) => path)
  }
  return expect.unreachable('it was accepted')
}

/** Dotted paths into the result, with what is expected there. */
export function expectResult(result: object, expected: Record<string, unknown>): void {
  for (const [path, value] of Object.entries(expected)) {
    const found = path
      .split('.')
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | null)?.[key], result)
    expect(found, path).toEqual(value)
  }
}
