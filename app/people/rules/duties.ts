/** Which roles nobody has together, and which need a second administrator; the tables are dated (`duty_rule`, `guarded_role`). */
import type { Role } from '../contract.ts'

export type DutyRule = { one: Role; other: Role; basis: string }

/** The first pair that these roles would break. */
export function findConflict(roles: Role[], rules: DutyRule[]): DutyRule | undefined {
  return rules.find(({ one, other }) => roles.includes(one) && roles.includes(other))
}

/**
 * What somebody has at once, and what is only asked for: a guarded role that he does not have already, or has for another
 * unit than he is to have it for.
 */
export function splitWanted(
  wanted: Role[],
  had: { roles: Role[]; isForThisUnit: boolean },
  guarded: Role[],
): { now: Role[]; asked: Role[] } {
  const isAsked = (role: Role) => guarded.includes(role) && !(had.isForThisUnit && had.roles.includes(role))
  return { now: wanted.filter((role) => !isAsked(role)), asked: wanted.filter(isAsked) }
}
