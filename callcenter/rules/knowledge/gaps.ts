/** Decides whether two questions ask for the same: by the share of the words that they have in common (house rule `knowledge_rule`). */

/** In percent, 0 to 100. */
export function alikePercent(one: string[], other: string[]): number {
  const first = new Set(one)
  const second = new Set(other)
  const common = [...first].filter((word) => second.has(word)).length
  const all = first.size + second.size - common
  return all === 0 ? 0 : Math.round((common / all) * 100)
}

/** The one that is most alike, if it is alike enough; of equals the first. */
export function findAlike<T extends { words: string[] }>(words: string[], gaps: T[], leastPercent: number): T | null {
  const [best] = gaps
    .map((gap) => ({ gap, percent: alikePercent(words, gap.words) }))
    .sort((a, b) => b.percent - a.percent)
  return best && best.percent >= leastPercent ? best.gap : null
}

/** Without numbers that could be somebody's account, phone or papers: the question is kept for what it asks, not for who asks it. */
export function withoutNumbers(asked: string): string {
  return asked.replace(/[0-9０-９][0-9０-９\s-]{4,}[0-9０-９xX]/g, '…').trim()
}
