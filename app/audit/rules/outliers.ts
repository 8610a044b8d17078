/** Who looks at personal data far more often than the colleagues of his role: 个人信息保护法第五十一条, by dated figures. */

type Looker = { roles: string[]; total: number }
type Limit = { multiple: number; least: number }

/** Each with the median of those who share a role with him, himself left out, and whether he is far above it. */
export function compare<L extends Looker>(
  lookers: L[],
  { multiple, least }: Limit,
): (L & { median: number; isOutlier: boolean })[] {
  const compared = lookers.map((looker) => {
    const colleagues = lookers.filter(
      (each) => each !== looker && each.roles.some((role) => looker.roles.includes(role)),
    )
    const middle = median(colleagues.map(({ total }) => total))
    return { ...looker, median: middle, isOutlier: looker.total >= least && looker.total > multiple * middle }
  })
  return compared.sort((a, b) => Number(b.isOutlier) - Number(a.isOutlier) || b.total - a.total)
}

/** Nobody else looked: nothing. */
function median(totals: number[]): number {
  if (totals.length === 0) return 0
  const sorted = [...totals].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
