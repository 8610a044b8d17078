/** As whom somebody acts at a route: by his own roles, or by those that a colleague lent him, and then within that colleague's unit. */
import type { Role, Way } from '../contract.ts'

/** A loan that holds now; `scope` is the lender's. */
export type Loan = { username: string; name: string; roles: Role[]; scope: string; through: string }
export type Acting = { roles: Role[]; scope: string; onBehalfOf: string[] }

export function decideActing(
  own: { roles: Role[]; scope: string },
  loans: Loan[],
  allowed: Way['roles'],
): Acting | null {
  const here = loans.filter(({ scope }) => scope === own.scope)
  const roles = [...new Set([...own.roles, ...here.flatMap((loan) => loan.roles)])]
  const adds = (loan: Loan) => loan.roles.some((role) => allowed.includes(role) && !own.roles.includes(role))
  if (own.roles.some((role) => allowed.includes(role)) || here.some(adds)) {
    return { roles, scope: own.scope, onBehalfOf: here.filter(adds).map(({ username }) => username) }
  }
  const elsewhere = loans.find(adds)
  if (!elsewhere) return null
  return { roles: elsewhere.roles, scope: elsewhere.scope, onBehalfOf: [elsewhere.username] }
}
