import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { addDays, addMonths, civilDay, daysBetween, startOfDay } from '../../db/time.ts'
import { withoutTrace } from '../../db/without-trace.ts'
import { listReactiveNeeds, type ReactiveNeed } from '../../metering/index.ts'
import { monthsOf } from '../rules/cycles.ts'
import { type Exact, exact, sumYuan } from '../rules/money.ts'
import { cycleStartDayOf, endOfBillMonth, monthAfter } from '../rules/periods.ts'
import { foreseePowerFactor, type Outlook, tangentOf } from '../rules/power-factor-outlook.ts'
import { editionOn } from '../rules/run/edition.ts'
import { rateBatch } from '../run/batch.ts'
import type { Rated } from '../run/check.ts'
import { closeOf } from '../run/plan.ts'
import { readShared } from '../run/shared.ts'
import {
  type AdjustedAccount,
  type EarlierSum,
  insertWarnings,
  listAdjustedAccounts,
  listEarlierSums,
  listLatestBases,
  type OutlookRow,
  saveOutlooks,
} from '../sql/power-factor.ts'
import type { UsagePort } from '../usage.ts'

const BATCH_ACCOUNTS = 200
/** A meter that was not read this morning is judged by an earlier midnight, as far back as this. */
const DAYS_BACK = 3

/**
 * Reckons for every account that is adjusted for power factor (or those named) how its month will end, by the registers of the latest
 * midnight, and warns once a month who can still save it. Told again on the same day it keeps the latest reckoning.
 */
export async function foreseeAccounts(
  ctx: Ctx,
  findUsages: UsagePort,
  accountIds: number[] | null = null,
): Promise<{ reckoned: number; unknown: number; warned: number }> {
  const today = civilDay(ctx.now)
  const accounts = await listAdjustedAccounts(ctx, { day: today, accountIds })
  const sums = { reckoned: 0, unknown: 0, warned: 0 }
  for (const [billMonth, ofMonth] of Map.groupBy(accounts, (account) => openMonthOf(account, today))) {
    const shared = await readShared(ctx, billMonth, findUsages)
    for (let first = 0; first < ofMonth.length; first += BATCH_ACCOUNTS) {
      const batch = ofMonth.slice(first, first + BATCH_ACCOUNTS)
      const { rows, warned } = await transact(ctx, async (inner) => {
        const rows = await reckonBatch(inner, batch, shared)
        await saveOutlooks(inner, rows)
        return { rows, warned: await warn(inner, rows) }
      })
      const unknown = rows.filter(({ state }) => state === 'unknown').length
      sums.unknown += unknown
      sums.reckoned += rows.length - unknown
      sums.warned += warned
    }
  }
  return sums
}

/** The month whose bill is not due yet: that of today, or the next one from its reading day on. */
function openMonthOf({ rhythm }: AdjustedAccount, today: string): string {
  const month = today.slice(0, 7)
  const close = closeOf({ rhythm }, month)
  return close === null || (close !== undefined && close <= today) ? monthAfter(month) : month
}

const endOf = ({ rhythm }: AdjustedAccount, billMonth: string) =>
  closeOf({ rhythm }, billMonth) ?? endOfBillMonth(billMonth)

type Shared = Awaited<ReturnType<typeof readShared>>
type Reckoned = { account: AdjustedAccount; until: string; rated: Rated }

async function reckonBatch(ctx: Ctx, accounts: AdjustedAccount[], shared: Shared): Promise<OutlookRow[]> {
  const { reckoned, parked } = await rateAsFarAsRead(ctx, accounts, shared)
  const figure = await readFigures(ctx, 'power_factor_rule')
  const recentDays = figure('recent-days')
  const earlier = await listEarlierSums(
    ctx,
    reckoned.map(({ account, until, rated }) => ({
      ...{ accountId: account.accountId, periodFrom: rated.item.period.from },
      ...{ from: addDays(until, -recentDays), to: until },
    })),
  )
  const sums = new Map(earlier.map((sum) => [sum.accountId, sum]))
  const bases = await listLatestBases(
    ctx,
    reckoned.filter(({ rated }) => isBoughtInMarket(rated)).map(({ account }) => account.accountId),
  )
  const needs = await listNeeds(ctx, reckoned, recentDays)
  const known = reckoned.map((each, n) => {
    const { accountId } = each.account
    return rowOf(each, shared.billMonth, {
      earlier: sums.get(accountId),
      base: bases.get(accountId),
      need: needs[n] ?? null,
    })
  })
  const untold = accounts.flatMap((account) => {
    const because = parked.get(account.accountId)
    return because === undefined ? [] : unknownRow(account, shared.billMonth, civilDay(ctx.now), because)
  })
  return [...known, ...untold]
}

