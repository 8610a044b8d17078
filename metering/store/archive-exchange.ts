import type { Ctx } from '../../db/context.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { addDays, civilDay } from '../../db/time.ts'
import type { RegisterRole } from '../contract.ts'
import { storeReadings } from '../readings.ts'
import { registersToValues } from '../rules/values.ts'
import { markPointDays, type PointDay } from '../sql/dirty-days.ts'
import {
  type DoubtedReading,
  findLatestReadingBefore,
  forgetDoubts,
  isReadByPort,
  moveReadings,
} from '../sql/exchange-readings.ts'
import type { EntryRow, ExchangeRow } from '../sql/exchanges.ts'
import { lockLatest } from '../sql/readings.ts'
import { markIssuedBill } from '../vee/effect.ts'
import type { MeterRegister } from './exchange-shapes.ts'
import { placeSeals } from './seals.ts'

/** How far back a gap before an exchange is validated again: as far as validation follows one. */
const GAP_DAYS = 35

/**
 * An approved exchange goes into the customer file at the time that it happened, and readings since then to the meter
 * that showed them, wherever they are kept.
 */
export async function archiveExchange(ctx: Ctx, row: ExchangeRow, entry: EntryRow & { digits: number }): Promise<void> {
  const { pointId } = row
  const at = entry.exchangedAt
  const exchange = {
    pointId,
    at,
    person: entry.sentBy,
    old: { assetNo: entry.oldAssetNo, endRegisters: entry.endRegisters },
    new: {
      assetNo: entry.newAssetNo,
      ct: entry.ct,
      pt: entry.pt,
      registers: Object.entries(entry.startRegisters).map(([role, startValue]) => ({
        role: role as MeterRegister,
        digits: entry.digits,
        startValue,
      })),
      meterAddress: entry.meterAddress ?? undefined,
    },
  }
  const why = { caseRef: `exchange:${row.orderNo}`, reason: row.reason }
  const { exchanged: done } = await applyChanges(ctx, [{ change: 'meter-exchanged', exchange }], why)
  const [installed] = done
  if (!installed) throw new Error('an exchange was applied and not told')
  const { oldInstallationId, installationId } = installed
  await placeSeals(ctx, {
    sealNos: entry.seals.filter((sealNo) => !entry.unknownSeals.includes(sealNo)),
    orderId: row.orderId,
    person: entry.sentBy,
    at,
    pointId,
    reason: row.reason,
    batch: `exchange:${row.orderNo}`,
  })
  const exchanged = { pointId, oldInstallationId, installationId, at }
  await lockLatest(ctx, [pointId])
  const known = await findLatestReadingBefore(ctx, exchanged)
  const isByPort = await isReadByPort(ctx, exchanged)
  if (isByPort) await moveReadings(ctx, exchanged)
  const doubted = await forgetDoubts(ctx, exchanged)
  if (isByPort) await takeDoubted(ctx, entry.newAssetNo, doubted)
  await markPointDays(ctx, listDaysAgain(ctx, { pointId, at, known }))
  await markIssuedBill(ctx, { pointId, at }, 'meter-exchanged')
}

/** What could not follow from the old meter's registers is judged by the new one's. */
async function takeDoubted(ctx: Ctx, meter: string, doubted: DoubtedReading[]): Promise<void> {
  const instants = Map.groupBy(doubted, ({ at }) => at.getTime())
  await storeReadings(ctx, {
    source: 'exchange',
    topic: meter,
    readings: [...instants.values()].flatMap((same) => {
      const [first] = same
      const registers = Object.fromEntries(same.map(({ role, wh }) => [role as RegisterRole, wh]))
      return first ? [{ meter, at: first.at, readAt: first.readAt, values: registersToValues(registers) }] : []
    }),
  })
}

/** From the gap that the end register closes until today. */
function listDaysAgain(
  ctx: Ctx,
  { pointId, at, known }: { pointId: number; at: Date; known: Date | null },
): PointDay[] {
  const exchangedOn = civilDay(at)
  const knownOn = civilDay(known ?? at)
  const farthest = addDays(exchangedOn, -GAP_DAYS)
  const days: PointDay[] = []
  for (let day = knownOn < farthest ? exchangedOn : knownOn; day <= civilDay(ctx.now); day = addDays(day, 1)) {
    days.push({ pointId, day })
  }
  return days
}
