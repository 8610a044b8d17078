import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { answerRefusal, decideLine, findParties, takeRow } from '../sql/hand-overs.ts'
import type { HandOver } from './contract.ts'
import { findHandOver } from './hand-overs.ts'

type Decision = { itemId: number; state: 'accepted' | 'refused'; reason: string | null }

/** One item, by the lead who takes the shift. Refuses as `whyNot` says, and with `ITEM_DECIDED`. */
export function decideItem(ctx: Ctx, id: number, decision: Decision): Promise<HandOver> {
  return transact(ctx, async (inner) => {
    if (!(await decideLine(inner, id, decision)))
      throw (await whyNot(inner, id)) ?? new Refusal('ITEM_DECIDED', '这一项已经处理过，或不在交班单里')
    return findHandOver(inner, id)
  })
}

/** The shift counts as taken once each item is decided. Refuses as `whyNot` says, and with `ITEMS_UNDECIDED`. */
export function takeShift(ctx: Ctx, id: number): Promise<HandOver> {
  return transact(ctx, async (inner) => {
    if (!(await takeRow(inner, id)))
      throw (await whyNot(inner, id)) ?? new Refusal('ITEMS_UNDECIDED', '还有事项没有逐项接收或退回')
    await recordAudit(inner, { action: 'hand-over.taken', subject: `hand-over:${id}` })
    return findHandOver(inner, id)
  })
}

async function whyNot(ctx: Ctx, id: number): Promise<Refusal | undefined> {
  const parties = await findParties(ctx, id)
  if (!parties) return notFound('交接班记录')
  const { state, signedBy, takenBy } = parties
  if (state === 'draft') return new Refusal('NOT_SIGNED', '交班人还没有签字')
  if (isSamePerson(ctx.actor, signedBy)) return new Refusal('OWN_HAND_OVER', '不能交班给自己')
  if (state === 'taken') return new Refusal('SHIFT_TAKEN', '这个班次已经接班')
  if (takenBy !== null && takenBy !== ctx.actor.username)
    return new Refusal('TAKEN_BY_OTHER', '另一名班长正在接这个班次')
  return undefined
}

/**
 * Who signed, or somebody above, answers a refusal: it is upheld and the next lead's after all, or withdrawn. Refuses with `NOT_FOUND`,
 * and with `NOT_REFUSED` what was not refused, was answered, or was refused by the actor himself.
 */
export function answerItem(
  ctx: Ctx,
  id: number,
  answer: { itemId: number; verdict: 'upheld' | 'withdrawn'; reason: string },
): Promise<HandOver> {
  return transact(ctx, async (inner) => {
    const parties = await findParties(inner, id)
    if (!parties) throw notFound('交接班记录')
    const mayAnswer = isSamePerson(inner.actor, parties.signedBy) || inner.actor.roles.includes('manager')
    if (!mayAnswer || !(await answerRefusal(inner, id, answer)))
      throw new Refusal('NOT_REFUSED', '没有待您答复的退回：须由交班人或主任答复，且尚未答复')
    return findHandOver(inner, id)
  })
}
