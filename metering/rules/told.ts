/** A reading's values as one row of numbers: of thousands that wait for their batch only a few objects are kept alive. */
import type { Registers } from '../contract.ts'
import type { MeterValues } from '../mqtt-contract.ts'
import { type PhaseName, registersOf, registersToValues, type ValueName, valueColumns } from './values.ts'

/** What few readings say. */
type Seldom = Pick<MeterValues, 'maxDemandW' | 'maxDemandAt' | 'freeze' | 'clock'>

export type Told = {
  registers: Registers
  /** Values in the order of `valueColumns`, from `from` on: NaN where nothing is said, infinite where a phase is `null`. */
  cells: Float64Array
  from: number
  /** A bit for each column that has a number. */
  told: number
  seldom: Seldom | undefined
}

const WIDTH = valueColumns.length
const NULL = Number.POSITIVE_INFINITY
const PHASES = 3

const firstColumnOf = new Map<string, number>()
for (const [index, { name }] of valueColumns.entries()) {
  if (!firstColumnOf.has(name)) firstColumnOf.set(name, index)
}
const isSeldom = (name: string) =>
  name === 'freeze' || name === 'clock' || name === 'maxDemandW' || name === 'maxDemandAt'

export const nothingTold: Told = {
  registers: {},
  cells: new Float64Array(WIDTH).fill(Number.NaN),
  from: 0,
  told: 0,
  seldom: undefined,
}

/** All readings of a message, in one block. */
export function tellAll(readings: readonly MeterValues[]): Told[] {
  const cells = new Float64Array(readings.length * WIDTH).fill(Number.NaN)
  return readings.map((values, index) => tellInto(cells, index * WIDTH, values))
}

export function tell(values: MeterValues): Told {
  return tellInto(new Float64Array(WIDTH).fill(Number.NaN), 0, values)
}

function tellInto(cells: Float64Array, from: number, values: MeterValues): Told {
  let told = 0
  let seldom: Seldom | undefined
  for (const name in values) {
    const column = firstColumnOf.get(name)
    const value = values[name as keyof MeterValues]
    if (column === undefined) {
      if (isSeldom(name) && value !== undefined) seldom = { ...seldom, [name]: value }
    } else if (typeof value === 'number') {
      cells[from + column] = value
      told |= 1 << column
    } else if (Array.isArray(value)) {
      for (let phase = 0; phase < value.length; phase++) {
        const cell = value[phase]
        cells[from + column + phase] = cell ?? NULL
        if (typeof cell === 'number') told |= 1 << (column + phase)
      }
    }
  }
  return { registers: registersOf(values), cells, from, told, seldom }
}

/** Of the column at this place in `valueColumns`. */
export function cellOf({ cells, from, told }: Told, column: number): number | null {
  return told & (1 << column) ? (cells[from + column] ?? null) : null
}

/** Whether a reading says anything beside its registers and its own clock. */
export function saysValues({ told, seldom }: Told): boolean {
  return told !== 0 || seldom?.maxDemandW !== undefined
}

/** What it says beside its registers, in the names of the contract. */
export function valuesOf({ cells, from, seldom }: Told): MeterValues {
  const values: MeterValues = {}
  for (const [name, column] of firstColumnOf) {
    const cell = cells[from + column] ?? Number.NaN
    if (valueColumns[column + 1]?.name !== name) {
      if (!Number.isNaN(cell)) values[name as ValueName] = cell
      continue
    }
    const phases = [...cells.subarray(from + column, from + column + PHASES)].filter((phase) => !Number.isNaN(phase))
    if (phases.length > 0) values[name as PhaseName] = phases.map((phase) => (phase === NULL ? null : phase))
  }
  return { ...values, ...seldom }
}

/** All that it says, in the names of the contract. */
export function wholeValuesOf(told: Told): MeterValues {
  return { ...registersToValues(told.registers), ...valuesOf(told) }
}

/** The first's word counts where both speak. */
export function joinTold(first: Told, second: Told): Told {
  const cells = new Float64Array(WIDTH)
  let told = 0
  for (let column = 0; column < WIDTH; column++) {
    const own = first.cells[first.from + column] ?? Number.NaN
    const cell = Number.isNaN(own) ? (second.cells[second.from + column] ?? Number.NaN) : own
    cells[column] = cell
    if (Number.isFinite(cell)) told |= 1 << column
  }
  const seldom = first.seldom || second.seldom ? { ...second.seldom, ...first.seldom } : undefined
  const registers = { ...second.registers, ...first.registers }
  return { registers, cells, from: 0, told, seldom }
}
