import type { z } from 'zod'
import { type Issue, Refusal } from '../../db/refusal.ts'
import { agencyPrice } from './agency-price.ts'
import { allowance } from './allowance.ts'
import { bill } from './bill.ts'
import { breachCharge } from './breach-charge.ts'
import { type Calculation, invalid, notComputable } from './calculation.ts'
import { capacityCharge } from './capacity-charge.ts'
import { applianceCompensation, outageCompensation } from './compensation.ts'
import { deduction } from './deduction.ts'
import { demandCharge } from './demand-charge.ts'
import { feedIn } from './feed-in.ts'
import { highLoadDemand } from './high-load-demand.ts'
import { lateFee } from './late-fee.ts'
import { marketSettlement } from './market-settlement.ts'
import { meterCheck } from './meter-check.ts'
import { meteringCorrection } from './metering-correction.ts'
import { minimumCharge } from './minimum-charge.ts'
import { powerFactorAdjustment } from './power-factor-adjustment.ts'
import { calculateResidentialTier, checkResidentialTier, residentialTierInput } from './residential-tier.ts'
import { type Result, toResultLine } from './shapes.ts'
import { theftBackCharge } from './theft-back-charge.ts'
import { transformerLoss } from './transformer-loss.ts'
import { unmeteredSupply } from './unmetered-supply.ts'

const calculations: Record<string, Calculation> = {
  bill,
  'capacity-charge': capacityCharge,
  'demand-charge': demandCharge,
  'transformer-loss': transformerLoss,
  'power-factor-adjustment': powerFactorAdjustment,
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
  allowance,
  'agency-price': agencyPrice,
  deduction,
  'feed-in': feedIn,
  'high-load-demand': highLoadDemand,
  'market-settlement': marketSettlement,
  'minimum-charge': minimumCharge,
}

/** The kinds with their titles and input shapes, for whoever describes them. */
export const calculationKinds = Object.entries(calculations).map(([kind, { title, input }]) => ({ kind, title, input }))

/** The same from text that should be JSON; what is not has the path of the body itself. */
export function calculateJson(kind: string, text: string): Result {
  if (!Object.hasOwn(calculations, kind)) throw unknownKind(kind)
  return calculate(kind, readJson(text))
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (fault) {
    throw invalid([{ path: '', message: `not JSON: ${(fault as Error).message}` }])
  }
}

/**
 * One calculation of the published contract: pure, no clock and no database.
 * Refuses with `UNKNOWN_KIND` (404) or `INVALID_INPUT` (400) with every issue that can be told on its own.
 */
export function calculate(kind: string, body: unknown): Result {
  const result = calculateWhole(kind, body)
  return { ...result, lines: result.lines.map(toResultLine) }
}

/** The same with all that the lines keep: some have the unrounded twin of their amount. */
export function calculateWhole(kind: string, body: unknown): Result {
  const calculation = Object.hasOwn(calculations, kind) ? calculations[kind] : undefined
  if (!calculation) throw unknownKind(kind)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ path: '', message: 'the body is a JSON object' }])
  }
  const tooLong = findLongList(body)
  if (tooLong) throw invalid([{ path: tooLong.join('.'), message: `a list has at most ${LONGEST_LIST} members` }])
  const parsed = parse(calculation.input, body)
  const issues = parsed.success ? [] : parsed.error.issues.flatMap(issueToPaths)
  const told = new Set(issues.map(({ path }) => path))
  const others = (calculation.check?.(body as Record<string, unknown>) ?? []).filter(({ path }) => !told.has(path))
  if (!parsed.success || others.length > 0) throw invalid(issues.concat(others))
  const result = calculation.calculate(parsed.data)
  if (!isTellable(result)) throw notComputable({ path: '', message: 'the result is too large to be told' })
  return result
}

/** No bill has as many parts as these; telling the faults of each would take seconds. */
const LONGEST_LIST = 50_000
const DEEPEST_LIST = 8

/** Keys down to a list too long, or null. */
function findLongList(value: unknown, depth = 0): string[] | null {
  if (typeof value !== 'object' || value === null || depth > DEEPEST_LIST) return null
  if (Array.isArray(value) && value.length > LONGEST_LIST) return []
  for (const key in value) {
    const below = findLongList((value as Record<string, unknown>)[key], depth + 1)
    if (below) return [key, ...below]
  }
  return null
}

/** Faults by the hundred thousand exhaust the stack of whoever collects them. */
function parse(input: z.ZodType, body: object) {
  try {
    return input.safeParse(body)
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault
    throw invalid([{ path: '', message: 'more faults than can be told' }])
  }
}

/** JSON has no infinity: a divisor close to zero must not come out as null. */
function isTellable(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isTellable)
}

function unknownKind(kind: string): Refusal {
  return new Refusal('UNKNOWN_KIND', `没有这种计算:${kind}`, { status: 404 })
}

/** Unknown properties are named one by one, at their own path. */
function issueToPaths(issue: z.core.$ZodIssue): Issue[] {
  const { path, message } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'unknown property' }))
  }
  return [{ path: path.join('.'), message }]
}
