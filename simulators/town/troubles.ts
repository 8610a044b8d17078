import { draw } from './random.ts'

/** Meters that answer nobody since a few days, so that a grid operator has something to find. */
export function isDead(assetNo: string): boolean {
  return draw(assetNo, 'dead') < 0.007
}

/** Whether a quarter hour was lost on its way; a few meters lose some, and their terminal still has them. */
export function isLost(assetNo: string, at: Date): boolean {
  if (draw(assetNo, 'lossy') >= 0.03) return false
  return draw(assetNo, Math.floor(at.getTime() / 7_200_000)) < 0.12
}

const corrected = new Set<string>()

/** The terminal has set the meter's clock, until the town is started anew. */
export function correctClock(assetNo: string): void {
  corrected.add(assetNo)
}

/** How far a meter's clock is ahead: seconds as a rule, minutes for some, too far for one in hundreds. */
export function driftMs(assetNo: string): number {
  if (corrected.has(assetNo)) return 0
  const luck = draw(assetNo, 'clock')
  const share = 2 * draw(assetNo, 'drift') - 1
  if (luck < 0.004) return Math.round(share * 1_800_000)
  return Math.round(share * (luck < 0.03 ? 200_000 : 20_000))
}
