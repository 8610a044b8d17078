/** Which kinds of alarm can be tried out over stored readings, and what of these each is measured from. */
import type { MeterValues } from '../mqtt-contract.ts'
import type { MeasuredKind } from './alarm-measures.ts'

const voltages = ['u_a', 'u_b', 'u_c'] as const
const currents = ['i_a', 'i_b', 'i_c'] as const
const powers = ['p_a', 'p_b', 'p_c'] as const
const distortions = ['thd_u_a', 'thd_u_b', 'thd_u_c'] as const
type Cell =
  | (typeof voltages | typeof currents | typeof powers | typeof distortions)[number]
  | ('p_w' | 'q_var' | 'pf' | 'import_wh')
export type TrialKind = { columns: readonly Cell[] }

const kinds = {
  'voltage-high': voltages,
  'voltage-low': voltages,
  'voltage-very-high': voltages,
  'voltage-very-low': voltages,
  'voltage-unbalance': voltages,
  'voltage-loss': [...voltages, ...currents],
  'phase-loss': [...voltages, ...currents],
  'all-voltage-loss': [...voltages, ...currents],
  'current-loss': [...voltages, ...currents],
  'current-unbalance': [...voltages, ...currents],
  'reverse-flow': [...voltages, 'p_w', ...powers],
  overcurrent: currents,
  overload: ['p_w', 'q_var', 'pf'],
  'power-factor-low': ['p_w', 'pf'],
  'harmonics-high': distortions,
  runaway: ['p_w', 'import_wh'],
  'meter-stopped': ['p_w', 'import_wh'],
} as const satisfies Partial<Record<MeasuredKind, readonly Cell[]>>

export type TriedKind = keyof typeof kinds
/** A clock's drift is not stored by the quarter hour. */
export const triedKinds = Object.keys(kinds) as [TriedKind, ...TriedKind[]]

export function columnsOf(kind: TriedKind): TrialKind['columns'] {
  return kinds[kind]
}

/** The values of a stored row in the names of the contract. */
export function toValues(row: Record<string, unknown>): MeterValues {
  const cell = (name: Cell) => (typeof row[name] === 'number' ? row[name] : undefined)
  const phases = (names: readonly Cell[]) => {
    const cells = names.map((name) => cell(name) ?? null)
    return cells.some((each) => each !== null) ? cells : undefined
  }
  const told = {
    ...{ uV: phases(voltages), iA: phases(currents), pPhaseW: phases(powers), thdUPercent: phases(distortions) },
    ...{ pW: cell('p_w'), qVar: cell('q_var'), pf: cell('pf') },
  }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
}
