import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { describeAlarm } from '../rules/alarm-kinds/all.ts'
import type { Place } from '../rules/collection-causes.ts'
import { lockAlarms } from '../sql/alarm-lists.ts'
import { findHeldAlarm, linkAlarm } from '../sql/alarm-orders.ts'
import { joinOrder } from './orders-of-places.ts'

/**
 * Opens a repair order (消缺单) for an alarm, or lets it join the one that is under way for its point or terminal. The alarm stays
 * as it is, whatever becomes of the order. Refuses with `NOT_FOUND` outside the actor's scope, `ALREADY_CLEARED`, and
 * `ALARM_HAS_ORDER` while its order is under way.
 */
export function sendAlarmToRepair(
  ctx: Ctx,
  { alarmId, reason }: { alarmId: number; reason: string },
): Promise<{ orderId: number; orderNo: string; joined: boolean }> {
  return transact(ctx, async (inner) => {
    const [locked] = await lockAlarms(inner, [alarmId])
    const alarm = locked && (await findHeldAlarm(inner, alarmId))
    if (!alarm) throw notFound('告警')
    if (locked.isOver) throw new Refusal('ALREADY_CLEARED', '这条告警已经解除,不必再开消缺单')
    if (alarm.orderStatus !== null && alarm.orderStatus !== 'closed') {
      throw new Refusal('ALARM_HAS_ORDER', `这条告警已由消缺单 ${alarm.orderNo} 处理`)
    }
    const { kind, pointId, terminalId } = alarm
    const target = { pointId, terminalId, place: placeOfAlarm(kind, terminalId !== null) }
    const { title } = describeAlarm(kind)
    const because = { alarmId, alarm: kind, title, points: 1, reason }
    const orderId = await joinOrder(inner, target, { cause: 'alarm', note: reason, because, joins: 'alarm-added' })
    const { orderNo, alarms } = await linkAlarm(inner, { alarmId, orderId })
    const detail = { order: orderNo, reason }
    await recordAudit(inner, { action: 'alarm.sent-to-repair', subject: `alarm:${alarmId}`, detail })
    return { orderId, orderNo, joined: alarms > 1 }
  })
}

/** Where the repair begins. */
function placeOfAlarm(kind: string, isTerminals: boolean): Place {
  if (kind === 'clock-drift') return 'clock'
  if (isTerminals) return 'terminal'
  const { family } = describeAlarm(kind)
  if (family === 'supply') return 'supply'
  return family === 'communication' ? 'channel' : 'meter'
}
