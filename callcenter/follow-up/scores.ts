import { type Ctx, systemActor } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { openWorkOrder } from '../orders/open.ts'
import { kindOfBadScore } from '../rules/follow-up.ts'
import {
  changeScore,
  claimBadOrder,
  endFollowUpOf,
  findScored,
  holdFollowUpOf,
  holdScore,
  insertScore,
  isServedChat,
  type Said,
  type ScoredThing,
  setBadOrder,
} from '../sql/satisfactions.ts'
import { isStaff } from '../sql/shields.ts'

const HOUR_MS = 3_600_000

/**
 * What a customer says of an order or a contact: the first word counts. `mayChange`: he may put another in the place of what he
 * said himself in his own log-in within the hours of the rule, and what he said before is kept. A bad score opens an order in the same transaction, once. Says what became of it.
 */
export function takeScore(ctx: Ctx, said: Said, { mayChange = false } = {}): Promise<'taken' | 'changed' | 'kept'> {
  return transact(ctx, async (inner) => {
    await holdFollowUpOf(inner, said)
    const id = await insertScore(inner, said)
    if (id !== null) {
      await endFollowUpOf(inner, said)
      await openForBadScore(inner, id, said)
      return 'taken'
    }
    const stands = await holdScore(inner, said)
    if (!stands?.isOwn || !mayChange || stands.ratedAt < (await changeableSince(inner))) return 'kept'
    if (stands.score === said.score && stands.comment === said.comment) return 'kept'
    await changeScore(inner, stands, said)
    await openForBadScore(inner, stands.id, said)
    return 'changed'
  })
}

export async function changeableSince(ctx: Ctx): Promise<Date> {
  const hours = (await readFigures(ctx, 'follow_up_rule'))('change-hours')
  return new Date(ctx.now.getTime() - hours * HOUR_MS)
}

/**
 * Handled by another than who was scored, by the rules of complaints, whoever said it and by which way; a chat's score only where somebody
 * who is known wrote and an agent had it, since anybody can begin a chat, leave it and rate it, as often as he likes.
 */
async function openForBadScore(ctx: Ctx, scoreId: number, said: Said): Promise<void> {
  const figure = await readFigures(ctx, 'follow_up_rule')
  const scores = { opinionScore: figure('opinion-score'), complaintScore: figure('complaint-score') }
  const kind = kindOfBadScore(said.score, scores)
  if (kind === null || !(await claimBadOrder(ctx, scoreId))) return
  if (said.way === 'chat' && !(await isServedChat(ctx, said.id))) return
  const scored = await findScored(ctx, said)
  if (!scored) return
  const actor = { ...systemActor('follow-up'), name: '满意度回访' }
  // Where an account is known it says the unit; else the order is of the county in which the other was done.
  const inside = { ...ctx, actor, scope: scored.accountNo === null ? scored.countyPath : '' }
  const person = scored.person !== null && (await isStaff(inside, scored.person)) ? scored.person : undefined
  const order = await openWorkOrder(inside, {
    ...{ kind, subkind: 'low-score', urgency: 'normal', form: {} },
    accountNo: scored.accountNo ?? undefined,
    address: scored.accountNo === null ? (scored.address ?? scored.unitName) : undefined,
    description: describe(said, scored),
    complainedUsername: person,
    complainedUnitId: isBelowCounty(scored) ? scored.unitId : undefined,
  })
  await setBadOrder(ctx, scoreId, order.id)
}

/** Only then is there a unit above that can do the order; in a county itself its people other than who was scored do it. */
function isBelowCounty({ unitPath, countyPath }: ScoredThing): boolean {
  return unitPath !== countyPath && unitPath.startsWith(countyPath)
}

/** Of a complaint that names somebody the words stay where he cannot read them. */
function describe(
  { subject, score, comment }: Said,
  { no, complainedUsername, complainedUnitId }: ScoredThing,
): string {
  const what = `客户对${subject === 'order' ? '工单' : '联系'} ${no} 的满意度评价为 ${score} 分（满分 5 分）`
  if (comment === null) return `${what}，没有留言。`
  if (complainedUsername !== null || complainedUnitId !== null)
    return `${what}；留言涉及被反映对象，请在原工单的回访记录中查看。`
  return `${what}，留言：“${comment}”`
}
