/** Where each value of a reading is kept: the names of the MQTT contract beside register roles and columns. */
import type { RegisterRole, Registers } from '../contract.ts'
import type { MeterValues } from '../mqtt-contract.ts'

export const roleColumns: Record<RegisterRole, string> = {
  importTotal: 'import_wh',
  importSharp: 'sharp_wh',
  importPeak: 'peak_wh',
  importFlat: 'flat_wh',
  importValley: 'valley_wh',
  importDeepValley: 'deep_valley_wh',
  exportTotal: 'export_wh',
  q1: 'q1_varh',
  q2: 'q2_varh',
  q3: 'q3_varh',
  q4: 'q4_varh',
}
export const roles = Object.keys(roleColumns) as RegisterRole[]

const energyNames = {
  importTotal: 'importWh',
  exportTotal: 'exportWh',
  q1: 'q1Varh',
  q2: 'q2Varh',
  q3: 'q3Varh',
  q4: 'q4Varh',
} as const
const periodNames = {
  importSharp: 'sharp',
  importPeak: 'peak',
  importFlat: 'flat',
  importValley: 'valley',
  importDeepValley: 'deepValley',
} as const
type Name<T extends object> = [keyof T, T[keyof T]][]
const energies = Object.entries(energyNames) as Name<typeof energyNames>
const periods = Object.entries(periodNames) as Name<typeof periodNames>

export function registersOf(values: MeterValues): Registers {
  const registers: Registers = {}
  for (const [role, name] of energies) {
    const wh = values[name]
    if (wh !== undefined) registers[role] = wh
  }
  const { importByPeriodWh } = values
  if (!importByPeriodWh) return registers
  for (const [role, name] of periods) {
    const wh = importByPeriodWh[name]
    if (wh !== undefined) registers[role] = wh
  }
  return registers
}

/** Registers in the names of the contract. */
export function registersToValues(registers: Registers): MeterValues {
  const told = <T extends object>(names: Name<T>) =>
    names.flatMap(([role, name]) => {
      const wh = registers[role as RegisterRole]
      return wh === undefined ? [] : [[name, wh] as const]
    })
  const byPeriod = told(periods)
  return {
    ...Object.fromEntries(told(energies)),
    ...(byPeriod.length > 0 && { importByPeriodWh: Object.fromEntries(byPeriod) }),
  }
}

export type PhaseName = 'uV' | 'iA' | 'pPhaseW' | 'qPhaseVar' | 'angleDeg' | 'thdUPercent' | 'thdIPercent'
export type ValueName = 'inA' | 'pW' | 'qVar' | 'pf' | 'fHz'
export type ValueColumn = {
  column: string
  /** Its name in the contract. */
  name: PhaseName | ValueName
}

const perPhase = (columns: string[], name: PhaseName): ValueColumn[] => columns.map((column) => ({ column, name }))
const single = (column: string, name: ValueName): ValueColumn => ({ column, name })

/** Everything of an interval row that is not a register. */
export const valueColumns: ValueColumn[] = [
  ...perPhase(['u_a', 'u_b', 'u_c'], 'uV'),
  ...perPhase(['i_a', 'i_b', 'i_c'], 'iA'),
  single('i_n', 'inA'),
  single('p_w', 'pW'),
  ...perPhase(['p_a', 'p_b', 'p_c'], 'pPhaseW'),
  single('q_var', 'qVar'),
  ...perPhase(['q_a', 'q_b', 'q_c'], 'qPhaseVar'),
  single('pf', 'pf'),
  single('f_hz', 'fHz'),
  ...perPhase(['angle_a', 'angle_b', 'angle_c'], 'angleDeg'),
  ...perPhase(['thd_u_a', 'thd_u_b', 'thd_u_c'], 'thdUPercent'),
  ...perPhase(['thd_i_a', 'thd_i_b', 'thd_i_c'], 'thdIPercent'),
]
