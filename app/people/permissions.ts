import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import type { PermissionQuery, Permissions, Way } from './contract.ts'
import type { Loan } from './rules/acting.ts'
import { countByDepartment, grantsOf, selectWays, whyMay } from './rules/permissions.ts'
import { listLoans } from './sql/delegations.ts'
import { findHolder, type Holder, listHoldersOf } from './sql/holders.ts'

/** Who may do what and why. Refuses with `NOT_FOUND` for a user or route that is not there, or not within the reader's unit. */
export async function listPermissions(ctx: Ctx, ways: Way[], query: PermissionQuery): Promise<Permissions> {
  const holder = query.username ? await findHolder(ctx, query.username) : undefined
  if (query.username && !holder) throw notFound('用户')
  const user = holder ? describe(holder, await listLoans(ctx, [holder.id])) : null
  const items = selectWays(ways, query, user?.grants ?? null)
  const people = query.way ? await listPeople(ctx, ways, query.way) : null
  return { items, departments: countByDepartment(ways), user, people }
}

async function listPeople(ctx: Ctx, ways: Way[], named: string): Promise<NonNullable<Permissions['people']>> {
  const way = ways.find(({ method, url }) => `${method} ${url}` === named)
  if (!way) throw notFound('功能')
  const found = await listHoldersOf(ctx, way.roles)
  const loans = await listLoans(
    ctx,
    found.map(({ id }) => id),
  )
  const people = found.map((each) => describe(each, loans))
  return people.map(({ grants, ...person }) => ({ ...person, why: whyMay(way.roles, grants) }))
}

function describe({ id, username, name, unit, roles }: Holder, loans: (Loan & { toId: number })[]) {
  const own = loans.filter(({ toId }) => toId === id)
  return { username, name, unit, grants: grantsOf(roles, own) }
}
