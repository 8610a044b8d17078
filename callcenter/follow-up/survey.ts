import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { holdLinked, type Linked, refuseRow } from '../sql/follow-ups.ts'
import type { Survey, surveyAnswer } from './contract.ts'
import { takeScore } from './scores.ts'

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Enough for whoever knows it: its day, and the last two. */
export function maskNo(subjectNo: string): string {
  return `${subjectNo.slice(0, 9)}****${subjectNo.slice(-2)}`
}

/** What a link asks of, and whether it may still be answered. Refuses with `NOT_FOUND`. */
export function findSurvey(ctx: Ctx, token: string): Promise<Survey> {
  return transact(ctx, async (inner) => describe(inner, await hold(inner, token)))
}

/**
 * A score and a comment, or that he is not to be asked again; once. The same link again changes nothing. Refuses with `NOT_FOUND` and
 * `SURVEY_OVER`.
 */
export function answerSurvey(ctx: Ctx, input: z.output<typeof surveyAnswer>): Promise<Survey> {
  return transact(ctx, async (inner) => {
    const linked = await hold(inner, input.token)
    const { state } = describe(inner, linked)
    if (state === 'over') throw new Refusal('SURVEY_OVER', '这个链接已过期或已用过')
    if (state !== 'open') return describe(inner, linked)
    if ('isRefused' in input) await refuseRow(inner, linked.id)
    else {
      const { score, comment = null } = input
      await takeScore(inner, { subject: linked.subject, id: linked.subjectId, score, comment, way: 'message' })
    }
    return describe(inner, await hold(inner, input.token))
  })
}

async function hold(ctx: Ctx, token: string): Promise<Linked> {
  const linked = await holdLinked(ctx, hashToken(token))
  if (!linked) throw notFound('这个评价链接')
  return linked
}

function describe({ now }: Ctx, { subjectNo, subject, state, expiresAt }: Linked): Survey {
  const isOpen = state === 'waiting' && expiresAt > now
  const told = state === 'answered' || state === 'refused' ? state : isOpen ? 'open' : 'over'
  return { subjectNo: maskNo(subjectNo), subject, state: told }
}
