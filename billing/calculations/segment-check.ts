import type { Issue } from '../../db/refusal.ts'
import { activeRegisters, DEFAULT_DIGITS } from './bill-shapes.ts'
import { asList, asObject, checkRefused, checkRequired, checkUnique, type Loose } from './loose.ts'

/** What a segment's fields say of each other (CONTRACT §15.1). */
export function checkSegment(segment: Loose, path: string): Issue[] {
  return [
    ...checkMetering(segment, path),
    ...checkRatio(segment, path),
    ...checkRegisters(asList(segment.registers), `${path}.registers`),
    ...checkPrices(segment, path),
    ...checkAllocations(segment, path),
  ]
}

function checkMetering({ registers, metered }: Loose, path: string): Issue[] {
  const message = 'give registers or metered'
  if (registers === undefined && metered === undefined) return [{ path: `${path}.registers`, message }]
  if (registers !== undefined && metered !== undefined) {
    return [{ path: `${path}.metered`, message: `${message}, not both` }]
  }
  const lacking = 'an active energy is needed'
  if (registers !== undefined) {
    const names = asList(registers).map(({ register }) => String(register))
    const areReactive = names.length > 0 && names.every((name) => name.startsWith('reactive'))
    return areReactive ? [{ path: `${path}.registers`, message: lacking }] : []
  }
  const fields = Object.values(activeRegisters).map((period) => `${period}Kwh`)
  const given = asObject(metered)
  const isObject = given === metered
  return isObject && fields.every((field) => given[field] === undefined)
    ? [{ path: `${path}.metered`, message: lacking }]
    : []
}

/** A multiplier or CT and PT, and only where registers are multiplied. */
function checkRatio(segment: Loose, path: string): Issue[] {
  const { registers, metered, multiplier, ct, pt } = segment
  if (registers === undefined && metered !== undefined) {
    return checkRefused(segment, ['multiplier', 'ct', 'pt'], `${path}.`, 'only with registers: metered is multiplied')
  }
  const isDouble = multiplier !== undefined && (ct !== undefined || pt !== undefined)
  return isDouble ? [{ path: `${path}.multiplier`, message: 'give multiplier or ct and pt, not both' }] : []
}

function checkRegisters(registers: Loose[], path: string): Issue[] {
  return [
    ...checkUnique(registers, 'register', path),
    ...registers.flatMap((register, position) => checkReadings(register, `${path}.${position}`)),
  ]
}

function checkReadings({ start, end, digits = DEFAULT_DIGITS, rollover = false }: Loose, path: string): Issue[] {
  const issues: Issue[] = []
  const isWhole = typeof digits === 'number' && Number.isInteger(digits) && digits >= 1 && digits <= 10
  for (const [field, reading] of Object.entries({ start, end })) {
    if (isWhole && typeof reading === 'number' && reading >= 10 ** digits) {
      issues.push({ path: `${path}.${field}`, message: `a register of ${digits} places cannot show this` })
    }
  }
  if (typeof start !== 'number' || typeof end !== 'number') return issues
  if (rollover === true && end >= start) {
    issues.push({ path: `${path}.rollover`, message: 'the reading did not fall' })
  }
  if (rollover === false && end < start && !issues.some((issue) => issue.path === `${path}.end`)) {
    issues.push({ path: `${path}.end`, message: 'the reading fell without rollover' })
  }
  return issues
}

function checkPrices({ tariffSystem, pricesYuanPerKwh }: Loose, segmentPath: string): Issue[] {
  const path = `${segmentPath}.pricesYuanPerKwh`
  if (tariffSystem === 'residential-tier') {
    return pricesYuanPerKwh === undefined ? [] : [{ path, message: 'residential tiers bring their own prices' }]
  }
  if (pricesYuanPerKwh === undefined) return [{ path, message: 'required' }]
  const prices = asObject(pricesYuanPerKwh)
  const given = Object.keys(prices).filter((period) => prices[period] !== undefined)
  if (given.length === 0 && prices === pricesYuanPerKwh) return [{ path, message: 'at least one price is required' }]
  return given.includes('total') && given.length > 1
    ? [{ path: `${path}.total`, message: 'a total price, or prices by period' }]
    : []
}

function checkAllocations({ tariffSystem, allocations }: Loose, segmentPath: string): Issue[] {
  const path = `${segmentPath}.allocations`
  const list = asList(allocations)
  if (tariffSystem === 'residential-tier' && list.length > 0) {
    return [{ path, message: 'not for residential-tier segments' }]
  }
  return list.flatMap((allocation, position) => {
    const { method } = allocation
    if (method !== 'fixed' && method !== 'ratio') return []
    const [own, other] = method === 'fixed' ? ['energyKwh', 'ratioPercent'] : ['ratioPercent', 'energyKwh']
    return [
      ...checkRequired(allocation, [own], `${path}.${position}.`),
      ...checkRefused(allocation, [other], `${path}.${position}.`, 'a field of the other method'),
    ]
  })
}
