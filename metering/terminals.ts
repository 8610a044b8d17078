import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { clearAlarms, raiseAlarms, reviewEventAlarms } from './alarms.ts'
import { placeOf } from './placing.ts'
import { nameToldEvent } from './rules/erc.ts'
import { type Installed, listInstallationsOfMeters } from './sql/installations.ts'
import { insertMeterEvents, saveTerminalStatus } from './sql/links.ts'
import { type Quarantined, saveQuarantined } from './sql/quarantine.ts'

/** A terminal went on or off line at an instant; told again, it changes nothing. */
export function recordTerminalStatus(
  ctx: Ctx,
  status: { terminalId: number; online: boolean; at: Date },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const changed = await saveTerminalStatus(inner, status)
    if (!changed) return
    const place = { pointId: null, terminalId: status.terminalId, kind: 'terminal-offline' }
    // What speaks again has its supply again, also where the record of that was lost.
    if (status.online)
      await clearAlarms(
        inner,
        ['terminal-offline', 'power-off'].map((kind) => ({ ...place, kind, at: ctx.now })),
      )
    else await raiseAlarms(inner, [{ ...place, occurredAt: status.at, detail: {} }])
    await publish(inner, 'terminal.status-changed', { terminalId: status.terminalId, online: status.online })
  })
}

export type MeterEvent = { meter: string; at: Date; code: string; detail: Record<string, unknown> }

type EventBatch = { topic: string; terminal?: string; events: MeterEvent[]; aside?: Quarantined[] }

/**
 * Keeps events that meters told of and opens or ends their alarms. Events of unknown meters, of another terminal's and
 * of the future are put aside.
 */
export function recordMeterEvents(ctx: Ctx, batch: EventBatch): Promise<void> {
  return transact(ctx, async (inner) => {
    const meters = [...new Set(batch.events.map((event) => event.meter))]
    const byMeter = Map.groupBy(await listInstallationsOfMeters(inner, meters), (installed) => installed.assetNo)
    const placed: (MeterEvent & { installed: Installed })[] = []
    const aside: Quarantined[] = []
    for (const event of batch.events) {
      const place = placeOf(byMeter.get(event.meter), { at: event.at, terminal: batch.terminal }, ctx.now)
      if ('installed' in place) placed.push({ ...event, ...nameToldEvent(event), installed: place.installed })
      else aside.push(putAside(batch, event, place.because))
    }
    const fresh = await insertMeterEvents(
      inner,
      placed.map(({ installed, at, code, detail }) => ({ ...installed, at, code, detail })),
    )
    const isFresh = new Set(fresh.map((each) => `${each.installationId} ${each.at.getTime()} ${each.code}`))
    await reviewEventAlarms(
      inner,
      placed
        .filter(({ installed, at, code }) => isFresh.has(`${installed.installationId} ${at.getTime()} ${code}`))
        .map(({ installed, at, code, detail }) => {
          return { at, code, detail, place: { pointId: installed.pointId, terminalId: null } }
        }),
    )
    await (batch.aside ? batch.aside.push(...aside) : saveQuarantined(inner, aside))
  })
}

function putAside({ topic, terminal }: EventBatch, event: MeterEvent, reason: string): Quarantined {
  return {
    source: 'mqtt',
    topic,
    reason,
    detail: `${event.meter} ${event.code}`,
    payload: JSON.stringify(event),
    form: 'event',
    meter: event.meter,
    ...(terminal !== undefined && { terminal }),
  }
}
