import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { civilDay, startOfDay } from '../../db/time.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { listOpenReviews } from '../../metering/index.ts'
import { continueFromBill, type Segment } from '../rules/continuity.ts'
import { decidePeriod, endOfBillMonth } from '../rules/periods.ts'
import {
  cutFeedIn,
  endAtHandOver,
  type FedIn,
  type FeedInBook,
  type FeedInCut,
  type FeedInRegister,
  feedInDays,
  type RatedStatement,
  rateStatement,
  withoutRemovals,
} from '../rules/run/feed-in.ts'
import { closeOf } from '../run/plan.ts'
import { type CaseVerdict, park } from '../run/shapes.ts'
import type { BilledEnds } from '../sql/facts.ts'
import {
  countDocuments,
  insertStatements,
  type NewStatement,
  parkFeedIns,
  resolveFeedIns,
  type StatementRegister,
} from '../sql/feed-in.ts'
import {
  findSettledUntil,
  findUnsettledPlants,
  type KnownPlant,
  listHandOvers,
  listPlants,
  listRemovals,
  readFeedInBook,
} from '../sql/feed-in-facts.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import type { UsagePort } from '../usage.ts'

export type FeedInRun = { runId: number | null; billMonth: string; path: string; accountIds: number[] | null }
type Outcome = { issued: number; parked: number }
type RatedMonth = RatedStatement & Pick<NewStatement, 'periodFrom' | 'periodTo' | 'registers'>

const AT_ONCE = 100

/**
 * Makes the feed-in statements of a month that are missing, an account at a time, each in a transaction of its own: called
 * again it goes on with what is left. What cannot be settled is parked and holds nobody up.
 */
export async function makeStatements(ctx: Ctx, run: FeedInRun, findUsages: UsagePort): Promise<Outcome> {
  const book = await readFeedInBook(ctx)
  const outcome = { issued: 0, parked: 0 }
  const { billMonth: month, path, accountIds } = run
  for (let afterId = 0; ; ) {
    const until = endOfBillMonth(month)
    const ids = await findUnsettledPlants(ctx, { month, path, accountIds, until, afterId, limit: AT_ONCE })
    for (const accountId of ids) {
      const made = await settleIsolated(ctx, { ...run, accountId, book }, findUsages)
      if (made) outcome[made] += 1
    }
    const last = ids.at(-1)
    if (last === undefined || ids.length < AT_ONCE) return outcome
    afterId = last
  }
}

type OneAccount = FeedInRun & { accountId: number; book: FeedInBook }

async function settleIsolated(ctx: Ctx, one: OneAccount, findUsages: UsagePort): Promise<keyof Outcome | null> {
  try {
    return await transact(ctx, (inner) => settleOne(inner, one, findUsages))
  } catch (fault) {
    // Inside the caller's transaction nothing could be stored after a fault.
    if (ctx.db.inTransaction) throw fault
    const { accountId } = one
    await parkFeedIns(ctx, one.billMonth, [{ accountId, because: 'FAULT', detail: { fault: String(fault) } }])
    return 'parked'
  }
}

/** Null: nothing is due. */
async function settleOne(
  ctx: Ctx,
  { accountId, billMonth: month, runId, book }: OneAccount,
  findUsages: UsagePort,
): Promise<keyof Outcome | null> {
  const [ledger] = await lockLedgers(ctx, [accountId], month)
  const plants = withoutRemovals(await listPlants(ctx, [accountId]), await listRemovals(ctx, accountId))
  const before = (await findSettledUntil(ctx, [accountId])).get(accountId)
  const [begins] = plants.map(({ from }) => from).sort()
  if (!ledger || begins === undefined) return null
  const period = decidePeriod({
    billMonth: month,
    billedUntil: before?.settledUntil ?? null,
    energisedOn: begins,
    closesOn: closeOf(ledger, month),
    today: civilDay(ctx.now),
  })
  const days = period.ok ? feedInDays(plants, endAtHandOver(period, await listHandOvers(ctx, accountId))) : null
  if (!days) {
    // Nothing is waited for any more.
    if (period.ok) await resolveFeedIns(ctx, month, [accountId])
    return null
  }
  const ends = before?.settledUntil === days.from ? before.ends : {}
  const verdict = await rateMonth(ctx, { accountId, plants, days, ends, book, isNew: true }, findUsages)
  if (!verdict.ok) {
    await parkFeedIns(ctx, month, [{ accountId, because: verdict.because, detail: verdict.detail }])
    return 'parked'
  }
  const made = await countDocuments(ctx, accountId, month)
  const statement: NewStatement = {
    ...verdict.value,
    ...{ statementNo: statementNoOf(month, ledger.accountNo, made), accountId, month, document: 'statement' },
    ...{ standing: true, revision: 0, correctsId: null, reason: null, paidBeforeYuan: '0.00' },
  }
  await insertStatements(ctx, runId, [statement])
  await resolveFeedIns(ctx, month, [accountId])
  await tellStatement(ctx, statement)
  return 'issued'
}

/** `SW202605` + account number; a further document of the month has its number behind it. */
export function statementNoOf(month: string, accountNo: string, documentsBefore: number): string {
  return `SW${month.replace('-', '')}${accountNo}${documentsBefore > 0 ? `-${documentsBefore + 1}` : ''}`
}

