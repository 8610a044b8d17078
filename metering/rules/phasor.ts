/**
 * The phasor diagram (相量图) of a reading: where voltages and currents lie, and what they look like. Meters tell the angle
 * between voltage and current of a phase, not between voltages: those are drawn in positive order, 120° apart. Positive
 * angles lag (inductive). From practice: how crossed and reversed currents look.
 */

export type PhasorReading = {
  isThreePhase: boolean
  uV?: readonly (number | null)[] | null
  iA?: readonly (number | null)[] | null
  /** By which the current lags the voltage of its phase. */
  angleDeg?: readonly (number | null)[] | null
  pPhaseW?: readonly (number | null)[] | null
  qPhaseVar?: readonly (number | null)[] | null
  pW?: number | null
  qVar?: number | null
}

export type Phasor = {
  phase: 'A' | 'B' | 'C'
  uV: number
  /** Null where the meter tells no current or it is too small to have an angle. */
  iA: number | null
  /** (−180, 180], null where neither an angle nor powers are told. */
  phiDeg: number | null
  /** Counter-clockwise from the right. */
  uDeg: number
  iDeg: number | null
}
export type PhasorFinding = { kind: 'reversed' | 'crossed'; phases: Phasor['phase'][] }
export type PhasorDiagram = {
  /** Where the angles are from: told, derived of P and Q, or nowhere: then there is nothing to draw. */
  source: 'angles' | 'powers' | 'none'
  phasors: Phasor[]
  findings: PhasorFinding[]
}

const phases = ['A', 'B', 'C'] as const
const LEAST_A = 0.02
const USUAL_PHI_DEG = 15
const PLAIN_PHI_DEG = 85

export function drawPhasors(reading: PhasorReading): PhasorDiagram {
  const count = reading.isThreePhase ? 3 : 1
  const isTold = phases.slice(0, count).some((_, index) => angleOf(reading, index) !== null)
  const phasors = phases.slice(0, count).flatMap((phase, index): Phasor[] => {
    const uV = reading.uV?.[index] ?? null
    if (uV === null) return []
    const current = reading.iA?.[index] ?? null
    const iA = current === null ? null : Math.abs(current)
    const uDeg = normalise(90 - 120 * index)
    const told = isTold ? angleOf(reading, index) : angleOfPowers(reading, index, count)
    const phiDeg = iA === null || iA < LEAST_A || told === null ? null : normalise(told)
    return [{ phase, uV, iA, phiDeg, uDeg, iDeg: phiDeg === null ? null : normalise(uDeg - phiDeg) }]
  })
  if (phasors.every(({ iDeg }) => iDeg === null)) return { source: 'none', phasors, findings: [] }
  return { source: isTold ? 'angles' : 'powers', phasors, findings: explain(phasors) }
}

function angleOf({ angleDeg }: PhasorReading, index: number): number | null {
  // Meters without angles tell zeros for all of them.
  return angleDeg?.some((angle) => angle) ? (angleDeg[index] ?? null) : null
}

function angleOfPowers(reading: PhasorReading, index: number, count: number): number | null {
  const p = reading.pPhaseW?.[index] ?? (count === 1 ? reading.pW : null) ?? null
  const q = reading.qPhaseVar?.[index] ?? (count === 1 ? reading.qVar : null) ?? null
  if (p === null || q === null || (p === 0 && q === 0)) return null
  return (Math.atan2(q, p) * 180) / Math.PI
}

const orders = [
  [0, 1, 2],
  [1, 0, 2],
  [2, 1, 0],
  [0, 2, 1],
  [1, 2, 0],
  [2, 0, 1],
] as const

/** The least that must have been wired wrongly for every current to lie near a voltage of its own. */
function explain(phasors: Phasor[]): PhasorFinding[] {
  const known = phasors.filter((each) => each.iDeg !== null)
  if (known.every(({ phiDeg }) => Math.abs(phiDeg ?? 0) <= PLAIN_PHI_DEG)) return []
  let best: { cost: number; reversed: Phasor['phase'][]; crossed: Phasor['phase'][] } | undefined
  for (const order of phasors.length === 3 && known.length === 3 ? orders : [orders[0]]) {
    for (let signs = 0; signs < 2 ** known.length; signs += 1) {
      const crossed = known.filter((_, index) => phasors.length === 3 && order[index] !== index)
      const reversed = known.filter((_, index) => signs & (1 << index))
      const angles = known.map((each, index) => {
        const voltage = crossed.includes(each) ? (phasors[order[index] ?? index]?.uDeg ?? each.uDeg) : each.uDeg
        const current = (each.iDeg ?? 0) + (reversed.includes(each) ? 180 : 0)
        return normalise(voltage - current)
      })
      const distance = angles.reduce((sum, angle) => sum + Math.abs(angle - USUAL_PHI_DEG), 0)
      const cost = distance + 25 * reversed.length + 15 * crossed.length
      if (!best || cost < best.cost) {
        best = { cost, reversed: reversed.map(({ phase }) => phase), crossed: crossed.map(({ phase }) => phase) }
      }
    }
  }
  const findings: PhasorFinding[] = [
    { kind: 'crossed', phases: best?.crossed ?? [] },
    { kind: 'reversed', phases: best?.reversed ?? [] },
  ]
  return findings.filter((finding) => finding.phases.length > 0)
}

function normalise(deg: number): number {
  const turned = ((deg % 360) + 360) % 360
  return turned > 180 ? turned - 360 : turned
}
