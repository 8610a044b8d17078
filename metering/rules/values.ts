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

type Phases = MeterValues['uV']

const perPhase = (columns: string[], pick: (values: MeterValues) => Phases) =>
  columns.map((column, phase) => ({ column, pick: (values: MeterValues) => pick(values)?.[phase] }))

/** Everything of an interval row that is not a register. */
export const valueColumns: { column: string; pick: (values: MeterValues) => number | null | undefined }[] = [
  ...perPhase(['u_a', 'u_b', 'u_c'], (values) => values.uV),
  ...perPhase(['i_a', 'i_b', 'i_c'], (values) => values.iA),
  { column: 'i_n', pick: (values) => values.inA },
  { column: 'p_w', pick: (values) => values.pW },
  ...perPhase(['p_a', 'p_b', 'p_c'], (values) => values.pPhaseW),
  { column: 'q_var', pick: (values) => values.qVar },
  ...perPhase(['q_a', 'q_b', 'q_c'], (values) => values.qPhaseVar),
  { column: 'pf', pick: (values) => values.pf },
  { column: 'f_hz', pick: (values) => values.fHz },
  ...perPhase(['angle_a', 'angle_b', 'angle_c'], (values) => values.angleDeg),
  ...perPhase(['thd_u_a', 'thd_u_b', 'thd_u_c'], (values) => values.thdUPercent),
  ...perPhase(['thd_i_a', 'thd_i_b', 'thd_i_c'], (values) => values.thdIPercent),
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
