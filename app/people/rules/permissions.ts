/** Who may do what, and why: decided from the routes as they are laid, and from nothing that is written beside them. */

import type { Grant, Permission, PermissionQuery, Role, Way } from '../contract.ts'
import type { Loan } from './acting.ts'

/** The grants by which somebody may call; a route that is open to everybody needs none. */
export function whyMay(roles: Way['roles'], grants: Grant[]): Grant[] {
  return grants.filter(({ role }) => roles.includes(role))
}

export function selectWays(ways: Way[], query: PermissionQuery, grants: Grant[] | null): Permission[] {
  return ways
    .filter(({ url }) => url.startsWith('/api/'))
    .filter((way) => isAskedFor(way, query))
    .map((way) => {
      const { method, url, tag, roles } = way
      const why = grants && whyMay(roles, grants)
      return { method, url, tag, roles, summary: splitSummary(way.summary), why }
    })
    .filter(({ roles, why }) => why === null || why.length > 0 || roles.includes('public'))
}

export function countByDepartment(ways: Way[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { tag, url } of ways) if (url.startsWith('/api/')) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].map(([tag, count]) => ({ tag, count }))
}

/** One's own roles, then what is lent. */
export function grantsOf(roles: Role[], loans: Loan[]): Grant[] {
  return [
    ...roles.map((role) => ({ role, onBehalfOf: null, through: null })),
    ...loans.flatMap(({ username, name, through, ...loan }) =>
      loan.roles.map((role) => ({ role, onBehalfOf: { username, name }, through })),
    ),
  ]
}

/** A route's summary is Chinese, and English behind it where it has one: `账单明细 One bill`. */
export function splitSummary(summary: string): { zh: string; en: string } {
  const [, zh, en] = /^(.*\P{ASCII}\S*(?: [A-Z]{2,}(?= ))*)\s+([A-Z][^\p{Script=Han}]*)$/u.exec(summary) ?? []
  return zh && en ? { zh, en } : { zh: summary, en: summary }
}

function isAskedFor(way: Way, { q, tag, role, way: named }: PermissionQuery): boolean {
  if (tag && way.tag !== tag) return false
  if (role && !way.roles.includes(role)) return false
  if (named && `${way.method} ${way.url}` !== named) return false
  const said = `${way.summary} ${way.method} ${way.url}`.toLowerCase()
  return (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word))
}
