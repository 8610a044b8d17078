import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { findRestFaults } from '../rules/roster.ts'
import type { ShiftHours } from '../rules/shifts.ts'
import {
  agreeExchangeRow,
  clashes,
  decideAbsenceRow,
  decideExchangeRow,
  insertAbsence,
  insertExchange,
  listOwnAbsences,
  listOwnExchanges,
} from '../sql/absences.ts'
import { findOwnShift, insertExchanged, listPublished, listShifts } from '../sql/rosters.ts'
import type { MyShifts, newAbsence, newExchange } from './contract.ts'
import { breaksRest } from './rosters.ts'
import { readHours, readRestRules } from './rules-held.ts'

const AHEAD_DAYS = 28
const MINUTE_MS = 60_000

/** An agent's own shifts from today on, as they are published. */
export async function findMyShifts(ctx: Ctx): Promise<MyShifts> {
  const today = civilDay(ctx.now)
  const shifts = await listPublished(ctx, { from: today, to: addDays(today, AHEAD_DAYS) })
  const hours = await readHours(ctx)
  const isMine = ({ userId }: { userId: number }) => userId === ctx.actor.id
  return {
    hours,
    shifts: shifts.filter(isMine).map(({ day, shift }) => ({ day, shift, isOver: isOver(day, hours[shift], ctx.now) })),
    colleagues: shifts.filter((each) => !isMine(each) && !isOver(each.day, hours[each.shift], ctx.now)),
    absences: await listOwnAbsences(ctx, addDays(today, -AHEAD_DAYS)),
    exchanges: await listOwnExchanges(ctx, today),
  }
}

function isOver(day: string, { fromMinute, minutes }: ShiftHours, now: Date): boolean {
  return startOfDay(day).getTime() + (fromMinute + minutes) * MINUTE_MS <= now.getTime()
}

/** Refuses with `ABSENCE_PAST`. */
export async function askAbsence(ctx: Ctx, input: z.output<typeof newAbsence>): Promise<MyShifts> {
  if (input.fromOn < civilDay(ctx.now))
    throw new Refusal('ABSENCE_PAST', '只能申请今天以后的日子', {
      status: 400,
      issues: [{ path: 'fromOn', message: '已经过去' }],
    })
  await insertAbsence(ctx, input)
  return findMyShifts(ctx)
}

/** Refuses with `NOT_FOUND` what is decided, is of another unit, or is the actor's own. */
export function decideAbsence(ctx: Ctx, id: number, verdict: 'granted' | 'refused'): Promise<void> {
  return transact(ctx, async (inner) => {
    if (!(await decideAbsenceRow(inner, id, verdict))) throw notFound('待批的请假')
    await recordAudit(inner, { action: 'absence.decided', subject: `absence:${id}`, detail: { verdict } })
  })
}

/** Both shifts stand in one published week. Refuses with `EXCHANGE_UNFIT` and `SHIFT_PAST`. */
export function askExchange(ctx: Ctx, input: z.output<typeof newExchange>): Promise<MyShifts> {
  return transact(ctx, async (inner) => {
    await askFor(inner, input)
    return findMyShifts(inner)
  })
}

async function askFor(ctx: Ctx, { ownOn, otherId, otherOn }: z.output<typeof newExchange>): Promise<void> {
  const own = await findOwnShift(ctx, ctx.actor.id, ownOn)
  const other = await findOwnShift(ctx, otherId, otherOn)
  if (!own || !other || own.rosterId !== other.rosterId || otherId === ctx.actor.id)
    throw new Refusal('EXCHANGE_UNFIT', '只能在同一周已发布的班里，用自己的一班换同事的一班')
  const hours = await readHours(ctx)
  if (isOver(ownOn, hours[own.shift], ctx.now) || isOver(otherOn, hours[other.shift], ctx.now))
    throw new Refusal('SHIFT_PAST', '班次已经过去，不能再换')
  const id = await insertExchange(ctx, { rosterId: own.rosterId, askerOn: ownOn, otherId, otherOn })
  if (await clashes(ctx, id)) throw clashing()
}

const clashing = () => new Refusal('EXCHANGE_UNFIT', '两人中有人在要换去的那天已有班次或已获准休假，不能换')

/** Refuses with `NOT_FOUND` what the actor was not asked. */
export async function agreeExchange(ctx: Ctx, id: number): Promise<MyShifts> {
  if (!(await agreeExchangeRow(ctx, id))) throw notFound('请您确认的换班')
  return findMyShifts(ctx)
}

/**
 * Granted, the week is published once more with the two exchanged. Refuses with `NOT_FOUND` what is not agreed, is of another unit or
 * the actor's own, with `EXCHANGE_UNFIT` where one of the two cannot take the day any more, with `ROSTER_CHANGED` where another version was published meanwhile, and with `ROSTER_BREAKS_REST`.
 */
export function decideExchange(ctx: Ctx, id: number, verdict: 'granted' | 'refused'): Promise<void> {
  return transact(ctx, async (inner) => {
    if (!(await decideExchangeRow(inner, id, verdict))) throw notFound('双方已确认的换班')
    await recordAudit(inner, {
      action: 'exchange-of-shifts.decided',
      subject: `shift-exchange:${id}`,
      detail: { verdict },
    })
    if (verdict === 'refused') return
    if (await clashes(inner, id)) throw clashing()
    const rosterId = await insertExchanged(inner, id)
    if (rosterId === undefined) throw new Refusal('ROSTER_CHANGED', '排班已重新发布，请双方重新申请')
    const { rules } = await readRestRules(inner)
    const shifts = await listShifts(inner, rosterId)
    const days = shifts.map(({ day }) => day).toSorted()
    const around = await listBeside(inner, days[0] ?? '', days.at(-1) ?? '')
    const faults = findRestFaults(shifts, around, await readHours(inner), rules)
    if (faults.length > 0) throw breaksRest(faults.length)
  })
}

async function listBeside(ctx: Ctx, first: string, last: string) {
  const shifts = await listPublished(ctx, { from: addDays(first, -2), to: addDays(last, 3) })
  return shifts.filter(({ day }) => day < first || day > last)
}
