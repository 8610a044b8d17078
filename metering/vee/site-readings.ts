import { createHash } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { startOfDay } from '../../db/time.ts'
import { storeReadings } from '../readings.ts'
import { isPhoto } from '../rules/photo.ts'
import { registersToValues } from '../rules/values.ts'
import { isPointVisible } from '../sql/points.ts'
import { settleSpecialRows } from '../sql/special-readings.ts'
import { insertPhoto } from '../sql/stand-ins.ts'
import { markIssuedBill } from './effect.ts'
import type { SiteReading, StandIn } from './shapes.ts'
import { findInstalled, openStandIn } from './stand-ins.ts'

/** A reading on site may stand for a reading day that is so far away. */
const REACH_MS = 20 * 86_400_000
const PHOTO_BYTES = 1_500_000

/**
 * Registers that somebody read off a meter, with a photo. They are judged as any reading is and kept with their own time;
 * for the reading day they stand until the meter itself gives one. Refuses with `NOT_FOUND`, `NOT_THEN`, `BAD_PHOTO`,
 * `REGISTER_DOES_NOT_FIT` and `STAND_IN_EXISTS`.
 */
export function recordSiteReading(ctx: Ctx, input: SiteReading & { pointId: number }): Promise<StandIn> {
  return transact(ctx, async (inner) => {
    const { pointId, reason } = input
    if (!(await isPointVisible(inner, pointId))) throw notFound('计量点')
    const standsFor = startOfDay(input.day)
    const measuredAt = new Date(input.measuredAt)
    if (measuredAt > inner.now || Math.abs(measuredAt.getTime() - standsFor.getTime()) > REACH_MS) {
      throw new Refusal('NOT_THEN', '抄表时间应在抄表日前后 20 天内,且不晚于现在', { status: 400 })
    }
    const installed = await findInstalled(inner, pointId, measuredAt)
    const photoId = await keepPhoto(inner, input.photo)
    const [outcome] = await storeReadings(inner, {
      source: 'site',
      topic: inner.actor.username,
      readings: [
        { meter: installed.assetNo, at: measuredAt, readAt: inner.now, values: registersToValues(input.registersWh) },
      ],
    })
    if (outcome?.is !== 'accepted') {
      throw new Refusal('REGISTER_DOES_NOT_FIT', '示数与前后抄表不符,请核对表计和单位后重抄', {
        issues: [{ path: 'registersWh', message: outcome?.because ?? '' }],
      })
    }
    const standIn = await openStandIn(inner, {
      pointId,
      installationId: installed.installationId,
      standsFor,
      kind: 'site',
      registers: input.registersWh,
      measuredAt,
      photoId,
      reason,
      basis: {},
      status: 'approved',
    })
    await settleSpecialRows(inner, pointId)
    await markIssuedBill(inner, { pointId, at: standsFor }, 'register-approved')
    return standIn
  })
}

function keepPhoto(ctx: Ctx, { mediaType, base64 }: SiteReading['photo']): Promise<number> {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length > PHOTO_BYTES || !isPhoto(bytes, mediaType)) {
    throw new Refusal('BAD_PHOTO', '照片须为不超过 1.5 MB 的 JPEG、PNG 或 WebP', { status: 400 })
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return insertPhoto(ctx, { mediaType, bytes, sha256 })
}
