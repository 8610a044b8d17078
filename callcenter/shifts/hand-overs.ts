import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { leadShifts, shiftsUntil } from '../rules/shifts.ts'
import {
  closeResolved,
  completeItem,
  gatherFound,
  insertItem,
  layLines,
  listHistory,
  listLines,
  listOpenItems,
  travels,
} from '../sql/hand-over-items.ts'
import { drawRow, findHandOverRow, holdDraft, isTaken, listHandOverRows, signRow } from '../sql/hand-overs.ts'
import type { HandOver, HandOverPage, newHandOver, newItem } from './contract.ts'

const SHOWN = 20
const MOST_ITEMS = 200
const MINUTE_MS = 60_000

type Running = HandOverPage['shifts'][number]

/** The shift that runs and those before it, the latest first, by the hours of today. */
async function listShifts(ctx: Ctx): Promise<Running[]> {
  const figure = await readFigures(ctx, 'shift_rule')
  const hoursOf = (shift: string) => ({ fromMinute: figure(`${shift}-from`), minutes: figure(`${shift}-minutes`) })
  const [early, middle, night] = leadShifts.map(hoursOf)
  if (!early || !middle || !night) return []
  const today = civilDay(ctx.now)
  const minute = Math.floor((ctx.now.getTime() - startOfDay(today).getTime()) / MINUTE_MS)
  return shiftsUntil({ early, middle, night }, minute).map(({ shift, daysAgo, fromMinute, minutes }) => {
    const shiftOn = addDays(today, -daysAgo)
    const from = startOfDay(shiftOn).getTime() + fromMinute * MINUTE_MS
    return {
      shift,
      shiftOn,
      from: new Date(from).toISOString(),
      to: new Date(from + minutes * MINUTE_MS).toISOString(),
    }
  })
}

/** Since when the shift that runs should have been taken from the one before it; null where it was, or nobody hands over yet. */
export async function findLateTaking(ctx: Ctx): Promise<{ shift: Running['shift']; since: string } | null> {
  const [running, before] = await listShifts(ctx)
  if (!running || !before || (await isTaken(ctx, before)) !== false) return null
  const allowed = (await readFigures(ctx, 'shift_rule'))('take-minutes') * MINUTE_MS
  const since = new Date(Date.parse(running.from) + allowed)
  return since <= ctx.now ? { shift: running.shift, since: since.toISOString() } : null
}

export async function listHandOvers(ctx: Ctx): Promise<HandOverPage> {
  return {
    shifts: (await listShifts(ctx)).slice(0, 2),
    lateSince: (await findLateTaking(ctx))?.since ?? null,
    ...toWire({ handOvers: await listHandOverRows(ctx, SHOWN), openItems: await listOpenItems(ctx, MOST_ITEMS) }),
  }
}

/** Refuses with `NOT_FOUND`. */
export async function findHandOver(ctx: Ctx, id: number): Promise<HandOver> {
  const row = await findHandOverRow(ctx, id)
  if (!row) throw notFound('交接班记录')
  return toWire({ ...row, items: await listLines(ctx, id), history: await listHistory(ctx, id) })
}

/**
 * Draws up the hand-over of a shift that runs or has just ended, or gathers anew what is open while it is a draft. Refuses with
 * `SHIFT_NOT_NOW`, and with `NO_UNIT` who leads the whole company.
 */
export function drawHandOver(ctx: Ctx, input: z.output<typeof newHandOver>): Promise<HandOver> {
  return transact(ctx, async (inner) => {
    const shifts = (await listShifts(inner)).slice(0, 2)
    if (!shifts.some(({ shift, shiftOn }) => shift === input.shift && shiftOn === input.shiftOn))
      throw new Refusal('SHIFT_NOT_NOW', '只能为当前班次或刚结束的班次交班')
    const id = await drawRow(inner, input)
    if (id === undefined) throw new Refusal('NO_UNIT', '交接班按单位进行，请用本单位班长的登录')
    await gather(inner, id)
    return findHandOver(inner, id)
  })
}

/** What is signed stays as it was signed. */
async function gather(ctx: Ctx, handOverId: number): Promise<void> {
  if (!(await holdDraft(ctx, handOverId))) return
  const hours = (await readFigures(ctx, 'shift_rule'))('due-hours')
  const running = (await listShifts(ctx))[0]
  const looked = {
    handOverId,
    dueBefore: new Date(ctx.now.getTime() + hours * 3_600_000),
    missingSince: running ? new Date(running.from) : ctx.now,
  }
  await closeResolved(ctx, looked)
  await gatherFound(ctx, looked)
  await layLines(ctx, handOverId)
}

/** Refuses with `NOT_FOUND` the hand-over, the account or the order, and with `HAND_OVER_SIGNED`. */
export function addItem(ctx: Ctx, id: number, input: z.output<typeof newItem>): Promise<HandOver> {
  return transact(ctx, async (inner) => {
    await holdOrRefuse(inner, id)
    const { note, isUrgent, until, accountNo, workOrderNo } = input
    if (accountNo) await findAccountFile(inner, { accountNo })
    if (workOrderNo && !(await travels(inner, workOrderNo))) throw notFound('工单')
    await insertItem(inner, {
      ...{ handOverId: id, kind: 'free', note, isUrgent, until: until ? new Date(until) : null },
      ...{ accountNo: accountNo ?? null, workOrderNo: workOrderNo ?? null },
    })
    await layLines(inner, id)
    return findHandOver(inner, id)
  })
}

/** Gathers once more and signs, in one. Refuses with `NOT_FOUND`, `HAND_OVER_SIGNED`, and `HAND_OVER_CHANGED`. */
export function signHandOver(ctx: Ctx, id: number, version: number): Promise<HandOver> {
  return transact(ctx, async (inner) => {
    await holdOrRefuse(inner, id)
    await gather(inner, id)
    if (!(await signRow(inner, id, version))) throw new Refusal('HAND_OVER_CHANGED', '交班单已被改动，请刷新后再签')
    await recordAudit(inner, { action: 'hand-over.signed', subject: `hand-over:${id}` })
    return findHandOver(inner, id)
  })
}

async function holdOrRefuse(ctx: Ctx, id: number): Promise<void> {
  if (await holdDraft(ctx, id)) return
  await findHandOver(ctx, id)
  throw new Refusal('HAND_OVER_SIGNED', '交班单已签字，不能再改')
}

/** An agent's word for the next shift of his unit. Refuses with `NO_UNIT` who belongs to none. */
export async function leaveNote(
  ctx: Ctx,
  { note, isUrgent }: { note: string; isUrgent: boolean },
): Promise<{ id: number }> {
  const rest = { handOverId: null, until: null, accountNo: null, workOrderNo: null }
  const id = await insertItem(ctx, { ...rest, kind: 'note', note, isUrgent })
  if (id === undefined) throw new Refusal('NO_UNIT', '您不属于任何单位，不能留言')
  return { id }
}

/** Refuses with `NOT_FOUND` what is done, or is none of the actor's units. */
export async function completeOpenItem(ctx: Ctx, id: number, note: string): Promise<void> {
  if (!(await completeItem(ctx, id, note))) throw notFound('未办结的交接事项')
}
