/** Rows as PostgreSQL's binary `COPY` has them ("File Formats" under COPY in its manual). */

type Cell = number | string | null | undefined
/** `timestamptz` is picked in milliseconds since 1970. */
export type Column<Row> = {
  name: string
  type: 'int8' | 'int2' | 'float4' | 'timestamptz' | 'text'
  pick: (row: Row) => Cell
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const EPOCH_2000_MS = 946_684_800_000
const TWO_32 = 2 ** 32
/** The widest cell of a fixed type, with its length before it. */
const CELL_BYTES = 12

export function encodeHead(): Buffer {
  return Buffer.concat([SIGNATURE, Buffer.alloc(8)])
}

export function encodeTail(): Buffer {
  return Buffer.from([0xff, 0xff])
}

export function encodeRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer {
  const texts = columns.filter(({ type }) => type === 'text')
  const textBytes = rows.reduce((sum, row) => texts.reduce((of, { pick }) => of + widthOf(pick(row)), sum), 0)
  const buffer = Buffer.allocUnsafe(rows.length * (2 + columns.length * CELL_BYTES) + textBytes)
  let at = 0
  for (const row of rows) {
    at = buffer.writeInt16BE(columns.length, at)
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index] as Column<Row>
      at = writeCell(buffer, at, column.type, column.pick(row))
    }
  }
  return buffer.subarray(0, at)
}

function widthOf(cell: Cell): number {
  return typeof cell === 'string' ? Buffer.byteLength(cell) : 0
}

function writeCell(buffer: Buffer, at: number, type: Column<unknown>['type'], cell: Cell): number {
  if (cell === null || cell === undefined) return buffer.writeInt32BE(-1, at)
  if (typeof cell === 'string') {
    const length = buffer.write(cell, at + 4)
    buffer.writeInt32BE(length, at)
    return at + 4 + length
  }
  if (type === 'float4') return buffer.writeFloatBE(cell, buffer.writeInt32BE(4, at))
  if (type === 'int2') return buffer.writeInt16BE(cell, buffer.writeInt32BE(2, at))
  return writeWhole(buffer, at, type === 'timestamptz' ? (cell - EPOCH_2000_MS) * 1000 : cell)
}

function writeWhole(buffer: Buffer, at: number, whole: number): number {
  const from = buffer.writeInt32BE(8, at)
  const high = Math.floor(whole / TWO_32)
  buffer.writeInt32BE(high, from)
  return buffer.writeUInt32BE(whole - high * TWO_32, from + 4)
}
