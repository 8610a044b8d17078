import type { Issue } from '../../db/refusal.ts'
import type { RatingIssue } from '../rules/bill/facts.ts'
import { isTimeOfUse, measureSegment } from '../rules/bill/segment-energy.ts'
import { pricePeriods } from '../rules/price-period.ts'
import { toSegmentFacts } from './bill-facts.ts'
import { billInput, segmentShape } from './bill-shapes.ts'
import { checkCapacity } from './capacity-charge.ts'
import { checkDemand, checkOneCycle } from './demand-charge.ts'
import { asList, asObject, checkUnique, isDate, type Loose } from './loose.ts'
import { checkResidentialTierPart } from './residential-tier.ts'
import { checkSegment } from './segment-check.ts'

/** What single fields of a bill cannot say of themselves; every issue that can be told on its own. */
export function checkBill(body: Loose): Issue[] {
  const segments = asList(body.segments)
  return [
    ...checkTiling(body, segments),
    ...segments.flatMap((segment, position) => {
      const issues = checkSegment(segment, `segments.${position}`)
      return issues.length > 0 ? issues : checkEnergy(body, segment, position)
    }),
    ...checkBase(body, segments),
    ...checkTier(body, segments),
    ...checkUnique(asList(body.surcharges), 'code', 'surcharges'),
  ]
}

/** The segments cover the period without gap or overlap. */
function checkTiling({ period }: Loose, segments: Loose[]): Issue[] {
  const { from: periodFrom, to: periodTo } = asObject(period)
  return segments.flatMap(({ from, to }, position) => {
    const path = `segments.${position}`
    const issues: Issue[] = []
    const expected = position === 0 ? periodFrom : segments[position - 1]?.to
    if (isDate(from) && isDate(expected) && from !== expected) {
      issues.push({ path: `${path}.from`, message: 'segments cover the period without gap or overlap' })
    }
    if (isDate(from) && isDate(to) && to <= from) {
      issues.push({ path: `${path}.to`, message: '`to` is later than `from`' })
    } else if (position === segments.length - 1 && isDate(to) && isDate(periodTo) && to !== periodTo) {
      issues.push({ path: `${path}.to`, message: 'the last segment ends with the period' })
    }
    return issues
  })
}

/** What the rules refuse in one segment is told even where another segment is wrong. */
function checkEnergy(body: Loose, raw: Loose, position: number): Issue[] {
  const parsed = segmentShape.safeParse(raw)
  if (!parsed.success) return []
  const settings = billInput.pick({ ruleEdition: true, cycleStartDay: true, energyRounding: true }).safeParse({
    ruleEdition: body.ruleEdition,
    cycleStartDay: body.cycleStartDay,
    energyRounding: body.energyRounding,
  })
  const segment = toSegmentFacts(parsed.data)
  const byPeriod = segment.tariffSystem === 'residential-tier' ? hasTierPeriods(body) : isTimeOfUse(segment)
  const fallback = { ruleEdition: '2024', cycleStartDay: 1, energyRounding: 'none' } as const
  const bill = settings.success ? settings.data : fallback
  const measured = measureSegment(segment, bill, byPeriod, `segments.${position}`)
  return measured.ok ? [] : toInputIssues(measured.issues, asList(body.segments))
}

function hasTierPeriods({ residentialTier, segments }: Loose): boolean {
  const areTiersByPeriod = asList(asObject(residentialTier).tiers).some(
    (tier) => tier.touPricesYuanPerKwh !== undefined,
  )
  return (
    areTiersByPeriod &&
    asList(segments).every((segment) => segment.tariffSystem !== 'residential-tier' || knowsPeriods(segment))
  )
}

function knowsPeriods({ registers, metered }: Loose): boolean {
  const names = asList(registers).map(({ register }) => String(register).toLowerCase())
  return pricePeriods.some(
    (period) => names.includes(`active${period}`.toLowerCase()) || asObject(metered)[`${period}Kwh`] !== undefined,
  )
}

/** Paths of the facts to those of the input. */
export function toInputIssues(issues: RatingIssue[], segments: Loose[]): Issue[] {
  return issues.map(({ path, message }) => {
    const [head, position = '', part, component, ...rest] = path.split('.')
    if (head !== 'segments') return { path, message }
    const given = segments[Number(position)]?.registers === undefined ? 'metered' : 'registers'
    if (part === 'metered') return { path: `segments.${position}.${given}`, message }
    if (part !== 'prices') return { path, message }
    return {
      path: ['segments', position, 'pricesYuanPerKwh', ...(component === undefined ? [] : rest)].join('.'),
      message,
    }
  })
}

const tariffSystems: unknown[] = segmentShape.shape.tariffSystem.options

function checkBase(body: Loose, segments: Loose[]): Issue[] {
  const base = body.baseCharge
  const issues = checkPartFits(body, segments, 'baseCharge', 'two-part')
  const part = asObject(base)
  if (part.method === 'capacity') issues.push(...checkCapacity(part, 'baseCharge.'))
  if (part.method !== 'demand') return issues
  issues.push(...checkDemand(part, 'baseCharge.'), ...checkOneCycle(body))
  if (body.ruleEdition === '1996') issues.push({ path: 'ruleEdition', message: 'this edition has no charge by demand' })
  return issues
}

function checkTier(body: Loose, segments: Loose[]): Issue[] {
  const issues = checkPartFits(body, segments, 'residentialTier', 'residential-tier')
  const part = checkResidentialTierPart(asObject(body.residentialTier)).map(({ path, message }) => ({
    path: `residentialTier.${path}`,
    message,
  }))
  return [...issues, ...part]
}

/** A part is needed if a segment has its tariff system, and refused if none has. */
function checkPartFits(body: Loose, segments: Loose[], field: string, tariffSystem: string): Issue[] {
  const isNeeded = segments.some((segment) => segment.tariffSystem === tariffSystem)
  const isGiven = body[field] !== undefined
  if (isNeeded && !isGiven) return [{ path: field, message: `required for ${tariffSystem} segments` }]
  const areKnown = segments.length > 0 && segments.every((segment) => tariffSystems.includes(segment.tariffSystem))
  if (isGiven && !isNeeded && areKnown) return [{ path: field, message: `only for ${tariffSystem} segments` }]
  return []
}
