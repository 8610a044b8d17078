import { z } from 'zod'
import type { Issue } from '../../db/refusal.ts'
import { type CapacityFacts, type RatedCapacity, rateCapacity } from '../rules/capacity-charge.ts'
import { exact, sumYuan } from '../rules/money.ts'
import { asList, asObject, checkUnique, isDate, type Loose } from './loose.ts'
import { cycleStartDay, date, period, positive, price, type Result, ruleEdition, text, toResultLine } from './shapes.ts'

export const capacityFields = {
  priceYuanPerKvaMonth: price,
  units: z
    .array(
      z.strictObject({
        id: text,
        capacityKva: positive,
        inServiceSince: date.optional(),
        states: z
          .array(
            z.strictObject({
              from: date,
              to: date.nullable(),
              state: z.enum(['in-use', 'hot-standby', 'paused', 'cold-standby', 'exchanged']),
              /** Of a pause: the day on which it is over as agreed. */
              agreedUntil: date.nullish(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
  interlockGroups: z
    .array(
      z.strictObject({
        unitIds: z.array(text).min(2),
        maxRunning: z.number().int().min(1).max(1e12).default(1),
      }),
    )
    .default([]),
  capacityRounding: z.enum(['none', 'whole-kva']).default('none'),
}
const capacityInput = z.strictObject(capacityFields)

const input = z.strictObject({
  ruleEdition: ruleEdition.default('2024'),
  cycleStartDay: cycleStartDay.default(1),
  period: period(),
  ...capacityFields,
})

/** `prefix` is the path of the part that holds the units, with a dot behind. */
export function checkCapacity(part: Loose, prefix = ''): Issue[] {
  const units = asList(part.units)
  return [
    ...checkUnique(units, 'id', `${prefix}units`),
    ...units.flatMap((unit, position) => checkStates(asList(unit.states), `${prefix}units.${position}.states`)),
    ...checkInterlocks(part, prefix),
  ]
}

function checkStates(states: Loose[], path: string): Issue[] {
  const issues: Issue[] = []
  let end: string | null = ''
  for (const [position, { from, to }] of states.entries()) {
    if (!isDate(from)) continue
    if (end === null || from < end) {
      issues.push({ path: `${path}.${position}.from`, message: 'states ascend and do not overlap' })
    }
    if (isDate(to) && to <= from) issues.push({ path: `${path}.${position}.to`, message: '`to` is later than `from`' })
    if (to === null) end = null
    else if (isDate(to) && end !== null && to > end) end = to
  }
  return issues
}

function checkInterlocks({ units, interlockGroups }: Loose, prefix: string): Issue[] {
  const known = new Set(asList(units).map(({ id }) => id))
  const grouped = new Set<unknown>()
  return asList(interlockGroups).flatMap(({ unitIds }, group) => {
    if (!Array.isArray(unitIds)) return []
    return unitIds.flatMap((id: unknown, position) => {
      const path = `${prefix}interlockGroups.${group}.unitIds.${position}`
      const isTwice = grouped.has(id)
      grouped.add(id)
      if (Array.isArray(units) && !known.has(id)) return [{ path, message: 'no unit has this id' }]
      return isTwice ? [{ path, message: 'a unit is in one group at most' }] : []
    })
  })
}

export function toCapacityFacts(
  part: z.output<typeof capacityInput>,
): Pick<CapacityFacts, 'priceYuanPerKvaMonth' | 'units' | 'interlockGroups' | 'capacityRounding'> {
  const { priceYuanPerKvaMonth, interlockGroups, capacityRounding } = part
  const units = part.units.map((unit) => ({ ...unit, capacityKva: exact(unit.capacityKva) }))
  return { priceYuanPerKvaMonth, units, interlockGroups, capacityRounding }
}

export const capacityCharge = {
  title: { zh: '容量电费', en: 'Charge by capacity' },
  input,
  check: (body: Loose): Issue[] => checkCapacity(asObject(body)),
  calculate(body: unknown): Result & Pick<RatedCapacity, 'cycles' | 'units'> {
    const facts = body as z.output<typeof input>
    const { cycles, units, lines, notices } = rateCapacity({ ...facts, ...toCapacityFacts(facts), chargedDays: null })
    return {
      kind: 'capacity-charge',
      ruleEdition: facts.ruleEdition,
      cycles,
      units,
      lines: lines.map(toResultLine),
      totalYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)),
      notices,
    }
  },
}
