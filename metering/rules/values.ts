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

const registerPicks: Record<RegisterRole, (values: MeterValues) => number | undefined> = {
  importTotal: (values) => values.importWh,
  importSharp: (values) => values.importByPeriodWh?.sharp,
  importPeak: (values) => values.importByPeriodWh?.peak,
  importFlat: (values) => values.importByPeriodWh?.flat,
  importValley: (values) => values.importByPeriodWh?.valley,
  importDeepValley: (values) => values.importByPeriodWh?.deepValley,
  exportTotal: (values) => values.exportWh,
  q1: (values) => values.q1Varh,
  q2: (values) => values.q2Varh,
  q3: (values) => values.q3Varh,
  q4: (values) => values.q4Varh,
}

export function registersOf(values: MeterValues): Registers {
  const registers: Registers = {}
  for (const role of roles) {
    const wh = registerPicks[role](values)
    if (wh !== undefined) registers[role] = wh
  }
  return registers
}

const periodNames = [
  ['sharp', 'importSharp'],
  ['peak', 'importPeak'],
  ['flat', 'importFlat'],
  ['valley', 'importValley'],
  ['deepValley', 'importDeepValley'],
] as const
const totalNames = [
  ['importWh', 'importTotal'],
  ['exportWh', 'exportTotal'],
  ['q1Varh', 'q1'],
  ['q2Varh', 'q2'],
  ['q3Varh', 'q3'],
  ['q4Varh', 'q4'],
] as const

/** The other way round. */
export function registersToValues(registers: Registers): MeterValues {
  const told = <Name extends string>(names: readonly (readonly [Name, RegisterRole])[]) =>
    Object.fromEntries(
      names.flatMap(([name, role]) => (registers[role] === undefined ? [] : [[name, registers[role]]])),
    )
  const periods = told(periodNames)
  return { ...told(totalNames), ...(Object.keys(periods).length > 0 && { importByPeriodWh: periods }) }
}

type PhaseName = 'uV' | 'iA' | 'pPhaseW' | 'qPhaseVar' | 'angleDeg' | 'thdUPercent' | 'thdIPercent'
type ValueName = 'inA' | 'pW' | 'qVar' | 'pf' | 'fHz'
export type ValueColumn = {
  column: string
  /** Its name in the contract. */
  name: PhaseName | ValueName
  pick: (values: MeterValues) => number | null | undefined
}

const perPhase = (columns: string[], name: PhaseName): ValueColumn[] =>
  columns.map((column, phase) => ({ column, name, pick: (values) => values[name]?.[phase] }))
const single = (column: string, name: ValueName): ValueColumn => ({ column, name, pick: (values) => values[name] })

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

/** Whether a reading says anything beside its registers and its own clock. */
export function hasValues(values: MeterValues): boolean {
  return valueColumns.some(({ pick }) => typeof pick(values) === 'number') || values.maxDemandW !== undefined
}

/** What a reading says beside its registers, and beside whose and of when it is. */
export function withoutRegisters(values: MeterValues & { meter?: string; at?: string }): MeterValues {
  const { meter, at, importWh, exportWh, importByPeriodWh, q1Varh, q2Varh, q3Varh, q4Varh, ...others } = values
  return others
}
