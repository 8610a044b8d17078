import type { Actor, Ctx } from '../../db/context.ts'
import { decideActing, type Loan } from './rules/acting.ts'
import { listLoans, listPartners } from './sql/delegations.ts'
import type { Way } from './ways.ts'

type Holder = Actor & { scope: string }

/** All that somebody may enter by, his own roles and those that are lent to him. */
export async function findLoans(ctx: Pick<Ctx, 'db' | 'now'>, user: { id: number }): Promise<Loan[]> {
  return listLoans(ctx, [user.id])
}

/** As whom he acts at a route; null where neither his own roles nor lent ones open it. */
export async function actAt(
  ctx: Ctx,
  user: Holder,
  loans: Loan[],
  allowed: Way['roles'],
): Promise<{ actor: Actor; scope: string } | null> {
  const acting = decideActing(user, loans, allowed)
  if (!acting) return null
  const { id, username, name, customerId, boundAccounts } = user
  const { roles, onBehalfOf, scope } = acting
  const alsoAs = await listPartners(ctx, id)
  return { actor: { id, username, name, roles, customerId, boundAccounts, alsoAs, onBehalfOf }, scope }
}
