import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { endLineOf } from '../call/control.ts'
import { findContact } from '../contacts.ts'
import { marks, nextAct } from '../rules/marks.ts'
import { countActs, findMarked, listMarksOf, listSteps, lockInHand, logAct } from '../sql/marks.ts'
import { actTitles, type ContactMarks, type markAct } from './contract.ts'
import { hush, propose } from './marks.ts'

/** What is known of the caller, and what is to be said and done. Refuses with `NOT_FOUND`. */
export async function findContactMarks(ctx: Ctx, contactId: number): Promise<ContactMarks> {
  await findContact(ctx, contactId)
  const marked = await findMarked(ctx, contactId)
  const rows = marked ? await listMarksOf(ctx, marked) : []
  const done = await countActs(ctx, contactId)
  const steps = await listSteps(ctx)
  return {
    marks: await hush(ctx, marked?.accountId ?? null, rows),
    procedures: marks.map((mark) => {
      const own = steps.filter((step) => step.mark === mark)
      const count = done.get(mark) ?? 0
      return { mark, steps: own.map(({ act, zh, en }) => ({ act, zh, en })), done: count, next: nextAct(own, count) }
    }),
    mayAct: (marked?.isOwn && marked.isOnLine) ?? false,
  }
}

/**
 * Records what the agent did with a silent or an abusive caller. The end hangs up, and proposes the mark to the lead where the caller has
 * none. Refuses with `NOT_FOUND`, `CONTACT_CHANGED` and `ACT_NOT_NEXT`.
 */
export function recordMarkAct(ctx: Ctx, contactId: number, input: z.output<typeof markAct>): Promise<ContactMarks> {
  return transact(ctx, async (inner) => {
    await findContact(inner, contactId)
    const call = await lockInHand(inner, contactId)
    if (!call?.isOnLine) throw new Refusal('CONTACT_CHANGED', '这次通话已结束或不在您手上，请刷新后再试')
    const { mark, act } = input
    const steps = (await listSteps(inner)).filter((step) => step.mark === mark)
    const done = (await countActs(inner, contactId)).get(mark) ?? 0
    const next = nextAct(steps, done)
    if (act !== next) {
      const message = next ? `按处理步骤，现在应${actTitles[next].zh}` : '处理步骤已全部完成'
      throw new Refusal('ACT_NOT_NEXT', message, { issues: [{ path: 'act', message }] })
    }
    await logAct(inner, contactId, { mark, act, number: done + 1, ...('note' in input && { note: input.note }) })
    if ('note' in input) await endCall(inner, { ...call, mark, note: input.note })
    return findContactMarks(inner, contactId)
  })
}

type Ended = NonNullable<Awaited<ReturnType<typeof lockInHand>>> & {
  mark: z.output<typeof markAct>['mark']
  note: string
}

async function endCall(ctx: Ctx, { id, contactNo, accountId, hash, mark, note }: Ended): Promise<void> {
  const of = hash ? { accountId: null, hash } : { accountId, hash: null }
  const isKnown = (await listMarksOf(ctx, { accountId, hash })).some((each) => each.mark === mark)
  // A number that is withheld, of whom nobody knows who he is, cannot be known again.
  if (!isKnown && (of.accountId !== null || of.hash))
    await propose(ctx, of, { mark, reason: note, evidence: null, contactId: id })
  await recordAudit(ctx, { action: 'caller-mark.call-ended', subject: `contact:${contactNo}`, detail: { mark } })
  await endLineOf(ctx, id)
}
