import { roleColumns, roles, valueColumns } from '../rules/values.ts'

export const registerCells = roles.map((role) => roleColumns[role])
export const valueCells = valueColumns.map(({ column }) => column)

/** Every column of an interval row. */
export const intervalCells = [
  'point_id',
  'at',
  'installation_id',
  'measured_at',
  'read_at',
  'arrived_at',
  'quality',
  ...registerCells,
  ...valueCells,
]
