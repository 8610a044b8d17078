import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { publish, publishAll } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { Refusal } from '../db/refusal.ts'
import { describeAlarm } from './rules/alarm-kinds/all.ts'
import { lockGrouping } from './sql/alarm-groups.ts'
import { listCovered, lockAlarms } from './sql/alarm-lists.ts'
import { saveAcknowledgements, saveClearances } from './sql/alarms.ts'

/** A person takes note of one alarm: `acknowledgeAlarms` with it alone. */
export async function acknowledgeAlarm(ctx: Ctx, input: { alarmId: number; note?: string | undefined }): Promise<void> {
  await acknowledgeAlarms(ctx, { alarmIds: [input.alarmId], note: input.note })
}

/**
 * A person takes note of alarms and of what they cover, all of them or none; those that cannot end by themselves are over with that. Refuses
 * with `NOT_FOUND` outside the actor's scope and `ALREADY_ACKNOWLEDGED`, each alarm that is refused named by its id.
 */
export function acknowledgeAlarms(
  ctx: Ctx,
  { alarmIds, note = null }: { alarmIds: number[]; note?: string | null | undefined },
): Promise<{ acknowledged: number }> {
  return transact(ctx, async (inner) => {
    const alarms = await holdAlarms(inner, alarmIds)
    refuseAlarms(alarms.filter(({ isTaken }) => isTaken).map(idOf), taken)
    const ending = alarms.filter(({ kind }) => describeAlarm(kind).clears === 'by-acknowledgement')
    const ids = alarms.map(idOf)
    const covered = (await listCovered(inner, ids, false)).map(idOf)
    await saveAcknowledgements(inner, { alarmIds: [...ids, ...covered], overIds: ending.map(idOf), note })
    for (const alarmId of ids) {
      await recordAudit(inner, { action: 'alarm.acknowledged', subject: `alarm:${alarmId}` })
      await publish(inner, 'alarm.acknowledged', { alarmId, by: ctx.actor.name })
    }
    return { acknowledged: ids.length }
  })
}

/**
 * A person ends alarms whose recovery nobody tells of, with what they cover, all of them or none, and says why. Refuses with `NOT_FOUND` outside the actor's scope
 * and `ALREADY_CLEARED`, each alarm that is refused named by its id. What still holds is raised again as soon as it is told again.
 */
export function endAlarms(
  ctx: Ctx,
  { alarmIds, reason }: { alarmIds: number[]; reason: string },
): Promise<{ ended: number }> {
  return transact(ctx, async (inner) => {
    const alarms = await holdAlarms(inner, alarmIds)
    refuseAlarms(alarms.filter(({ isOver }) => isOver).map(idOf), over)
    const ids = alarms.map(idOf)
    const covered = (await listCovered(inner, ids, true)).map(idOf)
    const ended = await saveClearances(inner, { alarmIds: [...ids, ...covered], reason })
    for (const alarmId of ids) {
      await recordAudit(inner, { action: 'alarm.ended', subject: `alarm:${alarmId}`, detail: { reason } })
    }
    await publishAll(inner, 'alarm.cleared', ended)
    return { ended: ids.length }
  })
}

type Because = { code: string; status: number; message: string }
const unknown: Because = { code: 'NOT_FOUND', status: 404, message: '没有找到，或您无权查看' }
const taken: Because = { code: 'ALREADY_ACKNOWLEDGED', status: 409, message: '已被他人确认' }
const over: Because = { code: 'ALREADY_CLEARED', status: 409, message: '已经解除' }

const idOf = ({ alarmId }: { alarmId: number }) => alarmId

async function holdAlarms(ctx: Ctx, alarmIds: number[]) {
  await lockGrouping(ctx, { isShared: true })
  const ids = [...new Set(alarmIds)]
  const alarms = await lockAlarms(ctx, ids)
  const known = new Set(alarms.map(idOf))
  refuseAlarms(
    ids.filter((id) => !known.has(id)),
    unknown,
  )
  return alarms
}

function refuseAlarms(alarmIds: number[], { code, status, message }: Because): void {
  if (alarmIds.length === 0) return
  const issues = alarmIds.map((id) => ({ path: String(id), message }))
  throw new Refusal(code, `${alarmIds.length} 条告警${message}，本次没有处理任何一条`, { status, issues })
}