/** By the registers of this morning, or of the latest midnight at which every meter of the account was read. */
async function rateAsFarAsRead(ctx: Ctx, accounts: AdjustedAccount[], shared: Shared) {
  const today = civilDay(ctx.now)
  const byId = new Map(accounts.map((account) => [account.accountId, account]))
  const reckoned: Reckoned[] = []
  const parked = new Map<number, string>()
  let left = [...byId.keys()]
  for (let back = 0; back <= DAYS_BACK && left.length > 0; back += 1) {
    const until = addDays(today, -back)
    const input = {
      ...shared,
      accountIds: left,
      runId: null,
      isTrial: true,
      isForecast: true,
      finalAt: startOfDay(until),
    }
    const batch = await withoutTrace(ctx, () => rateBatch(ctx, input))
    for (const rated of batch.rated) {
      const account = byId.get(rated.bill.accountId)
      if (!account) continue
      parked.delete(account.accountId)
      if (rated.item.period.from < addMonths(endOf(account, shared.billMonth), -1))
        parked.set(account.accountId, EARLIER)
      else reckoned.push({ account, until, rated })
    }
    for (const { accountId, because } of batch.parked) if (!parked.has(accountId)) parked.set(accountId, because)
    left = batch.parked.flatMap(({ accountId, because }) => (because === 'USAGE_MISSING' ? [accountId] : []))
  }
  return { reckoned, parked }
}

/** An earlier month has no bill yet. */
const EARLIER = 'EARLIER_NOT_BILLED'

const isBoughtInMarket = ({ item }: Rated) => item.cuts.some(({ isInMarket }) => isInMarket)

function listNeeds(ctx: Ctx, reckoned: Reckoned[], recentDays: number): Promise<(ReactiveNeed | null)[]> {
  const until = reckoned
    .map((each) => each.until)
    .sort()
    .at(-1)
  if (until === undefined) return Promise.resolve([])
  const asked = reckoned.map(({ account }) => {
    return { pointIds: account.pointIds, tangent: tangentOf(account.standard).toNumber() }
  })
  return listReactiveNeeds(ctx, asked, { from: startOfDay(addDays(until, -recentDays)), to: startOfDay(until) })
}

type Beside = { earlier: EarlierSum | undefined; base: string | undefined; need: ReactiveNeed | null }

function rowOf({ account, until, rated }: Reckoned, billMonth: string, { earlier, base, need }: Beside): OutlookRow {
  const { accountId, standard } = account
  const { bill, item } = rated
  const group = bill.powerFactorGroups?.find((each) => each.standard === standard)
  const { from } = item.period
  const to = endOf(account, billMonth)
  const about = { accountId, billMonth, until, periodFrom: from, periodTo: to, standard }
  if (!group) return { ...about, ...nothing, state: 'unknown', because: 'STANDARD_NOT_RATED' }
  const { activeKwh, reactiveKvarh } = group
  const chargeYuan = sumYuan(bill.lines.filter(({ item: name }) => isBaseCharge(name)).map((line) => line.amountYuan))
  const isByBill = base !== undefined && isBoughtInMarket(rated)
  const energyYuan = isByBill ? exact(base).times(activeKwh) : exact(group.baseYuan).minus(chargeYuan)
  const cycleStartDay = cycleStartDayOf(account.rhythm?.readingDay)
  const months = (end: string) => monthsOf({ from, to: end }, cycleStartDay, editionOn(from))
  const outlook = foreseePowerFactor({
    standard,
    ...{ daysBehind: daysBetween(from, until), daysAhead: daysBetween(until, to) },
    soFar: { activeKwh, reactiveKvarh, energyYuan, chargeYuan: exact(chargeYuan) },
    charged: { behind: months(until), whole: months(to) },
    daily: dailyOf({ activeKwh, reactiveKvarh }, { from, until }, earlier),
    hoursPerDay: need && need.hoursPerDay > 0 ? need.hoursPerDay : null,
  })
  return {
    ...about,
    ...figuresOf(outlook),
    ...{ state: outlook.state, because: null, pricedBy: isByBill ? 'latest-bill' : 'rated' },
    ...{ activeKwh: activeKwh.toFixed(3), reactiveKvarh: reactiveKvarh.toFixed(3) },
    ...{
      kvar95: need && Math.round(need.kvar95 * 10) / 10,
      hoursPerDay: need && Math.round(need.hoursPerDay * 10) / 10,
    },
  }
}

