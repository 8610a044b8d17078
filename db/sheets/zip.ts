import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = { name: string; content: Buffer }

const VERSION = 20
/** Names are UTF-8. */
const FLAGS = 0x0800
const DEFLATED = 8

/** An archive of a few files (PKWARE APPNOTE 6.3.3, without ZIP64). */
export function writeZip(entries: ZipEntry[], at: Date): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content)
    const about = describe({ name: Buffer.from(name), content, packed, at })
    const local = Buffer.concat([numbers([4, 0x04034b50]), about.common, numbers([2, 0]), about.name, packed])
    directory.push(
      Buffer.concat([
        ...[numbers([4, 0x02014b50], [2, VERSION]), about.common],
        // No extra field, no comment, the first disk, attributes of no system.
        ...[numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), about.name],
      ]),
    )
    parts.push(local)
    offset += local.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const count = entries.length
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0])
  return Buffer.concat([...parts, ...directory, end])
}

type Described = { name: Buffer; content: Buffer; packed: Buffer; at: Date }

/** What stands before a file and in the directory alike, up to the length of its name. */
function describe({ name, content, packed, at }: Described): { common: Buffer; name: Buffer } {
  const [day = '', time = ''] = new Date(at.getTime() + 8 * 3_600_000).toISOString().split(/[TZ]/)
  const [year = 1980, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0, second = 0] = time.split(':').map((part) => Math.floor(Number(part)))
  const common = numbers(
    ...([
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
    ] as const),
    ...([
      [2, (hour << 11) | (minute << 5) | (second >> 1)],
      [2, ((year - 1980) << 9) | (month << 5) | date],
    ] as const),
    ...([
      [4, crc32(content)],
      [4, packed.length],
      [4, content.length],
      [2, name.length],
    ] as const),
  )
  return { common, name }
}

function numbers(...fields: (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )
}
