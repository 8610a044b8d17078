import { setTimeout as sleep } from 'node:timers/promises'
import { createBilling, decideHeld, listHeldGroups, recordPayments, runBills } from '../../billing/index.ts'
import { type Ctx, systemCtx } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { addDays, addMonths, civilDay, daysBetween, startOfDay, startOfMonth } from '../../db/time.ts'
import { listUsages, metering, validateDays } from '../../metering/index.ts'
import { dayNumber } from '../../simulators/town/loads.ts'
import { county, planAccounts, type TownAccount } from '../../simulators/town/plan.ts'
import { draw } from '../../simulators/town/random.ts'
import { changedOn, sealedOn, sealingToldOn } from './changes.ts'
import type { TownClock } from './clock.ts'
import { logIn } from './people.ts'
import type { TownProcess } from './process.ts'
import { countReadUntil, findPointsOfMeters, findTransformer, listOwed, sealTransformer } from './sql.ts'

type PlanList = { plans: { planId: number; status: string; readingDay: string }[] }
type PlanPoints = { points: { pointId: number; version: number }[] }

const CURVE_DAYS = 35
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const LATEST_DAYS = 8
/** Since then some of the town's meters give trouble; not in the month before, whose bills rest on every meter. */
const TROUBLE_DAYS = 3
const ARRIVAL_TIMEOUT_MS = 120_000
const PAID_AFTER_DAYS = 9

/** So many of the latest days tell the demands that the first audit looks at. */
const DEMAND_DAYS = 10

/** Months whose plans are reviewed before they are billed; those before them were read without plans. */
const REVIEWED_MONTHS = 2

type Past = {
  app: App
  db: Db
  mqttUrl: string
  clock: TownClock
  process: TownProcess
  origin: Date
  report: (line: string) => void
  signal?: AbortSignal | undefined
}

/** Every month as it would have been: the meters' registers arrive, bills are run on the first, people pay. */
export async function liveThroughMonths(past: Past): Promise<void> {
  const today = civilDay(new Date())
  const curvesFrom = startOfDay(addDays(today, -CURVE_DAYS))
  const reviewedFrom = addMonths(startOfMonth(today), -REVIEWED_MONTHS)
  let month = civilDay(past.origin)
  for (; month < startOfMonth(today); month = addMonths(month, 1)) {
    past.signal?.throwIfAborted()
    const next = startOfDay(addMonths(month, 1))
    past.clock.standAt(new Date(next.getTime() + HOUR_MS))
    await readMonth(past, { from: startOfDay(month), to: next, curvesFrom })
    if (month >= reviewedFrom) await reviewReadings(past)
    if (month >= changedOn()) {
      await validateDemands(past, { from: month, to: addMonths(month, 1) }, ({ since }) => Boolean(since?.baseCharge))
    }
    await billMonth(past, month.slice(0, 7))
    if (addMonths(month, 1) === sealingToldOn()) await tellOfSealing(past)
    past.report(`${month.slice(0, 7)} 已抄表、核算、收费`)
  }
  await readUntilNow(past, startOfDay(month), curvesFrom)
}

/** The latest days come in one by one, each in its own night: what is counted of a day is what had come by then. */
async function readUntilNow(past: Past, from: Date, curvesFrom: Date): Promise<void> {
  const today = startOfDay(civilDay(new Date()))
  let since = new Date(Math.max(from.getTime(), today.getTime() - LATEST_DAYS * DAY_MS))
  past.clock.standAt(new Date(since.getTime() + HOUR_MS))
  if (since > from) await readMonth(past, { from, to: since, curvesFrom })
  for (; since < today; since = new Date(since.getTime() + DAY_MS)) {
    past.signal?.throwIfAborted()
    const to = new Date(since.getTime() + DAY_MS)
    past.clock.standAt(new Date(to.getTime() + HOUR_MS))
    await readMonth(past, { from: since, to, curvesFrom })
    await workNightly(past, ['billing-power-factors'])
  }
  const day = civilDay(new Date())
  await validateDemands(past, { from: addDays(day, -DEMAND_DAYS), to: day }, ({ needsDemand }) => Boolean(needsDemand))
  past.clock.returnToPresent()
  // The section that is read in these days has its review in flight.
  await makePlans(past)
  await workNightly(past, [
    'billing-reading-days',
    'billing-audit-topics',
    'billing-power-factors',
    'analyse-transformers',
  ])
  const now = new Date(Math.floor(Date.now() / 900_000) * 900_000)
  await readMonth(past, { from: today, to: now, curvesFrom })
}

async function workNightly({ db, clock }: Past, names: string[]): Promise<void> {
  for (const { name, run } of [...(createBilling(listUsages).jobs ?? []), ...metering.jobs]) {
    if (names.includes(name)) await run(systemCtx(db, clock.read(), 'town'))
  }
}

