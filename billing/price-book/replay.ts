import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addMonths, civilDay, startOfMonth } from '../../db/time.ts'
import { readPriceBook } from '../prices.ts'
import { ReplaySums } from '../rules/replay-sums.ts'
import { pricesOfBook } from '../rules/run/land.ts'
import { rerateBills } from '../run/rerate.ts'
import type { Shared } from '../run/shapes.ts'
import { readShared } from '../run/shared.ts'
import { findDraft } from '../sql/price-drafts.ts'
import { listPriceCodes } from '../sql/prices.ts'
import { findReplay, insertReplay, isBilledSince, listBillsOfPrice, type ReplayedBill } from '../sql/replays.ts'
import type { UsagePort } from '../usage.ts'
import type { PriceDocument } from './contract.ts'
import type { replay, replayInput } from './replay-contract.ts'

const AT_ONCE = 300
const ALWAYS = '1990-01-01'

type Replay = z.infer<typeof replay>

/**
 * Rates every bill that a unit had at the draft's price code in its latest ended months again, as if the draft had counted
 * all along, and keeps the outcome with the draft's revision. Nothing is issued. Refuses with `NOT_FOUND` and, where
 * nobody was billed at the code, `NOTHING_TO_REPLAY`.
 */
export async function replayDraft(
  ctx: Ctx,
  version: string,
  input: z.infer<typeof replayInput>,
  findUsages: UsagePort,
): Promise<Replay> {
  const { organisationPath: path = ctx.scope, months, thresholdPercent } = input
  if (!path.startsWith(ctx.scope)) throw notFound('供电单位')
  const draft = await findDraft(ctx, version)
  if (!draft) throw notFound('电价草稿')
  const { document, revision } = draft
  const end = startOfMonth(civilDay(ctx.now))
  const replayed = Array.from({ length: months }, (_, n) => addMonths(end, n - months).slice(0, 7))
  const pricesOf = await pricesUnder(ctx, document)
  const sums = new ReplaySums(thresholdPercent)
  const notComputable: Record<string, number> = {}
  for (const billMonth of replayed) {
    const shared = { ...(await readShared(ctx, billMonth, findUsages)), pricesOf }
    await replayMonth(ctx, { priceCode: document.priceCode, billMonth, path }, shared, sums, notComputable)
  }
  const told = sums.tell()
  if (told.bills === 0) {
    const message = `${replayed[0]} 起没有按 ${document.priceCode} 出账的账单,无从测算`
    throw new Refusal('NOTHING_TO_REPLAY', message)
  }
  const result = { fromMonth: replayed[0] ?? '', toMonth: replayed.at(-1) ?? '', ...told, notComputable }
  await insertReplay(ctx, { version, revision, path, result })
  const { bills, differenceYuan } = told
  await recordAudit(ctx, {
    action: 'price.replayed',
    subject: `price:${version}`,
    detail: { revision, path, bills, differenceYuan },
  })
  return findLatestReplay(ctx, version)
}

async function replayMonth(
  ctx: Ctx,
  of: { priceCode: string; billMonth: string; path: string },
  shared: Shared,
  sums: ReplaySums,
  notComputable: Record<string, number>,
): Promise<void> {
  for (let afterId = 0; ; ) {
    const bills = await listBillsOfPrice(ctx, { ...of, afterId, limit: AT_ONCE })
    const last = bills.at(-1)
    if (!last) return
    afterId = last.billId
    const verdicts = await rerateBills(ctx, bills.map(asBilled), shared)
    for (const [position, { accountNo, billMonth, totalYuan: billedYuan }] of bills.entries()) {
      const verdict = verdicts[position]
      if (verdict?.ok) sums.add({ accountNo, billMonth, billedYuan, draftYuan: verdict.value.totalYuan })
      else if (verdict) notComputable[verdict.because] = (notComputable[verdict.because] ?? 0) + 1
    }
  }
}

/** On the very registers and tiers that the bill was rated on: what differs is the price alone. */
export function asBilled(bill: ReplayedBill) {
  const { starts: billedEnds, tierYear, accumulatedBeforeWh: tierEnergyWh } = bill
  return { bill, carry: { billedEnds, tierYear, tierEnergyWh } }
}

async function pricesUnder(ctx: Ctx, document: PriceDocument): Promise<Shared['pricesOf']> {
  const { priceCode } = document
  const book = await readPriceBook(ctx)
  const kind = (await listPriceCodes(ctx)).find(({ code }) => code === priceCode) ?? document.price
  if (!kind) throw notFound('电价代码')
  const { tariffSystem, timeOfUse } = kind
  const tiers = document.tiers.map(({ upToKwh, pricesYuanPerKwh: { total, ...periods } }) => {
    return timeOfUse ? { upToKwh, touPricesYuanPerKwh: periods } : { upToKwh, priceYuanPerKwh: total ?? null }
  })
  const draft = { ...document, id: 0, tariffSystem, timeOfUse, tiers, validFrom: ALWAYS, validTo: null }
  const others = book.versions.filter((each) => each.priceCode !== priceCode)
  return pricesOfBook({ ...book, versions: [...others, draft] })
}

const REPLAYED_MONTHS = 12

/**
 * The replay that a publication goes with. Refuses with `REPLAY_MISSING` where somebody was billed at the code within a
 * year and nobody has looked at what these very figures would have meant.
 */
export async function requireReplay(
  ctx: Ctx,
  { version, revision, document }: { version: string; revision: number; document: PriceDocument },
): Promise<number | null> {
  const found = await findReplay(ctx, version, revision)
  if (found) return found.id
  const since = addMonths(startOfMonth(civilDay(ctx.now)), -REPLAYED_MONTHS).slice(0, 7)
  if (!(await isBilledSince(ctx, document.priceCode, since))) return null
  throw new Refusal('REPLAY_MISSING', `电价 ${document.priceCode} 近一年有账单,发布前须先测算(本稿第 ${revision} 版)`)
}

/** The latest replay of a version; refuses with `NOT_FOUND`. */
export async function findLatestReplay(ctx: Ctx, version: string): Promise<Replay> {
  const row = await findReplay(ctx, version, null)
  if (!row?.organisationPath.startsWith(ctx.scope)) throw notFound('电价测算')
  return { ...row, runAt: row.runAt.toISOString() }
}
