// Decides how far what two entries have in common says that they are one customer. A person decides, never this.

export const matchReasons = ['identity', 'phone', 'name', 'address'] as const
export type MatchReason = (typeof matchReasons)[number]
export const matchGrades = ['certain', 'likely', 'possible'] as const
export type MatchGrade = (typeof matchGrades)[number]

/** A number on papers is one person's; a phone, a name or an address may be shared, two of them rarely are. */
export function gradeMatch(reasons: readonly MatchReason[]): MatchGrade {
  if (reasons.includes('identity')) return 'certain'
  return reasons.length > 1 ? 'likely' : 'possible'
}

/** The most certain first, then those with most in common. */
export function orderMatches<M extends { reasons: readonly MatchReason[] }>(matches: M[]): M[] {
  const rank = ({ reasons }: M) => matchGrades.indexOf(gradeMatch(reasons)) * 10 - reasons.length
  return matches.toSorted((one, other) => rank(one) - rank(other))
}
