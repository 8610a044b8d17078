/** Running status words 1–7 (`04000501–07`), from DL/T 645-2007 appendix C. Bits that it reserves have no name. */
import { WireFault } from './dlt645-frame.ts'

const phaseFaults = [
  'voltage-loss',
  'voltage-low',
  'voltage-high',
  'current-loss',
  'overcurrent',
  'overload',
  'reverse-flow',
  'phase-loss',
  'current-break',
]

const words: Record<number, Record<number, string>> = {
  1: {
    1: 'demand-by-interval',
    2: 'clock-battery-low',
    3: 'reading-battery-low',
    4: 'active-reversed',
    5: 'reactive-reversed',
  },
  2: {
    0: 'active-reversed.a',
    1: 'active-reversed.b',
    2: 'active-reversed.c',
    4: 'reactive-reversed.a',
    5: 'reactive-reversed.b',
    6: 'reactive-reversed.c',
  },
  3: { 0: 'second-period-table', 3: 'programming-allowed', 4: 'relay-open' },
  4: named('a'),
  5: named('b'),
  6: named('c'),
  7: {
    0: 'voltage-sequence',
    1: 'current-sequence',
    2: 'voltage-unbalance',
    3: 'current-unbalance',
    4: 'auxiliary-power-loss',
    5: 'power-off',
    6: 'demand-exceeded',
    7: 'factor-below-limit',
  },
}

function named(phase: string): Record<number, string> {
  return Object.fromEntries(phaseFaults.map((fault, bit) => [bit, `${fault}.${phase}`]))
}

const supplies = ['main', 'auxiliary', 'battery', 'unknown'] as const

export type Status = { flags: string[]; supply?: (typeof supplies)[number] }

/** What a status word says; `word` from 1 to 7. Throws `WireFault`. */
export function readStatusWord(word: number, payload: Uint8Array): Status {
  const names = words[word]
  if (!names) throw new WireFault('bad-request', `there is no status word ${word}`)
  if (payload.length < 2) throw new WireFault('too-short', 'a status word has two bytes')
  const bits = (payload[0] ?? 0) | ((payload[1] ?? 0) << 8)
  const flags = Object.entries(names).flatMap(([bit, name]) => ((bits >> Number(bit)) & 1 ? [name] : []))
  return word === 3 ? { flags, supply: supplies[(bits >> 1) & 3] } : { flags }
}