const isBaseCharge = (item: string) => item === 'capacity-charge' || item.startsWith('demand-')

/** What a day took since the earlier reckoning, else since the period began. */
function dailyOf(
  { activeKwh, reactiveKvarh }: { activeKwh: Exact; reactiveKvarh: Exact },
  { from, until }: { from: string; until: string },
  earlier: EarlierSum | undefined,
) {
  const days = daysBetween(earlier?.until ?? from, until)
  return {
    activeKwh: activeKwh.minus(earlier?.activeKwh ?? 0).div(days),
    reactiveKvarh: reactiveKvarh.minus(earlier?.reactiveKvarh ?? 0).div(days),
  }
}

function figuresOf({ soFar, projected, ...outlook }: Outlook) {
  return {
    powerFactor: soFar.powerFactor,
    ratePercent: soFar.ratePercent,
    adjustmentYuan: soFar.adjustmentYuan,
    projectedKwh: projected.activeKwh.toFixed(3),
    projectedKvarh: projected.reactiveKvarh.toFixed(3),
    projectedPowerFactor: projected.powerFactor,
    projectedRatePercent: projected.ratePercent,
    projectedBaseYuan: projected.baseYuan,
    projectedYuan: projected.adjustmentYuan,
    reachableYuan: outlook.reachableYuan,
    kvarThisMonth: outlook.kvarThisMonth,
    kvarLasting: outlook.kvarLasting,
  }
}

const nothing = {
  ...{
    pricedBy: null,
    activeKwh: null,
    reactiveKvarh: null,
    powerFactor: null,
    ratePercent: null,
    adjustmentYuan: null,
  },
  ...{ projectedKwh: null, projectedKvarh: null, projectedPowerFactor: null, projectedRatePercent: null },
  ...{ projectedBaseYuan: null, projectedYuan: null, reachableYuan: null, kvarThisMonth: null, kvarLasting: null },
  ...{ kvar95: null, hoursPerDay: null },
}

function unknownRow(account: AdjustedAccount, billMonth: string, until: string, because: string): OutlookRow[] {
  const periodTo = endOf(account, billMonth)
  const periodFrom = addMonths(periodTo, -1)
  if (until <= periodFrom) return []
  const { accountId, standard } = account
  return [{ accountId, billMonth, until, periodFrom, periodTo, standard, ...nothing, state: 'unknown', because }]
}

/** Tells who has enough at stake and can still do something, once a month. */
async function warn(ctx: Ctx, rows: OutlookRow[]): Promise<number> {
  const figure = await readFigures(ctx, 'power_factor_rule')
  const due = rows.filter(
    ({ state, projectedYuan, periodFrom, until }) =>
      state === 'at-risk' &&
      daysBetween(periodFrom, until) >= figure('warn-after-days') &&
      exact(projectedYuan ?? 0).gte(figure('warn-from-yuan')),
  )
  const fresh = await insertWarnings(ctx, due)
  for (const { accountId, billMonth, until } of due.filter((row) => fresh.has(row.accountId))) {
    await publish(ctx, 'power-factor.at-risk', { accountId, billMonth, until })
  }
  return fresh.size
}
