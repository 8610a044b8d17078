import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, test } from 'vitest'
import { DialInListener } from '../../metering/collect/lines/dial-in.ts'
import { BusFault } from '../../metering/collect/lines/fault.ts'
import { Line } from '../../metering/collect/lines/line.ts'
import { requestRegisters } from '../../metering/collect/modbus/request.ts'
import { BadFrame, crcOf, takeRtuAnswer, takeTcpAnswer, withCrc } from '../../metering/wire/modbus.ts'

const FRAMES = 10_000
const expected = { unit: 7, functionCode: 4, dataBytes: 8 } as const
const TRANSACTION = 0x1234
const TRUE_WORDS = [1, 2, 3, 4]
const stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** A seeded whole number below a limit. */
function dice(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const rtuAnswer = withCrc(Uint8Array.from([7, 4, 8, ...TRUE_WORDS.flatMap((word) => [word >> 8, word & 0xff])]))
const tcpAnswer = Uint8Array.from([TRANSACTION >> 8, TRANSACTION & 0xff, 0, 0, 0, 11, ...rtuAnswer.subarray(0, -2)])

/** Noise, and what becomes of a true answer on a bad line or in bad hands; never the answer itself. */
function spoil(answer: Uint8Array, roll: (limit: number) => number): Uint8Array {
  const noise = (length: number) => Uint8Array.from({ length }, () => roll(256))
  const at = roll(answer.length)
  const kinds: (() => Uint8Array)[] = [
    () => noise(roll(300)),
    () => answer.with(at, (answer[at] ?? 0) ^ (1 << roll(8))),
    () => answer.subarray(0, at),
    () => Uint8Array.from([...answer.subarray(0, at), ...answer.subarray(at + 1)]),
    () => Uint8Array.from([...answer.subarray(0, at), roll(256), ...answer.subarray(at)]),
    () => Uint8Array.from([...noise(1 + roll(5)), ...answer]),
    () => answer.toReversed(),
    () => new Uint8Array(roll(64)).fill(roll(2) * 255),
    // Of another unit, another function, another length; each whole in itself.
    () => withCrc(Uint8Array.from([8, 4, 8, ...noise(8)])),
    () => withCrc(Uint8Array.from([7, 3, 8, ...noise(8)])),
    () => withCrc(Uint8Array.from([7, 4, 6, ...noise(6)])),
    () => withCrc(Uint8Array.from([7, 16, 0, 1, 0, 2])),
  ]
  return kinds[roll(kinds.length)]?.() ?? noise(10)
}

test(`of ${FRAMES} hostile frames none is taken for an RTU answer that it is not`, () => {
  const roll = dice(1)
  let taken = 0
  for (let frame = 0; frame < FRAMES; frame++) {
    const heard = spoil(rtuAnswer, roll)
    const answer = takeOrRefuse(() => takeRtuAnswer(heard, expected))
    // Noise before a true answer is a line's; nothing but the whole of it is taken.
    expect(answer !== undefined, `frame ${frame}`).toBe(Buffer.from(heard).includes(Buffer.from(rtuAnswer)))
    if (!answer) continue
    taken++
    expect(answer.used).toBeLessThanOrEqual(heard.length)
    expect(crcOf(answer.frame)).toBe(0)
    expect(answer.frame).toEqual(rtuAnswer)
  }
  expect(taken).toBeLessThan(FRAMES / 8)
})

test(`of ${FRAMES} hostile frames none is taken for a TCP answer to another transaction, unit, function or length`, () => {
  const roll = dice(2)
  for (let frame = 0; frame < FRAMES; frame++) {
    const heard = spoil(tcpAnswer, roll)
    const answer = takeOrRefuse(() => takeTcpAnswer(heard, TRANSACTION, expected))
    if (!answer) continue
    expect(answer.used).toBeLessThanOrEqual(heard.length)
    // TCP has its own check sum: that a bit within the data is another is not for this layer to find.
    expect([...answer.frame.subarray(0, 3)].map((byte, at) => (at === 1 ? byte & 0x7f : byte))[0]).toBe(7)
    const isRefusal = (answer.frame[1] ?? 0) > 0x80
    expect(answer.frame).toHaveLength(isRefusal ? 5 : rtuAnswer.length)
  }
})

function takeOrRefuse<T>(take: () => T): T | undefined {
  try {
    return take()
  } catch (fault) {
    expect(fault).toBeInstanceOf(BadFrame)
    return undefined
  }
}

/** Answers each request with many hostile frames, and in good moods with the truth behind them. */
async function serveHostile(framing: 'modbus-tcp' | 'modbus-rtu', roll: (limit: number) => number) {
  const state = { sent: 0, isGood: false }
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (request) => {
      const truth =
        framing === 'modbus-rtu' ? rtuAnswer : Uint8Array.from([...request.subarray(0, 2), ...tcpAnswer.subarray(2)])
      const frames = state.isGood ? [] : Array.from({ length: 1 + roll(500) }, () => spoil(truth, roll))
      state.sent += frames.length
      if (!socket.destroyed) socket.write(Buffer.concat([...frames, ...(state.isGood || roll(2) ? [truth] : [])]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  stops.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { state, port }
}

test.each(['modbus-tcp', 'modbus-rtu'] as const)(
  `a ${FRAMES} frames' flood over a %s socket invents nothing, keeps no memory, and ends as it began`,
  async (framing) => {
    const roll = dice(3)
    const { state, port } = await serveHostile(framing, roll)
    const line = new Line({ kind: 'tcp', host: '127.0.0.1', port }, framing, 15)
    stops.push(() => line.close())
    const ask = () =>
      line.hold('curve', () => requestRegisters(line, { unit: 7, functionCode: 4, address: 0, count: 4, minGapMs: 0 }))
    const before = process.memoryUsage().heapUsed
    while (state.sent < FRAMES) {
      const answer = await ask().catch((fault) => fault)
      // Behind the right transaction a flipped bit within the data is TCP's to find; on RTU nothing but the truth passes.
      if (framing === 'modbus-rtu' && Array.isArray(answer)) expect(answer).toEqual(TRUE_WORDS)
      else if (!Array.isArray(answer)) expect(answer).toBeInstanceOf(BusFault)
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
    state.isGood = true
    let answer: unknown
    for (let tries = 0; tries < 5 && !Array.isArray(answer); tries++) answer = await ask().catch((fault) => fault)
    expect(answer).toEqual(TRUE_WORDS)
  },
  60_000,
)

test('hostile registrations are turned away, each, and the listener stays', async () => {
  const roll = dice(4)
  let strangers = 0
  const listener = new DialInListener({
    host: '127.0.0.1',
    port: 0,
    findTerminal: (registration) => (registration === 'JZQ-1' ? 'JZQ-1' : undefined),
    onStranger: () => strangers++,
  })
  await listener.start()
  stops.push(() => listener.stop())
  const { connect } = await import('node:net')
  const dial = (bytes: Uint8Array) =>
    new Promise<void>((resolve) => {
      const socket = connect(listener.port, '127.0.0.1', () => socket.write(bytes))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
  await Promise.all(
    Array.from({ length: 200 }, () => dial(Uint8Array.from({ length: 1 + roll(400) }, () => roll(256)))),
  )
  expect(strangers).toBe(200)
})

type Row = Record<string, string>
const folder = new URL('../../../shared/data/meters/modbus_tcp/', import.meta.url)
const there = existsSync(new URL('modbus_test_2.pcap', folder))

describe.skipIf(!there)('captures of other people’s lines (skipped where ../shared is absent)', () => {
  const rowsOf = (name: string): Row[] =>
    parse(gunzipSync(readFileSync(new URL(`${name}.tshark.csv.gz`, folder))), { columns: true })

  test('are decoded as another program decodes them', () => {
    const packets = readPayloads('modbus_test_2')
    const answers = rowsOf('modbus_test_2').filter(
      (row) => /^[34]$/.test(row['modbus.func_code'] ?? '') && row['modbus.regval_uint16'] && !row['_ws.malformed'],
    )
    expect(answers.length).toBeGreaterThan(500)
    for (const row of answers) {
      const values = (row['modbus.regval_uint16'] ?? '').split(',').map(Number)
      const functionCode = Number(row['modbus.func_code']) as 3 | 4
      const taken = takeTcpAnswer(
        packets[Number(row['frame.number']) - 1] ?? new Uint8Array(0),
        Number(row['mbtcp.trans_id']),
        {
          unit: Number(row['mbtcp.unit_id']),
          functionCode,
          dataBytes: values.length * 2,
        },
      )
      const { frame = new Uint8Array(0) } = taken ?? {}
      const words = values.map((_, at) => ((frame[3 + at * 2] ?? 0) << 8) | (frame[4 + at * 2] ?? 0))
      expect(words, `frame ${row['frame.number']}`).toEqual(values)
    }
  })

  test('that are malformed crash nothing', () => {
    for (const payload of readPayloads('fuzz-72')) {
      for (const functionCode of [3, 4] as const) {
        takeOrRefuse(() => takeTcpAnswer(payload, 0, { unit: 1, functionCode, dataBytes: 4 }))
        takeOrRefuse(() => takeRtuAnswer(payload, { unit: 1, functionCode, dataBytes: 4 }))
      }
    }
  })

  /** What each captured packet carries above TCP, in order. */
  function readPayloads(name: string): Uint8Array[] {
    const file = readFileSync(new URL(`${name}.pcap`, folder))
    const payloads: Uint8Array[] = []
    for (let at = 24; at + 16 <= file.length; ) {
      const length = file.readUInt32LE(at + 8)
      const packet = file.subarray(at + 16, at + 16 + length)
      const ip = packet.subarray(14)
      const ipHeader = ((ip[0] ?? 0) & 0xf) * 4
      const tcpHeader = ((ip[ipHeader + 12] ?? 0) >> 4) * 4
      payloads.push(ip.length > 20 ? ip.subarray(ipHeader + tcpHeader, ip.readUInt16BE(2)) : new Uint8Array(0))
      at += 16 + length
    }
    return payloads
  }
})