async function readMonth(past: Past, span: { from: Date; to: Date; curvesFrom: Date }): Promise<void> {
  const today = civilDay(new Date())
  const trouble = addDays(today, -TROUBLE_DAYS)
  const troublesFrom = startOfDay(trouble > startOfMonth(today) ? trouble : startOfMonth(today)).toISOString()
  const { silent = 0 } = await past.process.order({
    do: 'history',
    mqttUrl: past.mqttUrl,
    originDay: dayNumber(past.origin),
    span: {
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      curvesFrom: span.curvesFrom.toISOString(),
      longCurvesFrom: startOfDay(changedOn()).toISOString(),
      troublesFrom,
    },
  })
  const patience = Date.now() + ARRIVAL_TIMEOUT_MS
  for (;;) {
    const { read, all } = await countReadUntil(systemCtx(past.db, past.clock.read(), 'town'), span.to)
    if (read >= all - silent) return
    if (Date.now() > patience)
      throw new Error(`only ${read} of ${all} meters have arrived up to ${span.to.toISOString()}`)
    await sleep(50)
  }
}

/** The largest demand is known from validated days; in the town's past nothing validates by itself. */
async function validateDemands(
  past: Past,
  { from, to }: { from: string; to: string },
  isWanted: (account: TownAccount) => boolean,
): Promise<void> {
  const ctx = systemCtx(past.db, past.clock.read(), 'town')
  const wanted = planAccounts().filter(isWanted)
  const pointIds = await findPointsOfMeters(
    ctx,
    wanted.map(({ meter }) => meter.assetNo),
  )
  const days = Array.from({ length: daysBetween(from, to) }, (_, n) => addDays(from, n))
  await validateDays(
    ctx,
    pointIds.flatMap((pointId) => days.map((day) => ({ pointId, day }))),
  )
}

/** The file hears of a sealed transformer two months late: what was billed meanwhile is corrected, each month by itself. */
async function tellOfSealing(past: Past): Promise<void> {
  const ctx = systemCtx(past.db, past.clock.read(), 'town')
  const clerk = await logIn(past.app, 'billing')
  const sealed = planAccounts().flatMap(({ meter: { assetNo }, twoPart }) =>
    (twoPart?.transformers ?? []).filter(({ isSealed }) => isSealed).map(({ name }) => ({ assetNo, name })),
  )
  for (const transformer of sealed) {
    const { accountNo, transformerId } = await findTransformer(ctx, transformer)
    await sealTransformer(ctx, { transformerId, on: sealedOn() })
    for (let month = sealedOn(); month < sealingToldOn(); month = addMonths(month, 1)) {
      const input = { accountNo, fromMonth: month.slice(0, 7), reason: '变压器加封补录,基本电费退补' }
      await clerk.call('POST', '/api/billing/corrections', input)
    }
  }
  await clerk.leave()
}

/** Plans are made and looked at as the product does by the clock; the manager goes through each of them. */
async function reviewReadings(past: Past): Promise<void> {
  await makePlans(past)
  const manager = await logIn(past.app, 'district-manager')
  const { plans } = await manager.call<PlanList>('GET', '/api/metering/reading-plans?limit=200')
  const today = civilDay(past.clock.read())
  for (const { planId } of plans.filter(({ status, readingDay }) => status === 'open' && readingDay <= today)) {
    const path = `/api/metering/reading-plans/${planId}`
    const { points } = await manager.call<PlanPoints>('GET', `${path}/points?which=review&limit=200`)
    const seen = points.map(({ pointId, version }) => ({ pointId, version }))
    if (seen.length > 0) await manager.call('POST', `${path}/acceptances`, { points: seen })
  }
  await manager.leave()
}

async function makePlans({ db, clock }: Past): Promise<void> {
  const job = metering.jobs.find(({ name }) => name === 'reading-plans')
  await job?.run(systemCtx(db, clock.read(), 'town'))
}

async function billMonth(past: Past, month: string): Promise<void> {
  const ctx = systemCtx(past.db, past.clock.read(), 'town')
  await runBills(ctx, { billMonth: month, organisationPath: county.path }, listUsages)
  // The latest month's held bills are there to be decided.
  if (month < addMonths(startOfMonth(civilDay(new Date())), -1).slice(0, 7)) await releaseHeld(ctx, month)
  // Nobody has paid on a day that is still to come.
  const paidAt = new Date(Math.min(ctx.now.getTime() + PAID_AFTER_DAYS * DAY_MS, Date.now()))
  past.clock.standAt(paidAt)
  const bills = (await listOwed(ctx, month)).filter(({ accountNo }) => doesPay(accountNo, month))
  const payer = systemCtx(past.db, paidAt, 'town')
  await recordPayments(
    payer,
    bills.map(({ accountNo, owedYuan, billId }) => {
      return { accountNo, amountYuan: owedYuan, channel: 'bank' as const, idempotencyKey: `town:${billId}` }
    }),
  )
}

/** The clerk asks the customers and finds every one in order. */
async function releaseHeld(ctx: Ctx, billMonth: string): Promise<void> {
  const { items } = await listHeldGroups(ctx, billMonth)
  for (const { rule, cause } of items) {
    const input = { which: { billMonth, rule, cause }, decision: 'false-alarm' as const, note: '已与客户核实,用电属实' }
    await decideHeld(ctx, input, listUsages)
  }
}

/** Nearly all pay on time; a few forget now and then and pay all the next time, and some have paid nothing for half a year. */
function doesPay(accountNo: string, month: string): boolean {
  const habit = draw(accountNo, 'habit')
  if (habit < 0.01) return month < addMonths(startOfMonth(civilDay(new Date())), -6).slice(0, 7)
  return habit >= 0.04 || draw(accountNo, month) < 0.6
}
