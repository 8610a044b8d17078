import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay } from '../../db/time.ts'
import type { Delegation, DelegationDecision, Delegations, NewDelegation } from './delegation-contract.ts'
import { refuseConflict } from './duties.ts'
import {
  type DelegationRow,
  decideDelegationRow,
  endDelegationRow,
  findRoles,
  insertDelegation,
  listColleagues,
  listDelegationRows,
  listLentRoles,
  lockDelegation,
} from './sql/delegations.ts'

/** What two administrators give, and what asks for a second factor, is not had by a loan. */
const NEVER_LENT = ['admin', 'grid', 'customer']

export async function listDelegations(ctx: Ctx): Promise<Delegations> {
  const oversees = ctx.actor.roles.some((role) => role === 'manager' || role === 'auditor' || role === 'admin')
  const rows = await listDelegationRows(ctx, oversees)
  const colleagues = await listColleagues(ctx)
  const lendable = (await findRoles(ctx, ctx.actor.id)).filter((role) => !NEVER_LENT.includes(role))
  return {
    items: rows.map((row) => describe(ctx, row)),
    colleagues: colleagues.map(({ username, name, unit }) => ({ username, name, unit })),
    lendable,
  }
}

/**
 * Asks that a colleague hold roles of one's own from a day to a day. Refuses with `NOT_LENDABLE` at the field that is wrong
 * and `ROLES_IN_CONFLICT` where he would then have what nobody has together.
 */
export function askDelegation(ctx: Ctx, asked: NewDelegation): Promise<Delegation> {
  return transact(ctx, async (inner) => {
    const own = await findRoles(inner, inner.actor.id)
    if (asked.roles.some((role) => !own.includes(role) || NEVER_LENT.includes(role))) {
      throw refuse('roles', '只能委托本人现有的岗位,管理员岗位不能委托')
    }
    if (asked.from < civilDay(inner.now)) throw refuse('from', '起日不能早于今天')
    if (asked.through < asked.from) throw refuse('through', '止日不能早于起日')
    const longest = (await readFigures(inner, 'delegation_rule'))('longest-days')
    if (asked.through >= addDays(asked.from, longest)) throw refuse('through', `一次委托不超过 ${longest} 天`)
    const colleague = (await listColleagues(inner)).find(({ username }) => username === asked.username)
    if (!colleague) throw refuse('username', '请选择本单位或上级单位的同事')
    await refuseConflict(inner, [...colleague.roles, ...(await listLentRoles(inner, colleague.id)), ...asked.roles])
    const id = await insertDelegation(inner, colleague.id, asked)
    const { roles, from, through, reason, username: to } = asked
    await audit(inner, id, 'asked', { to, roles, from, through, reason })
    return find(inner, id)
  })
}

/** The unit's manager, who is neither of the two. Refuses with `NOT_FOUND`, `SAME_PERSON` and `ROLES_IN_CONFLICT`. */
export function decideDelegation(ctx: Ctx, id: number, { decision, note }: DelegationDecision): Promise<Delegation> {
  return transact(ctx, async (inner) => {
    const row = await lockDelegation(inner, id)
    if (!row?.isInScope || row.state !== 'waiting') throw notFound('待审批的委托')
    if (isParty(inner, row)) throw new Refusal('SAME_PERSON', '委托须由双方以外的主任审批')
    if (decision === 'released') {
      await refuseConflict(inner, [...(await findRoles(inner, row.toId)), ...(await listLentRoles(inner, row.toId))])
    }
    await decideDelegationRow(inner, id, decision, note)
    await audit(inner, id, decision, { from: row.fromUsername, to: row.toUsername, roles: row.roles, note })
    return find(inner, id)
  })
}

/** Before its day: by whoever lent, or the unit's manager. Refuses with `NOT_FOUND`. */
export function endDelegation(ctx: Ctx, id: number): Promise<Delegation> {
  return transact(ctx, async (inner) => {
    const row = await lockDelegation(inner, id)
    const isOpen = row !== undefined && ['waiting', 'coming', 'holds'].includes(row.state)
    const mayEnd =
      row?.fromUsername === inner.actor.username || (row?.isInScope && inner.actor.roles.includes('manager'))
    if (!isOpen || !mayEnd) throw notFound('委托')
    await endDelegationRow(inner, id)
    await audit(inner, id, 'ended', { from: row.fromUsername, to: row.toUsername })
    return find(inner, id)
  })
}

async function find(ctx: Ctx, id: number): Promise<Delegation> {
  const row = await lockDelegation(ctx, id)
  if (!row) throw notFound('委托')
  return describe(ctx, row)
}

function describe(ctx: Ctx, { toId: _, isInScope, ...row }: DelegationRow): Delegation {
  const decides = isInScope && ctx.actor.roles.includes('manager') && !isParty(ctx, row)
  return { ...row, isMine: row.fromUsername === ctx.actor.username, mayDecide: row.state === 'waiting' && decides }
}

function isParty(
  { actor }: Ctx,
  { fromUsername, toUsername }: Pick<DelegationRow, 'fromUsername' | 'toUsername'>,
): boolean {
  return isSamePerson(actor, fromUsername) || isSamePerson(actor, toUsername)
}

function refuse(path: string, message: string): Refusal {
  return new Refusal('NOT_LENDABLE', message, { issues: [{ path, message }] })
}

type Act = 'asked' | 'released' | 'refused' | 'ended'

function audit(ctx: Ctx, id: number, act: Act, detail: Record<string, unknown>): Promise<void> {
  return recordAudit(ctx, { action: `delegation.${act}`, subject: `delegation:${id}`, detail })
}
