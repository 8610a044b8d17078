import type { Ctx } from '../../db/context.ts'
import { addMonths, daysBetween, startOfDay } from '../../db/time.ts'
import { changePercent, flagReading, type ReviewFlag, type ReviewLimits, type Use } from '../rules/reading-review.ts'
import { listInstallationsOfPoints } from '../sql/installations.ts'
import type { OpenPlan, PlanPointBasis } from '../sql/reading-plans.ts'
import { listSnapshots, type Snapshot } from '../sql/snapshots.ts'
import { listUsages, type Usage } from '../usage.ts'
import type { PlanFacts } from './shapes.ts'

const DAY_MS = 86_400_000
const TOLERANCE_MS = 3_600_000

type Measured = { facts: Omit<PlanFacts, 'call'>; flags: ReviewFlag[] }

/** What the review sees of each point: registers, use, what it was before, and what is conspicuous; in the order given. */
export async function measurePoints(
  ctx: Ctx,
  plan: Pick<OpenPlan, 'readingDay' | 'readsFrom' | 'months'>,
  points: readonly PlanPointBasis[],
  limits: ReviewLimits,
): Promise<Measured[]> {
  const { readingDay, readsFrom, months } = plan
  const between = (from: string, to: string) =>
    listUsages(
      ctx,
      points.map(({ pointId }) => ({ pointId, from: startOfDay(from), to: startOfDay(to) })),
    )
  const now = await between(readsFrom, readingDay)
  const before = await between(addMonths(readsFrom, -months), readsFrom)
  const yearBefore = await between(addMonths(readsFrom, -12), addMonths(readingDay, -12))
  const ends = await findEnds(ctx, points, now, plan)
  const days = daysBetween(readsFrom, readingDay)
  return points.map((basis, index) => {
    const usage = now[index] as Usage
    const use = toUse(usage, days)
    const uses = {
      use,
      before: toUse(before[index] as Usage, daysBetween(addMonths(readsFrom, -months), readsFrom)),
      yearBefore: toUse(yearBefore[index] as Usage, days),
    }
    const end = ends.get(basis.pointId)
    const facts = toFacts(basis, usage, uses, end)
    const isReversed =
      facts.useWh === null && facts.startWh !== null && facts.endWh !== null && facts.endWh < facts.startWh
    const { how, capacityKva, meters } = facts
    const flags = flagReading({ ...uses, how, capacityKva, isExchanged: meters > 1, isReversed }, limits)
    return { facts, flags }
  })
}

/** A point that was energised within a period is compared by the days that it had. */
function toUse({ segments, energyWh }: Usage, days: number): Use {
  const from = segments.at(0)?.from
  const to = segments.at(-1)?.to
  const lived = from && to ? (to.getTime() - from.getTime()) / DAY_MS : days
  return { wh: energyWh.importTotal ?? null, days: Math.round(lived * 100) / 100 }
}

type Ends = {
  start: { wh: number; atMs: number } | null
  end: { wh: number; atMs: number } | null
  assetNo: string | null
}

/** Registers near both ends, where no use could be told: the review shows what is there. */
async function findEnds(
  ctx: Ctx,
  points: readonly PlanPointBasis[],
  usages: Usage[],
  { readsFrom, readingDay }: Pick<OpenPlan, 'readingDay' | 'readsFrom'>,
): Promise<Map<number, Ends>> {
  const pointIds = points.filter((_, index) => usages[index]?.missing).map(({ pointId }) => pointId)
  const [fromMs, toMs] = [startOfDay(readsFrom).getTime(), startOfDay(readingDay).getTime()]
  const installed = (await listInstallationsOfPoints(ctx, pointIds)).filter(
    ({ installedAt, removedAt }) => installedAt.getTime() < toMs && (!removedAt || removedAt.getTime() >= toMs),
  )
  const spans = installed.flatMap(({ installationId, pointId }) =>
    [fromMs, toMs].map((atMs) => ({ installationId, pointId, fromMs: atMs - TOLERANCE_MS, toMs: atMs + TOLERANCE_MS })),
  )
  const snapshots = await listSnapshots(ctx, spans, { neighbours: false })
  return new Map(
    installed.map(({ installationId, pointId, assetNo }) => {
      const own = snapshots.filter((each) => each.installationId === installationId)
      return [pointId, { start: nearest(own, fromMs), end: nearest(own, toMs), assetNo }]
    }),
  )
}

function nearest(snapshots: Snapshot[], atMs: number): { wh: number; atMs: number } | null {
  const near = snapshots
    .filter((each) => each.registers.importTotal !== undefined && Math.abs(each.atMs - atMs) <= TOLERANCE_MS)
    .toSorted((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0]
  return near ? { wh: near.registers.importTotal ?? 0, atMs: near.atMs } : null
}

function toFacts(
  { capacityKva, standIn, reread }: PlanPointBasis,
  usage: Usage,
  uses: { use: Use; before: Use; yearBefore: Use },
  ends: Ends | undefined,
): Omit<PlanFacts, 'call'> {
  const first = usage.segments.at(0)
  const latest = usage.segments.at(-1)
  const start = first?.byRole.importTotal
  const end = latest?.byRole.importTotal
  const approved = standIn?.status === 'approved' && standIn.wh !== null ? standIn : null
  const endAt = end?.endAtMs ?? ends?.end?.atMs ?? (approved ? Date.parse(approved.at) : null)
  return {
    assetNo: latest?.assetNo ?? ends?.assetNo ?? null,
    multiplier: latest?.multiplier ?? 1,
    endWh: end?.endWh ?? ends?.end?.wh ?? approved?.wh ?? null,
    endAt: endAt === null ? null : new Date(endAt).toISOString(),
    startWh: start?.startWh ?? ends?.start?.wh ?? null,
    how: usage.quality === 'missing' && approved ? approved.kind : usage.quality,
    useWh: uses.use.wh,
    days: uses.use.days,
    beforeWh: uses.before.wh,
    yearBeforeWh: uses.yearBefore.wh,
    changePercent: changePercent(uses.use, uses.before),
    capacityKva,
    meters: usage.segments.length,
    photoId: standIn?.photoId ?? null,
    reread,
  }
}
