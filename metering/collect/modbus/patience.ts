/** A unit that lives and is slow is given so many times the line's own time, at most. */
const LONGEST = 3
/** The slowest of the latest answers, and room for the next to be slower. */
const ROOM = 1.5
const FADING = 0.95

/**
 * How long each unit's answer may take: the line's own time, so that a dead unit costs its neighbours no more; longer for
 * one whose answer came after it had been given up, which shows that it lives.
 */
export class Patience {
  private readonly slowest = new Map<number, number>()

  of(unit: number, ownMs: number): number {
    const slowestMs = this.slowest.get(unit)
    return slowestMs === undefined ? ownMs : Math.min(ownMs * LONGEST, Math.max(ownMs, slowestMs * ROOM))
  }

  recordLate(unit: number, ownMs: number): void {
    this.slowest.set(unit, ownMs * LONGEST)
  }

  recordAnswer(unit: number, tookMs: number, ownMs: number): void {
    const slowestMs = this.slowest.get(unit)
    if (slowestMs === undefined) return
    const nowMs = Math.max(tookMs, slowestMs * FADING)
    if (nowMs * ROOM <= ownMs) this.slowest.delete(unit)
    else this.slowest.set(unit, nowMs)
  }
}
