// Decides which papers of an application count, and how long others may be waited for (容缺受理).
import { addDays } from '../../db/time.ts'
import type { Implausible } from './plausibility.ts'

type Claim = { kind: string; seenBy?: string | undefined }

/** What brings a paper into the file: a file, or the clerk who had it in hand; nobody's word does. */
export function proofOf({ kind, seenBy }: Claim, filed: readonly string[]): 'file' | 'original' | null {
  if (filed.includes(kind)) return 'file'
  return seenBy === undefined ? null : 'original'
}

export function countedKinds(papers: Claim[], filed: readonly string[]): string[] {
  return [...filed, ...papers.filter((paper) => proofOf(paper, filed) !== null).map(({ kind }) => kind)]
}

/** What is brought stands in the place of what was only claimed, with the number that was told. */
export function bringPapers<P extends Claim>(claimed: P[], brought: P[]): P[] {
  const isBrought = ({ kind, seenBy }: P) => seenBy === undefined && brought.some((each) => each.kind === kind)
  return [
    ...claimed.filter((paper) => !isBrought(paper)),
    ...brought.map((paper) => ({ ...claimed.find((each) => each.kind === paper.kind && isBrought(each)), ...paper })),
  ]
}

type Limit = { paper: string | null; days: number; basis: string }

/** Each by a day from today on, no later than its limit; some are never waited for. */
export function checkDeferrals(
  deferred: { kind: string; dueOn: string }[],
  { today, limits }: { today: string; limits: Limit[] },
): Implausible[] {
  return deferred.flatMap(({ kind, dueOn }, n) => {
    const limit = limits.find(({ paper }) => paper === kind) ?? limits.find(({ paper }) => paper === null)
    if (!limit) return []
    const latest = addDays(today, limit.days)
    if (limit.days === 0) {
      return [{ path: `data.deferredPapers.${n}.kind`, message: `此项资料不能容缺,请先补齐再受理(${limit.basis})` }]
    }
    if (today <= dueOn && dueOn <= latest) return []
    const message = `容缺资料的补交日期须在 ${today} 至 ${latest} 之间,请更正(${limit.basis})`
    return [{ path: `data.deferredPapers.${n}.dueOn`, message }]
  })
}
