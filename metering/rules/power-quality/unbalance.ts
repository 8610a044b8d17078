/** Unbalance of three phases out of magnitudes: GB/T 15543-2008, appendix A; currents as distribution transformers are judged. */

/**
 * Negative over positive sequence of three voltages between phases, in %. These close to a triangle, so it is exact:
 * L = (a⁴+b⁴+c⁴)/(a²+b²+c²)², ε = √((1−√(3−6L))/(1+√(3−6L))).
 */
export function lineUnbalancePercent([a, b, c]: readonly [number, number, number]): number {
  const squares = a ** 2 + b ** 2 + c ** 2
  if (squares === 0) return 0
  const root = Math.sqrt(Math.max(0, 3 - (6 * (a ** 4 + b ** 4 + c ** 4)) / squares ** 2))
  return 100 * Math.sqrt(Math.max(0, (1 - root) / (1 + root)))
}

/**
 * The same of three voltages to neutral, with 120° taken for granted between them, since no meter tells the angles:
 * |U_A + a²U_B + aU_C| / (U_A + U_B + U_C) = √(A²+B²+C²−AB−BC−CA) / (A+B+C). What a shifted neutral adds is in it.
 */
export function phaseUnbalancePercent(phases: readonly number[]): number {
  const [a = 0, b = 0, c = 0] = phases
  const sum = a + b + c
  return sum === 0 ? 0 : (100 * Math.sqrt(Math.max(0, a * a + b * b + c * c - a * b - b * c - c * a))) / sum
}

/** Largest less smallest over the largest, in %; null below `floorA`, where it says nothing. */
export function currentUnbalancePercent(currents: readonly number[], floorA: number): number | null {
  const most = Math.max(...currents)
  return currents.length < 3 || most < floorA ? null : (100 * (most - Math.min(...currents))) / most
}