export async function tellStatement(ctx: Ctx, statement: NewStatement): Promise<void> {
  const { accountId, month, totalYuan, statementNo, periodTo } = statement
  const title = {
    zh: `${month} 上网电费结算单 ${totalYuan} 元`,
    en: `Feed-in statement of ${month}: ${totalYuan} yuan`,
  }
  await addTimelineEntries(ctx, [
    {
      accountId,
      at: ctx.now,
      kind: 'feed-in',
      subject: `feed-in:${statementNo}`,
      title,
      detail: { totalYuan, periodTo },
    },
  ])
}

type Month = {
  accountId: number
  plants: KnownPlant[]
  days: { from: string; to: string }
  ends: BilledEnds
  book: FeedInBook
  /** A month that was settled before does not wait for a review. */
  isNew: boolean
}

/** What a month's registers come to, on what meters, file and prices say by now. */
export async function rateMonth(ctx: Ctx, month: Month, findUsages: UsagePort): Promise<CaseVerdict<RatedMonth>> {
  const { plants, days, ends, book } = month
  const cut = cutFeedIn(plants, days, book)
  if (!cut.ok) return park('plan', cut.because, cut.detail)
  if (month.isNew) {
    const points = [...new Set(cut.cuts.map(({ plant }) => plant.pointId))]
    const reviews = await listOpenReviews(
      ctx,
      points.map((pointId) => ({ pointId, ...days })),
    )
    const open = reviews.find((each) => each !== null)
    if (open) return park('collect', 'READING_NOT_REVIEWED', { ...open })
  }
  const collected = await collect(ctx, cut.cuts, ends, findUsages)
  if (!collected.ok) return collected
  const rated = rateStatement(collected.value.map(({ cut: each, fedIn }) => ({ cut: each, fedIn })))
  if (!rated.ok) return park('rate', rated.because, rated.detail)
  const registers = collected.value.flatMap((each) => each.registers)
  const { ok: _, ...statement } = rated
  return { ok: true, value: { ...statement, periodFrom: days.from, periodTo: days.to, registers } }
}

type Collected = { cut: FeedInCut; fedIn: FedIn; registers: StatementRegister[] }
type Asked = { cut: FeedInCut; pointId: number; register: FeedInRegister; isGeneration: boolean }

/** Each meter goes on from the register with which the statement before ended; the next part from this one. */
async function collect(
  ctx: Ctx,
  cuts: FeedInCut[],
  ends: BilledEnds,
  findUsages: UsagePort,
): Promise<CaseVerdict<Collected[]>> {
  const asked = cuts.flatMap((cut): Asked[] => {
    const { pointId, register, generation } = cut.plant
    return [
      { cut, pointId, register, isGeneration: false },
      ...(generation ? [{ cut, ...generation, isGeneration: true }] : []),
    ]
  })
  const usages = await findUsages(
    ctx,
    asked.map(({ cut, pointId, isGeneration }) => ({ pointId, ...spanOf(cut, isGeneration) })),
  )
  const begun = new Set<string>()
  const answers = new Map<FeedInCut, Collected>()
  for (const [position, { cut, pointId, register, isGeneration }] of asked.entries()) {
    const about = { pointNo: cut.plant.pointNo, role: register, from: cut.from, to: cut.to }
    const usage = usages[position]
    if (!usage || usage.segments.length === 0) return park('collect', 'USAGE_MISSING', about)
    if (usage.quality === 'suspect') return park('collect', 'USAGE_SUSPECT', about)
    const fresh = usage.segments.map((segment) => only(segment, register))
    const open = Object.fromEntries(Object.entries(ends).filter(([deviceId]) => !begun.has(`${deviceId}:${register}`)))
    const metered = continueFromBill(fresh, open)
    if (!metered.ok) return park('collect', 'USAGE_SUSPECT', { ...about, because: metered.because })
    const wh = metered.energyWhByRole[register]
    if (wh === undefined) return park('collect', 'USAGE_MISSING', about)
    for (const { deviceId } of metered.segments) begun.add(`${deviceId}:${register}`)
    const item = answers.get(cut) ?? { cut, fedIn: { exportedWh: 0, generatedWh: null }, registers: [] }
    answers.set(cut, item)
    if (isGeneration) item.fedIn.generatedWh = wh
    else item.fedIn.exportedWh = wh
    item.registers.push(...metered.segments.flatMap((segment) => registersOf(segment, pointId)))
  }
  return { ok: true, value: [...answers.values()] }
}

function spanOf({ from, to, plant }: FeedInCut, isGeneration: boolean): { from: Date; to: Date } {
  const { readFrom, generationReadFrom } = plant as KnownPlant
  const start = startOfDay(from)
  const first = isGeneration ? generationReadFrom : readFrom
  return { from: first && first > start ? first : start, to: startOfDay(to) }
}

function only({ deviceId, multiplier, byRole }: Segment, role: FeedInRegister): Segment {
  return { deviceId, multiplier, byRole: byRole[role] ? { [role]: byRole[role] } : {} }
}

function registersOf({ deviceId, multiplier, byRole }: Segment, pointId: number): StatementRegister[] {
  return Object.entries(byRole).flatMap(([role, use]) =>
    use
      ? [
          {
            pointId,
            deviceId,
            role,
            ...{ startWh: use.startWh, endWh: use.endWh, multiplier },
            energyWh: Math.round(use.energyWh * multiplier),
          },
        ]
      : [],
  )
}
