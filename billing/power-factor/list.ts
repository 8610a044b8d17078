import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { listMetersNow } from '../../metering/index.ts'
import { pageOf } from '../page.ts'
import { sumYuan } from '../rules/money.ts'
import { describeParking, type ParkReason, parkReasons } from '../rules/parking.ts'
import type { OutlookRow } from '../sql/power-factor.ts'
import {
  type AdjustedRow,
  countAdjusted,
  listAdjustedRows,
  listBilledFactors,
  listOutlookDays,
  type OutlookCount,
} from '../sql/power-factor-lists.ts'
import { findReadableAccount } from '../sql/read.ts'
import {
  outlookStates,
  type PowerFactorDetail,
  type PowerFactorList,
  type PowerFactorOutlook,
  type powerFactorQuery,
} from './contract.ts'

/** Accounts within the actor's scope that are adjusted for power factor, the dearest first. Refuses with `BAD_CURSOR`. */
export async function listPowerFactors(ctx: Ctx, query: z.infer<typeof powerFactorQuery>): Promise<PowerFactorList> {
  const { limit, state = null, q = null } = query
  const rows = await listAdjustedRows(ctx, { state, q, after: readCursor(query.cursor), limit: limit + 1 })
  const { shown, nextCursor } = pageOf(
    rows,
    limit,
    ({ outlook, accountId }) => `${outlook?.projectedYuan ?? NOTHING}:${accountId}`,
  )
  const counts = await countAdjusted(ctx)
  const now = await listNow(ctx, shown)
  return toWire({
    items: shown.map(({ accountId, pointIds, outlook, ...row }) => ({
      ...row,
      now: now.get(accountId) ?? null,
      outlook: outlook && outlookOf(outlook),
    })),
    ...sumCounts(counts),
    nextCursor,
  })
}

/** Below every amount: where the query puts what nothing is known of. */
const NOTHING = '-1000000000000'
const cursor = z.templateLiteral([z.string().regex(/^-?\d+(\.\d+)?$/), ':', z.int().positive()])

function readCursor(text: string | undefined): { yuan: string; accountId: number } | null {
  if (text === undefined) return null
  if (!cursor.safeParse(text).success) throw new Refusal('BAD_CURSOR', 'cursor: 不是本列表给出的位置', { status: 400 })
  const [yuan = '', id = ''] = text.split(':')
  return { yuan, accountId: Number(id) }
}

function sumCounts(counts: OutlookCount[]): Pick<PowerFactorList, 'counts' | 'atStakeYuan' | 'savableYuan'> {
  const byState = new Map(counts.map((count) => [count.state, count]))
  const below = counts.filter(({ state }) => state === 'at-risk' || state === 'lost')
  return {
    counts: Object.fromEntries(
      outlookStates.map((state) => [state, byState.get(state)?.accounts ?? 0]),
    ) as PowerFactorList['counts'],
    atStakeYuan: sumYuan(below.map(({ projectedYuan }) => projectedYuan)),
    savableYuan: sumYuan(below.map(({ savableYuan }) => savableYuan)),
  }
}

/** What the meters show just now, of each account the point that takes most. */
async function listNow(ctx: Ctx, rows: AdjustedRow[]) {
  const meters = new Map(
    (
      await listMetersNow(
        ctx,
        rows.flatMap(({ pointIds }) => pointIds),
      )
    ).map((meter) => [meter.pointId, meter]),
  )
  return new Map(
    rows.map(({ accountId, pointIds }) => {
      const telling = pointIds.flatMap((pointId) => {
        const { powerFactor = null, powerW = null, latestAt = null } = meters.get(pointId) ?? {}
        return powerFactor === null || powerW === null || latestAt === null
          ? []
          : [{ pointId, powerFactor, powerW, at: latestAt }]
      })
      return [accountId, telling.sort((one, other) => other.powerW - one.powerW)[0] ?? null] as const
    }),
  )
}

/** One account's open month, day by day, and its latest bills. Refuses with `NOT_FOUND`. */
export async function findPowerFactor(ctx: Ctx, { accountNo }: { accountNo: string }): Promise<PowerFactorDetail> {
  const account = await findReadableAccount(ctx, { accountNo })
  if (!account) throw notFound('户号')
  const days = await listOutlookDays(ctx, account.id)
  const latest = days.at(-1)
  return {
    outlook: latest ? outlookOf(latest) : null,
    days: days.flatMap(({ until, activeKwh, reactiveKvarh, powerFactor, projectedYuan }) =>
      activeKwh === null || reactiveKvarh === null || projectedYuan === null
        ? []
        : [{ until, activeKwh: Number(activeKwh), reactiveKvarh: Number(reactiveKvarh), powerFactor, projectedYuan }],
    ),
    months: await listBilledFactors(ctx, account.id),
  }
}

function outlookOf(row: OutlookRow): PowerFactorOutlook {
  const { accountId: _, because, activeKwh, reactiveKvarh, ...rest } = row
  const {
    projectedKwh,
    projectedKvarh,
    projectedPowerFactor,
    projectedRatePercent,
    projectedBaseYuan,
    projectedYuan,
    ...shown
  } = rest
  const isTold = projectedKwh !== null && projectedYuan !== null && projectedBaseYuan !== null
  return {
    ...shown,
    because: because === null ? null : describeUnknown(because),
    activeKwh: activeKwh === null ? null : Number(activeKwh),
    reactiveKvarh: reactiveKvarh === null ? null : Number(reactiveKvarh),
    projected: isTold
      ? {
          activeKwh: Number(projectedKwh),
          reactiveKvarh: Number(projectedKvarh),
          powerFactor: projectedPowerFactor,
          ratePercent: projectedRatePercent ?? 0,
          ...{ baseYuan: projectedBaseYuan, adjustmentYuan: projectedYuan },
        }
      : null,
  }
}

const ownReasons: Record<string, { zh: string; en: string }> = {
  EARLIER_NOT_BILLED: { zh: '上一个月尚未出账', en: 'An earlier month is not billed yet' },
  STANDARD_NOT_RATED: { zh: '本月尚无按此标准考核的电量', en: 'No energy of this month is judged by the standard yet' },
}

function describeUnknown(because: string): { zh: string; en: string } {
  const own = ownReasons[because]
  if (own) return own
  const isParking = (parkReasons as readonly string[]).includes(because)
  if (!isParking) return { zh: because, en: because }
  const { zh, en } = describeParking(because as ParkReason)
  return { zh, en }
}
