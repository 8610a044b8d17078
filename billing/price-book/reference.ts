import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { isApplicable, neededFacts } from '../rules/applicability.ts'
import { cutDays, isOverlapping } from '../rules/price-days.ts'
import { checkTimetable, type SpecialDay, type Timetable } from '../rules/timetable.ts'
import { closeAgencyMonth, insertAgencyPrices, listAgencyPrices } from '../sql/agency-prices.ts'
import { listPriceCodes, listPriceVersions } from '../sql/prices.ts'
import { closeTimetable, insertTimetable, listTimetableDays, listTimetables } from '../sql/timetables.ts'
import {
  type ApplicabilityAnswers,
  agencyComponents,
  type agencyList,
  type agencyMonth,
  type applicabilityList,
  type TimetableInput,
  type timetableList,
} from './contract.ts'

export async function listAgencyMonths(ctx: Ctx): Promise<z.infer<typeof agencyList>> {
  const months = Map.groupBy(await listAgencyPrices(ctx), ({ region, month }) => `${region} ${month}`)
  return {
    items: [...months.values()].flatMap((rows) => {
      const [first] = rows
      if (!first) return []
      const { region, month, official, source, knownFrom } = first
      const priceOf = (component: string) => rows.find((row) => row.component === component)?.yuanPerKwh ?? '0'
      return {
        ...{ region, month, official, source, knownFrom: knownFrom.toISOString() },
        pricesYuanPerKwh: {
          energy: priceOf('energy'),
          'line-loss': priceOf('line-loss'),
          'system-operation': priceOf('system-operation'),
        },
      }
    }),
  }
}

/** The parts of a month as announced; announced anew they take the place of the old ones, which stay on record. */
export function recordAgencyMonth(
  ctx: Ctx,
  key: { region: string; month: string },
  { pricesYuanPerKwh, official, source }: z.infer<typeof agencyMonth>,
): Promise<void> {
  return transact(ctx, async (inner) => {
    const replaced = await closeAgencyMonth(inner, key)
    const prices = agencyComponents.map((component) => ({
      ...{ ...key, component, official, source },
      yuanPerKwh: pricesYuanPerKwh[component],
    }))
    await insertAgencyPrices(inner, prices)
    await recordAudit(inner, {
      action: 'agency-price.recorded',
      subject: `agency-price:${key.region}:${key.month}`,
      detail: { ...pricesYuanPerKwh, replaced: replaced > 0, source },
    })
  })
}

export async function listTimetablesToWire(ctx: Ctx): Promise<z.infer<typeof timetableList>> {
  return { items: await listTimetables(ctx) }
}

/** Enters a timetable; others give way on its days, as known from now. Refuses with `TIMETABLE_UNFIT`, naming the fields. */
export function recordTimetable(ctx: Ctx, input: TimetableInput): Promise<{ id: number }> {
  return transact(ctx, async (inner) => {
    const issues = checkTimetable(input)
    if (issues.length > 0)
      throw new Refusal('TIMETABLE_UNFIT', '时段表不完整,请检查标出的字段', { status: 400, issues })
    const days = { from: input.validFrom, to: input.validTo }
    const others = (await listTimetables(inner)).filter(
      ({ region, tariffSystem, validFrom, validTo }) =>
        region === input.region &&
        tariffSystem === input.tariffSystem &&
        isOverlapping({ from: validFrom, to: validTo }, days),
    )
    for (const { id, validFrom, validTo, ...rest } of others) {
      await closeTimetable(inner, id)
      for (const left of cutDays({ from: validFrom, to: validTo }, days)) {
        await insertTimetable(inner, { ...rest, validFrom: left.from, validTo: left.to })
      }
    }
    const id = await insertTimetable(inner, input)
    await recordAudit(inner, {
      action: 'timetable.recorded',
      subject: `timetable:${id}`,
      detail: { legalBasis: input.legalBasis },
    })
    return { id }
  })
}

/** Timetables and special days of a province, for the rules that tell the period of an instant. */
export async function findCalendar(
  ctx: Ctx,
  query: { region: string; tariffSystem: Timetable['tariffSystem'] },
): Promise<{ timetables: Timetable[]; specialDays: SpecialDay[] }> {
  const timetables = (await listTimetables(ctx)).filter(
    ({ region, tariffSystem }) => region === query.region && tariffSystem === query.tariffSystem,
  )
  return { timetables, specialDays: await listTimetableDays(ctx, query.region) }
}

/** Which prices in force may be given to whoever answers so: those that fit first, each with its reasons. */
export async function adviseOnPrices(
  ctx: Ctx,
  {
    day = civilDay(ctx.now),
    region,
    ...answers
  }: ApplicabilityAnswers & { day?: string | undefined; region?: string | undefined },
): Promise<z.infer<typeof applicabilityList>> {
  const [codes, versions] = await Promise.all([listPriceCodes(ctx), listPriceVersions(ctx)])
  const items = codes.flatMap((code) => {
    const version = versions.find(
      ({ priceCode, validFrom, validTo }) =>
        priceCode === code.code && validFrom <= day && (validTo === null || day < validTo),
    )
    if (!version || (region !== undefined && version.region !== null && version.region !== region)) return []
    const { voltageKvFrom, voltageKvBelow } = version.applicability
    const verdict = isApplicable({ ...code, applicability: version.applicability }, answers)
    const name = { zh: code.nameZh, en: code.nameEn }
    return {
      ...{ priceCode: code.code, name, timeOfUse: code.timeOfUse, ...verdict, neededFacts: neededFacts(version) },
      voltageKv: { from: voltageKvFrom, below: voltageKvBelow },
    }
  })
  return { items: items.toSorted((one, other) => Number(other.applicable) - Number(one.applicable)) }
}
