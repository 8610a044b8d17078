import type { z } from 'zod'
import { type Issue, Refusal } from '../../db/refusal.ts'
import { breachCharge } from './breach-charge.ts'
import { type Calculation, notComputable } from './calculation.ts'
import { applianceCompensation, outageCompensation } from './compensation.ts'
import { lateFee } from './late-fee.ts'
import { meterCheck } from './meter-check.ts'
import { meteringCorrection } from './metering-correction.ts'
import { calculateResidentialTier, checkResidentialTier, residentialTierInput } from './residential-tier.ts'
import type { Result } from './shapes.ts'
import { theftBackCharge } from './theft-back-charge.ts'
import { unmeteredSupply } from './unmetered-supply.ts'

const calculations: Record<string, Calculation> = {
  'late-fee': lateFee,
  'theft-back-charge': theftBackCharge,
  'breach-charge': breachCharge,
  'metering-correction': meteringCorrection,
  'unmetered-supply': unmeteredSupply,
  'outage-compensation': outageCompensation,
  'appliance-compensation': applianceCompensation,
  'meter-check': meterCheck,
  'residential-tier': {
    title: { zh: '居民阶梯电费', en: 'Tiered residential price' },
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
  issues.push(...(calculation.check?.(body as Record<string, unknown>) ?? []).filter(({ path }) => !told.has(path)))
  if (!parsed.success || issues.length > 0) throw invalid(issues)
  const result = calculation.calculate(parsed.data)
  if (!isTellable(result)) throw notComputable({ path: '', message: 'the result is too large to be told' })
  return result
}

/** JSON has no infinity: a divisor close to zero must not come out as null. */
function isTellable(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isTellable)
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
