const FIRST_MS = 5
const LONGEST_MS = 200
/** Good answers in a row before a learned gap is narrowed again. */
const TRUST = 50

/** Silence that each unit wants before a request: the profile's, learned upward on faults and slowly down again. */
export class Gaps {
  private readonly learned = new Map<number | string, { gapMs: number; good: number }>()

  /** Units of which something was learned. */
  get size(): number {
    return this.learned.size
  }

  /** Silence before the next request, in milliseconds. */
  of(unit: number | string, leastMs: number): number {
    return Math.max(leastMs, this.learned.get(unit)?.gapMs ?? 0)
  }

  recordFault(unit: number | string, leastMs: number): void {
    const gapMs = Math.min(LONGEST_MS, Math.max(FIRST_MS, this.of(unit, leastMs) * 2))
    this.learned.set(unit, { gapMs, good: 0 })
  }

  recordAnswer(unit: number | string): void {
    const known = this.learned.get(unit)
    if (!known || ++known.good < TRUST) return
    known.good = 0
    known.gapMs = Math.floor(known.gapMs * 0.8)
    if (known.gapMs < FIRST_MS) this.learned.delete(unit)
  }
}
