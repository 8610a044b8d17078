/** The simulator's own writer of DL/T 645-2007, so that no mistake of the product's reader hides in it. */

export type Request = { address: string; control: number; di: string; rest: Buffer }

const PREAMBLE = Buffer.from('fefefefe', 'hex')

export function answerFrame(address: string, control: number, data: Buffer, isSumWrong = false): Buffer {
  const head = Buffer.concat([
    Buffer.from([0x68]),
    Buffer.from(address, 'hex').reverse(),
    Buffer.from([0x68, control, data.length]),
    Buffer.from(data.map((byte) => (byte + 0x33) % 256)),
  ])
  const sum = head.reduce((total, byte) => total + byte, isSumWrong ? 1 : 0) % 256
  return Buffer.concat([PREAMBLE, head, Buffer.from([sum, 0x16])])
}

/** Requests whole in the stream, and the bytes that are left over. */
export function takeRequests(stream: Buffer): { requests: Request[]; left: Buffer } {
  const requests: Request[] = []
  let left = stream
  for (;;) {
    const start = left.indexOf(0x68)
    if (start < 0) return { requests, left: Buffer.alloc(0) }
    left = left.subarray(start)
    const length = left[9]
    if (length === undefined || left.length < length + 12) return { requests, left }
    const data = Buffer.from(left.subarray(10, 10 + length).map((byte) => (byte + 256 - 0x33) % 256))
    const address = Buffer.from(left.subarray(1, 7)).reverse().toString('hex')
    const di = Buffer.from(data.subarray(0, 4)).reverse().toString('hex').toUpperCase()
    requests.push({ address, control: left[8] ?? 0, di, rest: data.subarray(4) })
    left = left.subarray(length + 12)
  }
}

/** A number as BCD of so many bytes, low byte first, `decimals` of its digits behind the point; negative sets the top bit. */
export function bcd(value: number, bytes: number, decimals: number): Buffer {
  const digits = Math.round(Math.abs(value) * 10 ** decimals)
  const text = String(digits)
    .padStart(bytes * 2, '0')
    .slice(-bytes * 2)
  const written = Buffer.from(text, 'hex').reverse()
  if (value < 0) written[bytes - 1] = (written[bytes - 1] ?? 0) | 0x80
  return written
}

const OFFSET_MS = 8 * 3_600_000

/** `YYMMDDhhmmss` of the instant, without its last digits where fewer are wanted; low byte first. */
export function time(at: Date | null, digits: 10 | 12): Buffer {
  if (!at) return Buffer.alloc(digits / 2)
  const text = new Date(at.getTime() + OFFSET_MS).toISOString().replace(/\D/g, '')
  return Buffer.from(text.slice(2, 2 + digits), 'hex').reverse()
}

/** The instant of `YYMMDDhhmm(ss)` that came low byte first. */
export function instantOf(bytes: Buffer): Date {
  const text = Buffer.from(bytes).reverse().toString('hex').padEnd(12, '0')
  const [year, month, day, hour, minute, second] = (text.match(/../g) ?? []).map(Number)
  return new Date(Date.UTC(2000 + (year ?? 0), (month ?? 1) - 1, day, hour, minute, second) - OFFSET_MS)
}

export function weekdayOf(at: Date): number {
  return new Date(at.getTime() + OFFSET_MS).getUTCDay()
}

/** One load record with all six groups, or without those that the meter does not keep. */
export function loadRecord(at: Date, groups: (Buffer | null)[]): Buffer {
  const separator = Buffer.from([0xaa])
  const body = Buffer.concat(groups.flatMap((group) => (group ? [group, separator] : [separator])))
  const stamp = time(at, 10)
  const head = Buffer.from([0xa0, 0xa0, stamp.length + body.length])
  const record = Buffer.concat([head, stamp, body])
  return Buffer.concat([record, Buffer.from([record.reduce((sum, byte) => sum + byte, 0) % 256, 0xe5])])
}
