import type { Ctx } from '../../db/context.ts'
import { readMeterEvents } from '../collect/dlt645/events.ts'
import { sessionOf } from '../collect/dlt645/meter.ts'
import { nameLine } from '../collect/lines/address.ts'
import { BusFault } from '../collect/lines/fault.ts'
import { findLine } from '../collect/lines/registry.ts'
import { findDlt645Profile } from '../profiles/all.ts'
import { claimEventRounds, saveEventRound } from '../sql/event-rounds.ts'
import { listLineLinks } from '../sql/links.ts'
import { recordMeterEvents } from '../terminals.ts'

const METERS_AT_ONCE = 50
const PERIOD_MS = 3_600_000
/** How far back the first look at a meter goes. */
const FIRST_MS = 2 * 86_400_000
/** An event that had begun, but not ended when it was read, is looked at once more. */
const OVERLAP_MS = 3_600_000

/** Asks DL/T 645 meters, each once an hour, for events in their own records. Told again, an event changes nothing. */
export async function readEventRounds(ctx: Ctx): Promise<number> {
  const nextAt = new Date(ctx.now.getTime() + PERIOD_MS)
  const firstSince = new Date(ctx.now.getTime() - FIRST_MS)
  const due = await claimEventRounds(ctx, { limit: METERS_AT_ONCE, nextAt, firstSince })
  for (const { deviceId, pointId, since } of due) {
    const [link] = await listLineLinks(ctx, pointId)
    const profile = link && findDlt645Profile(link.profile)
    if (!profile || link.meterAddress === null) continue
    const line = findLine(link.address, link.framing)
    const session = sessionOf(line, link.meterAddress, profile, 1, (work) => line.hold('backfill', work))
    try {
      const events = await readMeterEvents(session, profile, since)
      await recordMeterEvents(ctx, {
        topic: nameLine(link.address),
        events: events.map((event) => ({ meter: link.assetNo, ...event })),
      })
      await saveEventRound(ctx, deviceId, new Date(ctx.now.getTime() - OVERLAP_MS))
    } catch (fault) {
      if (!(fault instanceof BusFault)) throw fault
    }
  }
  return due.length
}
