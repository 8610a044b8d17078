import { describe, expect, test } from 'vitest'
import { drawPhasors, type PhasorReading } from '../../metering/rules/phasor.ts'

const three: PhasorReading = {
  isThreePhase: true,
  uV: [220, 221, 219],
  iA: [5, 5.1, 4.9],
  angleDeg: [20, 22, 18],
}
const wattsOf = (phi: number) => 1000 * Math.cos((phi * Math.PI) / 180)
const varsOf = (phi: number) => 1000 * Math.sin((phi * Math.PI) / 180)

describe('where phasors lie', () => {
  test('three phases, four wires: voltages 120° apart, each current behind its own', () => {
    const { source, phasors, findings } = drawPhasors(three)
    expect(source).toBe('angles')
    expect(phasors.map(({ phase, uDeg, iDeg }) => [phase, uDeg, iDeg])).toEqual([
      ['A', 90, 70],
      ['B', -30, -52],
      ['C', -150, -168],
    ])
    expect(findings).toEqual([])
  })
  test('one phase', () => {
    const reading = { isThreePhase: false, uV: [230], iA: [2], angleDeg: [-10] }
    expect(drawPhasors(reading)).toMatchObject({ phasors: [{ phase: 'A', uDeg: 90, iDeg: 100 }], findings: [] })
  })
  test('without angles they are derived from P and Q, phase by phase', () => {
    const phis = [20, 22, 18]
    const { angleDeg, ...rest } = three
    const drawn = drawPhasors({ ...rest, angleDeg: [0, 0, 0], pPhaseW: phis.map(wattsOf), qPhaseVar: phis.map(varsOf) })
    expect(drawn.source).toBe('powers')
    expect(drawn.phasors.map(({ phiDeg }) => Math.round(phiDeg ?? 0))).toEqual(phis)
    const single = drawPhasors({ isThreePhase: false, uV: [220], iA: [1], pW: 100, qVar: 100 })
    expect(single).toMatchObject({ source: 'powers', phasors: [{ phiDeg: 45 }] })
  })
  test.each<[string, PhasorReading]>([
    ['nothing but voltages', { isThreePhase: true, uV: [220, 220, 220] }],
    ['the sum of P and Q only', { ...three, angleDeg: null, pW: 3000, qVar: 500 }],
    ['no current worth an angle', { ...three, iA: [0, 0, 0.01] }],
    ['nothing at all', { isThreePhase: true }],
  ])('%s: nothing to draw', (_, reading) => expect(drawPhasors(reading).source).toBe('none'))
  test('a phase without voltage is left out', () =>
    expect(drawPhasors({ ...three, uV: [220, null, 219] }).phasors.map(({ phase }) => phase)).toEqual(['A', 'C']))
})

describe('what it looks like', () => {
  test.each<[string, number[], { kind: string; phases: string[] }[]]>([
    ['as it should', [5, -20, 60], []],
    ['the current of B reversed', [20, -158, 18], [{ kind: 'reversed', phases: ['B'] }]],
    ['all reversed, or all exported', [-165, -160, -162], [{ kind: 'reversed', phases: ['A', 'B', 'C'] }]],
    ['currents of A and B crossed', [140, -98, 18], [{ kind: 'crossed', phases: ['A', 'B'] }]],
    ['currents of B and C crossed', [20, 142, -102], [{ kind: 'crossed', phases: ['B', 'C'] }]],
    ['all moved on by one', [140, 142, 138], [{ kind: 'crossed', phases: ['A', 'B', 'C'] }]],
  ])('%s', (_, angleDeg, findings) => expect(drawPhasors({ ...three, angleDeg }).findings).toEqual(findings))
  test('one phase reversed', () =>
    expect(drawPhasors({ isThreePhase: false, uV: [220], iA: [3], pW: -600, qVar: -100 }).findings).toEqual([
      { kind: 'reversed', phases: ['A'] },
    ]))
})
