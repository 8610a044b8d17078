import type { Ctx } from '../../db/context.ts'
import { addMonths } from '../../db/time.ts'
import { cycleStartDayOf } from '../rules/periods.ts'
import { type CheckFacts, checkBill, sameMonthLastYear } from '../rules/run/checks.ts'
import { factOn } from '../rules/run/facts.ts'
import { addChargedKwh, compareSheets, sheetsOf, type Tolerance } from '../rules/run/market.ts'
import type { NewBill } from '../sql/bills.ts'
import { type CheckedAccount, findBilledBefore, findCheckedAccounts, findOverlapping } from '../sql/checks.ts'
import type { Case, CheckedBill, CollectedCut, Shared } from './shapes.ts'

const RECENT_MONTHS = 4

export type Rated = { item: Case; bill: NewBill; collected: CollectedCut[] }

/** Holds every rated bill against the rules in force, with what its account was billed before. */
export async function checkBatch(ctx: Ctx, rated: Rated[], shared: Shared): Promise<CheckedBill[]> {
  const { billMonth, checkRules } = shared
  const accountIds = rated.map(({ bill }) => bill.accountId)
  const recent = Array.from({ length: RECENT_MONTHS }, (_, n) => addMonths(`${billMonth}-01`, -n - 1).slice(0, 7))
  const before = await findBilledBefore(ctx, accountIds, [billMonth, ...recent, sameMonthLastYear(billMonth)])
  const accounts = await findCheckedAccounts(ctx, accountIds)
  const overlapping = await findOverlapping(
    ctx,
    rated.map(({ bill }) => bill),
  )
  return rated.map((each) => {
    const { accountId } = each.bill
    const facts = {
      ...factsOf(each, before.get(accountId) ?? [], accounts.get(accountId), shared),
      overlapping: overlapping.get(accountId) ?? [],
    }
    const hits = checkBill(facts, checkRules)
    return { bill: each.bill, hits, isHeld: hits.some(({ holds }) => holds) }
  })
}

function factsOf(
  { item, bill, collected }: Rated,
  billed: CheckFacts['before'],
  account: CheckedAccount | undefined,
  { marketTolerances }: Shared,
): Omit<CheckFacts, 'overlapping'> {
  const { cuts, facts } = item
  const [from, to] = [bill.periodFrom, bill.periodTo]
  const qualities = collected.map(({ quality }) => quality)
  return {
    ...{ billMonth: bill.billMonth, from, to },
    energyKwh: bill.energyWh / 1000,
    totalYuan: Number(bill.totalYuan),
    priceVersionIds: [...new Set(cuts.map(({ price }) => price.versionId))],
    priceCodes: [...new Set(cuts.map(({ price }) => price.priceCode))],
    quality: ['estimated', 'site', 'nearest'].find((each) => qualities.includes(each)) ?? 'measured',
    meters: new Set(collected.flatMap(({ segments }) => segments.map(({ deviceId }) => deviceId))).size,
    points: new Set(cuts.map(({ point }) => point.pointId)).size,
    contractCapacityKva: facts.terms.at(-1)?.contractCapacityKva ?? 0,
    demandKw: bill.demandW === null ? null : bill.demandW / 1000,
    powerFactor: bill.powerFactor,
    mismatchKwh: mismatchKwh(collected),
    market: differenceOf(item, bill, marketTolerances),
    ...(account ?? { hasAddress: false, creditYuan: 0 }),
    estimatedShare: estimatedShare(collected),
    before: billed.filter(({ billMonth }) => billMonth !== bill.billMonth),
  }
}

/** Charged energy of the segments in the market: with loss, less what children took. */
function differenceOf({ cuts, facts, ledger }: Case, { segments }: NewBill, tolerances: Tolerance[]) {
  const settled = segments.filter(({ inMarket }) => inMarket)
  const [first] = settled
  if (!first) return null
  const sheets = sheetsOf(cuts, facts, cycleStartDayOf(ledger.rhythm?.readingDay))
  return compareSheets(sheets, addChargedKwh(settled), factOn(tolerances, first.from))
}

/** By the ends of each meter's part, and where a curve told the periods, by its intervals; the larger of both. */
function estimatedShare(collected: CollectedCut[]): number {
  let [allWh, estimatedWh] = [0, 0]
  for (const { segments, curve, quality } of collected) {
    const curveShare = curve && curve.intervals > 0 ? curve.estimated / curve.intervals : 0
    for (const { byRole, multiplier } of segments) {
      const use = byRole.importTotal
      if (!use) continue
      const energyWh = Math.abs(use.energyWh) * multiplier
      const { startHow = quality, endHow = quality } = use
      const isEstimated = startHow === 'estimated' || endHow === 'estimated'
      allWh += energyWh
      estimatedWh += energyWh * (isEstimated ? 1 : curveShare)
    }
  }
  return allWh > 0 ? estimatedWh / allWh : 0
}

const periodRoles = ['importSharp', 'importPeak', 'importFlat', 'importValley', 'importDeepValley']

/** What the total register counted beyond those of the periods, where a meter has them all. */
function mismatchKwh(collected: CollectedCut[]): number {
  const differences = collected.flatMap(({ own }) => {
    const periods = periodRoles.flatMap((role) => own?.[role] ?? [])
    const isWhole = own?.importFlat !== undefined && own.importPeak !== undefined && own.importValley !== undefined
    return isWhole && own.importTotal !== undefined ? [own.importTotal - periods.reduce((sum, wh) => sum + wh, 0)] : []
  })
  return differences.reduce((sum, wh) => sum + wh, 0) / 1000
}
