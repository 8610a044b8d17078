import { readFileSync } from 'node:fs'
import { Decimal } from 'decimal.js'
import { expect } from 'vitest'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type WorkedCase = {
  id: string
  kind: string
  titleZh: string
  input: Json
  expected: Record<string, Json>
  tolerance: { yuan: string; number: number }
}
export type RefusedCase = { kind: string; input: Json; expectPath: string; expectCode?: string; why: string }
export type ResultLine = { amountYuan: string }

function read<Case>(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), 'utf8'))
}
export const workedCases = read<WorkedCase>('worked')
export const refusedCases = read<RefusedCase>('refused')

/** What the contract says of every result, and what the case says of this one (CONTRACT §1.6, §16). */
export function expectWorked(result: Json, { expected, tolerance }: WorkedCase): void {
  const { lines, totalYuan } = result as { lines: ResultLine[]; totalYuan: string }
  for (const yuan of [totalYuan, ...lines.map((line) => line.amountYuan)]) expect(yuan).toMatch(/^-?\d+\.\d\d$/)
  const sum = lines.reduce((total, line) => total.plus(line.amountYuan), new Decimal(0))
  expect(sum.toFixed(2)).toBe(totalYuan)
  for (const [path, wanted] of Object.entries(expected)) {
    const found = path.split('.').reduce<Json | undefined>((part, key) => (part as Record<string, Json>)?.[key], result)
    expectAlike(found, wanted, tolerance, path)
  }
}

function expectAlike(found: Json | undefined, wanted: Json, tolerance: WorkedCase['tolerance'], path: string): void {
  if (Array.isArray(wanted)) {
    expect(found, path).toHaveLength(wanted.length)
    for (const [n, each] of wanted.entries()) expectAlike((found as Json[])[n], each, tolerance, `${path}.${n}`)
  } else if (typeof wanted === 'object' && wanted !== null) {
    for (const [key, each] of Object.entries(wanted)) {
      expectAlike((found as Record<string, Json>)?.[key], each, tolerance, `${path}.${key}`)
    }
  } else if (typeof wanted === 'number') {
    expect(typeof found, path).toBe('number')
    expect(Math.abs(Number(found) - wanted), `${path}: ${found} is not ${wanted}`).toBeLessThanOrEqual(tolerance.number)
  } else if (typeof wanted === 'string' && /^-?\d+(\.\d+)?$/.test(wanted)) {
    const off = new Decimal(String(found)).minus(wanted).abs()
    expect(off.lte(tolerance.yuan), `${path}: ${found} is not ${wanted}`).toBe(true)
  } else {
    expect(found, path).toBe(wanted)
  }
}

export function expectRefused(error: Json, { expectPath, expectCode = 'INVALID_INPUT' }: RefusedCase): void {
  const { code, issues = [] } = error as { code: string; issues?: { path: string }[] }
  expect(issues.map(({ path }) => path)).toContain(expectPath)
  expect(code).toBe(expectCode)
}
