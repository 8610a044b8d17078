const FIRST_MS = 2_000
const LONGEST_MS = 300_000

/** Keeps a unit that does not answer from being asked again and again: 2 s after the first failure, growing to 300 s. */
export class Breaker {
  private waitMs = 0
  private untilMs = 0

  get isOpen(): boolean {
    return this.waitMs > 0
  }

  /** Due for one try without repeats. */
  isProbeDue(nowMs: number): boolean {
    return this.isOpen && nowMs >= this.untilMs
  }

  get dueMs(): number {
    return this.untilMs
  }

  recordFailure(nowMs: number): void {
    this.waitMs = Math.min(LONGEST_MS, this.waitMs === 0 ? FIRST_MS : this.waitMs * 2)
    this.untilMs = nowMs + this.waitMs
  }

  recordSuccess(): void {
    this.waitMs = 0
  }
}
