import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { DialInListener } from '../../metering/collect/lines/dial-in.ts'
import { BusFault } from '../../metering/collect/lines/fault.ts'
import { Gaps } from '../../metering/collect/lines/gaps.ts'
import { Gate } from '../../metering/collect/lines/gate.ts'
import { Line, type LineAddress } from '../../metering/collect/lines/line.ts'
import { LinePoller } from '../../metering/collect/lines/poller.ts'
import { closeLines, findLine, MixedFraming } from '../../metering/collect/lines/registry.ts'
import { readUnit } from '../../metering/collect/modbus/meter.ts'
import { requestRegisters } from '../../metering/collect/modbus/request.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import type { LineLink } from '../../metering/sql/links.ts'
import { MeterServer, type SimulatedUnit, type UnitFault } from '../../simulators/meters.ts'
import { openPtyPair, ptyMaker } from '../support/pty.ts'

const clock = () => new Date('2026-03-10T12:00:00+08:00')
const TIMEOUT_MS = 200
const stops: (() => Promise<void> | void)[] = []

afterEach(async () => {
  await closeLines()
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** A meter whose energy names its unit, so that an answer of another is seen. */
const meter = (unit: number, fault?: UnitFault): SimulatedUnit => ({
  profile: eastronSdm630,
  state: () => ({ importWh: unit * 1_000_000, uV: [220 + unit, 0, 0] }),
  ...(fault ? { fault } : {}),
})

async function serve(framing: 'modbus-tcp' | 'modbus-rtu', faults: Record<number, UnitFault | undefined>) {
  const server = new MeterServer({ framing })
  for (const [unit, fault] of Object.entries(faults)) server.units.set(Number(unit), meter(Number(unit), fault))
  const { host, port } = await server.start()
  stops.push(() => server.stop())
  const line = new Line({ kind: 'tcp', host, port }, framing, TIMEOUT_MS)
  stops.push(() => line.close())
  return { server, line, host, port }
}

const read = (line: Line, unit: number, tries = 1) =>
  line.hold('curve', () => readUnit(line, unit, eastronSdm630, tries)).then(({ values }) => values.importWh)

const link = (address: LineAddress, framing: LineLink['framing'], unitId: number): LineLink => ({
  terminalId: 1,
  address,
  framing,
  unitId,
  meterAddress: null,
  profile: 'eastron-sdm630',
  assetNo: `M-${unitId}`,
  pointId: unitId,
})

describe('one connection', () => {
  test('has one owner and one framing', async () => {
    const address = { kind: 'tcp', host: '10.0.0.1', port: 502 } as const
    expect(findLine(address, 'modbus-tcp')).toBe(findLine({ ...address }, 'modbus-tcp'))
    expect(() => findLine(address, 'modbus-rtu')).toThrow(MixedFraming)
    const serial = { kind: 'serial', path: '/dev/ttyS9', dataBits: 8, parity: 'none', stopBits: 1 } as const
    findLine({ ...serial, baudRate: 9_600 }, 'modbus-rtu')
    expect(() => findLine({ ...serial, baudRate: 2_400 }, 'dlt645')).toThrow(
      /ttyS9 is used with the framing modbus-rtu/,
    )
  })

  test('serves the most urgent first, and of one kind the longest waiting', async () => {
    const line = new Line({ kind: 'dial-in', terminal: 'T' }, 'modbus-rtu')
    const order: string[] = []
    const take = (name: string, priority: Parameters<Line['hold']>[0]) =>
      line.hold(priority, async () => {
        order.push(name)
        await sleep(1)
      })
    await Promise.all([
      take('first', 'backfill'),
      take('fill', 'backfill'),
      take('curve 1', 'curve'),
      take('curve 2', 'curve'),
      take('person', 'on-demand'),
      take('switch', 'command'),
    ])
    expect(order).toEqual(['first', 'switch', 'person', 'curve 1', 'curve 2', 'fill'])
  })

  test('is let go between the units of a round, so that a person does not wait for all of them', async () => {
    const units = [1, 2, 3, 4, 5, 6]
    const { host, port, server } = await serve(
      'modbus-tcp',
      Object.fromEntries(units.map((unit) => [unit, { kind: 'slow', delayMs: 10 } as const])),
    )
    const address = { kind: 'tcp', host, port } as const
    const poller = new LinePoller({ address, framing: 'modbus-tcp', clock })
    poller.want(units.map((unit) => link(address, 'modbus-tcp', unit)))
    const round = poller.readAll()
    await sleep(15)
    await read(findLine(address, 'modbus-tcp'), 6)
    expect(server.requests.get(5)).toBeUndefined()
    expect((await round).readings).toHaveLength(6)
  })
})

describe.each(['modbus-tcp', 'modbus-rtu'] as const)('%s on a socket:', (framing) => {
  test('meters are read one after the other', async () => {
    const { line } = await serve(framing, { 1: undefined, 2: undefined })
    expect([await read(line, 1), await read(line, 2), await read(line, 1)]).toEqual([1_000_000, 2_000_000, 1_000_000])
  })

  test.each([
    ['dead', { kind: 'dead' }],
    ['slow', { kind: 'slow', delayMs: TIMEOUT_MS * 1.5 }],
    ['garbage', { kind: 'garbage' }],
    ['truncated', { kind: 'truncated' }],
    ['babbling', { kind: 'babbling' }],
    ['exception', { kind: 'exception', code: 4 }],
  ] as [string, UnitFault][])('a %s unit costs its neighbours at most one time-out', async (_, fault) => {
    const { line } = await serve(framing, { 1: fault, 2: undefined, 3: undefined })
    expect(await read(line, 2)).toBe(2_000_000)
    const began = performance.now()
    await expect(read(line, 1)).rejects.toBeInstanceOf(BusFault)
    expect(await read(line, 3)).toBe(3_000_000)
    expect(await read(line, 2)).toBe(2_000_000)
    // The time-out itself, silence before the line is used again, and some room for a busy machine.
    expect(performance.now() - began).toBeLessThan(TIMEOUT_MS + 400)
  })

  test('what a chattering unit says unasked is nobody’s answer', async () => {
    const { line } = await serve(framing, { 1: { kind: 'chattering', everyMs: 120 }, 2: undefined })
    await read(line, 1).catch(() => {})
    for (let round = 0; round < 10; round++) {
      expect(await read(line, 2)).toBe(2_000_000)
      await sleep(17)
    }
  })

  test('late answers, at whatever moment they come, are never taken for another register', async () => {
    const slow: { kind: 'slow'; delayMs: number } = { kind: 'slow', delayMs: 0 }
    const { line } = await serve(framing, { 1: slow, 2: undefined })
    const values = new Set<unknown>()
    for (const delayMs of [250, 10, 380, 30, 210, 0, 450, 60]) {
      slow.delayMs = delayMs
      for (const unit of [1, 2]) {
        const answer = await line
          .hold('curve', () => readUnit(line, unit, eastronSdm630, 1))
          .catch((fault: BusFault) => fault.kind)
        if (typeof answer === 'object') values.add(JSON.stringify([unit, answer.values.importWh, answer.values.uV]))
        else expect(['timeout', 'mismatch']).toContain(answer)
      }
    }
    const own = [1, 2].map((unit) => JSON.stringify([unit, unit * 1_000_000, [220 + unit, 0, 0]]))
    for (const value of values) expect(own).toContain(value)
    expect(values.has(own[1])).toBe(true)
  }, 20_000)
})

describe('an RTU line', () => {
  test('does not ask a unit that owes an answer for what would look like it', async () => {
    const { line, server } = await serve('modbus-rtu', { 1: { kind: 'dead' } })
    const ask = (address: number, count: number) =>
      line.hold('curve', () => requestRegisters(line, { unit: 1, functionCode: 4, address, count, minGapMs: 0 }))
    await expect(ask(0, 4)).rejects.toThrow('no answer in time')
    server.units.set(1, meter(1))
    await expect(ask(8, 4)).rejects.toThrow('still owes')
    expect(await ask(0, 4)).toHaveLength(4)
    expect(await ask(8, 6)).toHaveLength(6)
  })

  test('takes frames with zeros round them, as line drivers leave', async () => {
    const { line } = await serve('modbus-rtu', { 1: { kind: 'glitch' } })
    expect(await read(line, 1)).toBe(1_000_000)
  })

  test('is opened anew when nobody answers any more', async () => {
    const { line, server } = await serve('modbus-rtu', { 1: { kind: 'babbling' }, 2: undefined })
    await expect(read(line, 1)).rejects.toBeInstanceOf(BusFault)
    expect(await read(line, 2)).toBe(2_000_000)
    expect(server.requests.get(2)).toBeGreaterThan(0)
  })
})

describe.skipIf(!ptyMaker)('a serial port (skipped where neither socat nor python3 makes a pseudo-terminal)', () => {
  test('is read as RTU, through a dead unit and line glitches', async () => {
    const pair = await openPtyPair()
    stops.push(() => pair.close())
    const server = new MeterServer({ framing: 'modbus-rtu' })
    for (const [unit, fault] of [
      [1, undefined],
      [2, { kind: 'dead' }],
      [3, { kind: 'glitch' }],
    ] as const) {
      server.units.set(unit, meter(unit, fault))
    }
    await server.openSerial(pair.b)
    stops.push(() => server.stop())
    const address = { kind: 'serial', path: pair.a, baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 } as const
    const line = findLine(address, 'modbus-rtu')
    expect(await read(line, 1)).toBe(1_000_000)
    await expect(read(line, 2)).rejects.toMatchObject({ kind: 'timeout' })
    expect(await read(line, 3)).toBe(3_000_000)
    await line.close()
    expect(await read(line, 1)).toBe(1_000_000)
  })

  test('that is not there is unreachable', async () => {
    const gone = { kind: 'serial', path: '/dev/ttyNONE', baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 }
    await expect(read(findLine(gone as LineAddress, 'modbus-rtu'), 1)).rejects.toMatchObject({ kind: 'unreachable' })
  })
})

describe('a terminal that dials in', () => {
  async function listen(known: Record<string, string>) {
    const strangers: string[] = []
    const listener = new DialInListener({
      host: '127.0.0.1',
      port: 0,
      findTerminal: (registration) => known[registration],
      onStranger: ({ registration }) => strangers.push(registration),
    })
    await listener.start()
    stops.push(() => listener.stop())
    const meters = new MeterServer({ framing: 'modbus-rtu' })
    meters.units.set(1, meter(1))
    stops.push(() => meters.stop())
    const dial = (registration: string) => meters.dialIn({ host: '127.0.0.1', port: listener.port, registration })
    return { dial, strangers }
  }
  const lineOf = (terminal: string) => findLine({ kind: 'dial-in', terminal }, 'modbus-rtu')

  test.each([
    ['a line end', 'JZQ-7\r\n'],
    ['a pause', 'JZQ-7'],
  ])('is known by its registration, ended by %s, and read', async (_, registration) => {
    const { dial } = await listen({ 'JZQ-7': 'JZQ-7' })
    await expect(read(lineOf('JZQ-7'), 1)).rejects.toMatchObject({ kind: 'unreachable' })
    await dial(registration)
    await sleep(300)
    expect(await read(lineOf('JZQ-7'), 1)).toBe(1_000_000)
  })

  test('is read again after it dials again', async () => {
    const { dial } = await listen({ 'register#7': 'JZQ-7' })
    const first = await dial('register#7\n')
    await sleep(50)
    expect(await read(lineOf('JZQ-7'), 1)).toBe(1_000_000)
    await dial('register#7\n')
    await sleep(50)
    expect(first.destroyed).toBe(true)
    expect(await read(lineOf('JZQ-7'), 1)).toBe(1_000_000)
  })

  test('that nobody knows is turned away and told', async () => {
    const { dial, strangers } = await listen({})
    const socket = await dial('WHO-1\n')
    await new Promise((resolve) => socket.once('close', resolve))
    expect(strangers).toEqual(['WHO-1'])
  })
})

test('no more than so many go on at once, and the others follow in order', async () => {
  const gate = new Gate(3)
  let under = 0
  let most = 0
  const done: number[] = []
  await Promise.all(
    Array.from({ length: 20 }, (_, each) =>
      gate.pass(async () => {
        most = Math.max(most, ++under)
        await sleep(1)
        under--
        done.push(each)
      }),
    ),
  )
  expect(most).toBe(3)
  expect(done).toHaveLength(20)
  await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.pass(async () => 'free again')).toBe('free again')
})

test('the silence that a unit wants is learned upward at once and slowly downward', () => {
  const gaps = new Gaps()
  expect(gaps.of(1, 3)).toBe(3)
  gaps.recordFault(1, 3)
  gaps.recordFault(1, 3)
  const wide = gaps.of(1, 3)
  expect(wide).toBeGreaterThan(6)
  expect(gaps.of(2, 3)).toBe(3)
  for (let good = 0; good < 40; good++) gaps.recordAnswer(1)
  expect(gaps.of(1, 3)).toBe(wide)
  for (let good = 0; good < 400; good++) gaps.recordAnswer(1)
  expect(gaps.of(1, 3)).toBe(3)
})
