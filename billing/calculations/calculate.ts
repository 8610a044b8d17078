import type { z } from 'zod'
import { type Issue, Refusal } from '../../db/refusal.ts'
import { bill } from './bill.ts'
import { capacityCharge } from './capacity-charge.ts'
import { demandCharge } from './demand-charge.ts'
import { powerFactorAdjustment } from './power-factor-adjustment.ts'
import { calculateResidentialTier, checkResidentialTier, residentialTierInput } from './residential-tier.ts'
import type { Result } from './shapes.ts'
import { transformerLoss } from './transformer-loss.ts'

type Calculation = {
  input: z.ZodType
  check(input: Record<string, unknown>): Issue[]
  calculate(input: unknown): Result
}

const calculations: Record<string, Calculation> = {
  bill,
  'capacity-charge': capacityCharge,
  'demand-charge': demandCharge,
  'transformer-loss': transformerLoss,
  'power-factor-adjustment': powerFactorAdjustment,
  'residential-tier': {
    input: residentialTierInput,
    check: checkResidentialTier as Calculation['check'],
    calculate: calculateResidentialTier as Calculation['calculate'],
  },
}

/**
 * One calculation of the published contract: pure, no clock and no database.
 * Refuses with `UNKNOWN_KIND` (404) or `INVALID_INPUT` (400) with every issue that can be told on its own.
 */
export function calculate(kind: string, body: unknown): Result {
  const calculation = Object.hasOwn(calculations, kind) ? calculations[kind] : undefined
  if (!calculation) throw new Refusal('UNKNOWN_KIND', `没有这种计算:${kind}`, { status: 404 })
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ path: '', message: 'the body is a JSON object' }])
  }
  const parsed = calculation.input.safeParse(body)
  const issues = parsed.success ? [] : parsed.error.issues.flatMap(issueToPaths)
  const told = new Set(issues.map(({ path }) => path))
  issues.push(...calculation.check(body as Record<string, unknown>).filter(({ path }) => !told.has(path)))
  if (!parsed.success || issues.length > 0) throw invalid(issues)
  return calculation.calculate(parsed.data)
}

function invalid(issues: Issue[]): Refusal {
  return new Refusal('INVALID_INPUT', '输入有误,请检查标出的字段', { status: 400, issues })
}

/** Unknown properties are named one by one, at their own path. */
function issueToPaths(issue: z.core.$ZodIssue): Issue[] {
  const { path, message } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'unknown property' }))
  }
  return [{ path: path.join('.'), message }]
}
