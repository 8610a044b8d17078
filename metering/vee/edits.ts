import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { startOfDay } from '../../db/time.ts'
import type { DayCurve, SiblingCurve } from '../contract.ts'
import { findDayCurve } from '../curves.ts'
import { INTERVAL_MS } from '../rules/intervals.ts'
import { saveChange, supersede } from '../sql/curve-values.ts'
import { lockPoint, markPointDays } from '../sql/dirty-days.ts'
import { markIssuedBill, tryChange } from './effect.ts'
import type { CurveEdit, CurveEffect, CurveProposal } from './shapes.ts'

type OfPoint = { pointId: number }

/** What an edit would do to the day and to the bill; changes nothing. Refuses with `NOT_FOUND` and `BAD_SLOTS`. */
export async function proposeCurveEdit(ctx: Ctx, proposal: CurveProposal & OfPoint): Promise<CurveEffect> {
  const { pointId, day } = proposal
  const before = await findDayCurve(ctx, { pointId, day })
  const { result, bill } = await tryChange(ctx, { pointId, at: inDay(day) }, async (inner) => {
    await writeEdit(inner, proposal, before, 'proposal')
    return findDayCurve(inner, { pointId, day })
  })
  const energyOf = (curve: DayCurve) => channelOf(curve, proposal.channel).energyWh
  return { version: before.version, beforeWh: energyOf(before), afterWh: energyOf(result), bill }
}

/**
 * Edits quarter hours; the measured values stay and can be had back by a null. Refuses with `STALE_VERSION` where somebody
 * changed the day since `version`. A bill that is issued is marked for correction and stays as it is.
 */
export function editCurve(ctx: Ctx, edit: CurveEdit & OfPoint): Promise<DayCurve> {
  return transact(ctx, async (inner) => {
    const { pointId, day, reason, channel = 'import' } = edit
    await lockPoint(inner, pointId)
    const before = await findDayCurve(inner, { pointId, day })
    if (before.version !== edit.version) {
      throw new Refusal('STALE_VERSION', '这一天的曲线已被他人修改,请刷新后重新核对')
    }
    const changeId = await writeEdit(inner, edit, before, reason)
    const after = await findDayCurve(inner, { pointId, day })
    await markPointDays(inner, [{ pointId, day }])
    const issued = await markIssuedBill(inner, { pointId, at: inDay(day) }, 'curve-edited')
    await recordAudit(inner, {
      action: 'curve.edited',
      subject: `point:${pointId}`,
      detail: {
        ...{ day, channel, changeId, reason, slots: edit.slots.length },
        ...{ beforeWh: channelOf(before, channel).energyWh, afterWh: channelOf(after, channel).energyWh },
        ...(issued?.issued ? { markedBill: issued.issued.billNo } : {}),
      },
    })
    return after
  })
}

async function writeEdit(
  ctx: Ctx,
  { pointId, day, channel = 'import', slots }: CurveProposal & OfPoint,
  before: DayCurve,
  reason: string,
): Promise<number> {
  const shown = channelOf(before, channel).slots
  const known = new Map(before.slots.map(({ at }, slot) => [Date.parse(at), shown[slot]]))
  const wanted = new Map(slots.map(({ at, energyWh }) => [Date.parse(at), energyWh]))
  const strange = [...wanted.keys()].find((atMs) => !known.has(atMs) || atMs >= ctx.now.getTime())
  if (strange !== undefined) {
    throw new Refusal('BAD_SLOTS', '修改的时段不在这一天内,或还没有到', { status: 400 })
  }
  const startMs = startOfDay(day).getTime()
  const originalOf = (atMs: number) => {
    const slot = known.get(atMs)
    return slot?.quality === 'edited' || slot?.quality === 'estimated' ? slot.originalWh : (slot?.energyWh ?? null)
  }
  const restored = [...wanted].filter(([, wh]) => wh === null).map(([atMs]) => new Date(atMs))
  const changeId = await saveChange(ctx, {
    pointId,
    channel,
    kind: 'edit',
    method: null,
    reason,
    fromMs: Math.max(startMs, Math.min(...wanted.keys())),
    toMs: Math.max(...wanted.keys()) + INTERVAL_MS,
    values: [...wanted].flatMap(([atMs, wh]) => (wh === null ? [] : [{ atMs, wh, originalWh: originalOf(atMs) }])),
  })
  if (restored.length > 0) await supersede(ctx, { pointId, channel }, restored)
  return changeId
}

/** Refuses with `NO_SUCH_CHANNEL` where the meter does not count it. */
function channelOf(
  curve: DayCurve,
  channel: CurveProposal['channel'] = 'import',
): Pick<SiblingCurve, 'energyWh' | 'slots'> {
  if (channel === 'import') return curve
  const sibling = curve.siblings.find((each) => each.channel === channel)
  if (!sibling) throw new Refusal('NO_SUCH_CHANNEL', '这只电能表没有该项示数', { status: 400 })
  return sibling
}

function inDay(day: string): Date {
  return new Date(startOfDay(day).getTime() + INTERVAL_MS)
}
