/**
 * Decides how well calls were answered. There are several formulas in use, which differ by how calls that were given up are
 * counted: all are told, each by its name, and none is called the service level.
 */

/** Calls that asked for a person in a time and are no longer waiting. `Soon`: within the seconds of the target. */
export type Asked = { answered: number; answeredSoon: number; abandoned: number; abandonedSoon: number }

export const levelFormulas = ['of-all', 'without-short', 'of-answered'] as const
export type LevelFormula = (typeof levelFormulas)[number]

/**
 * Share answered within the seconds of the target; null where no call counts.
 * `of-all`: of all that asked for a person (20 秒人工接通率, as 95598 counts it). `without-short`: those given up within the target
 * are left out. `of-answered`: of those that were answered.
 */
export function levelOf(
  formula: LevelFormula,
  { answered, answeredSoon, abandoned, abandonedSoon }: Asked,
): number | null {
  const base = {
    'of-all': answered + abandoned,
    'without-short': answered + abandoned - abandonedSoon,
    'of-answered': answered,
  }[formula]
  return base === 0 ? null : answeredSoon / base
}

/** Share given up (放弃率) of all that asked for a person. */
export function abandonedShare({ answered, abandoned }: Asked): number | null {
  return answered + abandoned === 0 ? null : abandoned / (answered + abandoned)
}
