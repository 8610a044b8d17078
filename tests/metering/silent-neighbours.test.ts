import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Framing } from '../../metering/collect/lines/address.ts'
import { DialInListener } from '../../metering/collect/lines/dial-in.ts'
import { Line } from '../../metering/collect/lines/line.ts'
import { closeLines } from '../../metering/collect/lines/registry.ts'
import { readUnit } from '../../metering/collect/modbus/meter.ts'
import { eastronSdm120 } from '../../metering/profiles/eastron-single-phase.ts'
import { MeterServer, type UnitFault } from '../../simulators/meters.ts'

const TIMEOUT_MS = 150
const stops: (() => Promise<void> | void)[] = []

afterEach(async () => {
  await closeLines()
  for (const stop of stops.splice(0).reverse()) await stop()
})

function meters(framing: 'modbus-tcp' | 'modbus-rtu', faults: Record<number, UnitFault | undefined>) {
  const server = new MeterServer({ framing })
  for (const [unit, fault] of Object.entries(faults)) {
    const state = () => ({ importWh: Number(unit) * 1_000_000, uV: [221], fHz: 50 })
    server.units.set(Number(unit), { profile: eastronSdm120, state, ...(fault && { fault }) })
  }
  stops.push(() => server.stop())
  return server
}

const read = (line: Line, unit: number, tries = 1) =>
  line
    .hold('curve', () => readUnit(line, unit, eastronSdm120, tries))
    .then(
      ({ values }) => values.importWh,
      (fault) => fault.kind,
    )

describe.each(['modbus-tcp', 'modbus-rtu'] as const)('a terminal that dialled in with %s', (framing) => {
  async function dialIn(faults: Record<number, UnitFault | undefined>) {
    const listener = new DialInListener({
      host: '127.0.0.1',
      port: 0,
      findTerminal: (registration) => registration,
      onStranger: () => {},
    })
    await listener.start()
    stops.push(() => listener.stop())
    const server = meters(framing, faults)
    const socket = await server.dialIn({ host: '127.0.0.1', port: listener.port, registration: 'JZQ-9\r\n' })
    await sleep(50)
    const line = new Line({ kind: 'dial-in', terminal: 'JZQ-9' }, framing as Framing, TIMEOUT_MS)
    stops.push(() => line.close())
    return { line, socket, server }
  }

  test('keeps its connection when units are silent, however many', async () => {
    const { line, socket } = await dialIn({ 1: undefined, 6: undefined })
    expect(await read(line, 1)).toBe(1_000_000)
    for (const dead of [2, 3, 4, 5]) expect(await read(line, dead)).toBe('timeout')
    expect(await read(line, 6)).toBe(6_000_000)
    expect(socket.destroyed).toBe(false)
  })

  test('keeps it when a unit is slow, and the late answer is nobody’s', async () => {
    const { line, socket } = await dialIn({ 1: { kind: 'slow', delayMs: TIMEOUT_MS * 1.4 }, 2: undefined })
    expect(await read(line, 1)).toBe('timeout')
    for (let round = 0; round < 5; round++) {
      expect(await read(line, 2)).toBe(2_000_000)
      await sleep(20)
    }
    expect(socket.destroyed).toBe(false)
  })

  test('may say now and then that it is there', async () => {
    const { line, socket } = await dialIn({ 1: undefined })
    socket.write('HEARTBEAT\r\n')
    await sleep(20)
    const answer = read(line, 1)
    socket.write('HEARTBEAT\r\n')
    expect(await answer).toBe(1_000_000)
    expect(await read(line, 1)).toBe(1_000_000)
  })
})

test('a gateway that was asked is not called anew because one unit is silent, but is when its connection went dead', async () => {
  const server = meters('modbus-tcp', { 1: undefined, 3: undefined })
  const { host, port } = await server.start()
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp', TIMEOUT_MS)
  stops.push(() => line.close())
  expect(await read(line, 1)).toBe(1_000_000)
  expect(await read(line, 2)).toBe('timeout')
  expect(await read(line, 3)).toBe(3_000_000)
  expect(server.connections).toBe(1)
  for (const dead of [4, 5, 6]) await read(line, dead)
  expect(await read(line, 3)).toBe(3_000_000)
  expect(server.connections).toBe(2)
})

test('a frame that is whole and wrong costs the connection nothing', async () => {
  const server = meters('modbus-tcp', { 1: { kind: 'short' }, 2: undefined })
  const { host, port } = await server.start()
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp', TIMEOUT_MS)
  stops.push(() => line.close())
  expect(await read(line, 1)).toBe('mismatch')
  expect(await read(line, 2)).toBe(2_000_000)
  expect(server.connections).toBe(1)
})

describe.each(['modbus-tcp', 'modbus-rtu'] as const)('a slow unit over %s', (framing) => {
  test('is waited for as long as it needs, once its late answer has told that it lives', async () => {
    const slow: UnitFault = { kind: 'slow', delayMs: TIMEOUT_MS * 1.5 }
    const server = meters(framing, { 1: slow, 2: undefined })
    const { host, port } = await server.start()
    const line = new Line({ kind: 'tcp', host, port }, framing, TIMEOUT_MS)
    stops.push(() => line.close())
    expect(await read(line, 2)).toBe(2_000_000)
    expect(await read(line, 1)).toBe('timeout')
    await sleep(TIMEOUT_MS)
    expect(await read(line, 2)).toBe(2_000_000)
    expect(await read(line, 1)).toBe(1_000_000)
    const began = performance.now()
    expect(await read(line, 9)).toMatch(/timeout|mismatch/)
    expect(performance.now() - began).toBeLessThan(TIMEOUT_MS * 2)
  })
})

describe('an RTU line', () => {
  test.each([
    ['a glitch of the other polarity', [0xff]],
    ['several bytes of noise', [0x00, 0xff, 0x13, 0x84, 0x00, 0x7e]],
    ['what looks like the beginning of the answer', [0x01, 0x04]],
    ['a piece of another unit’s frame', [0x05, 0x04, 0x28, 0x43]],
  ])('is read through %s', async (_, bytes) => {
    const server = meters('modbus-rtu', { 1: { kind: 'noise', bytes } })
    const { host, port } = await server.start()
    const line = new Line({ kind: 'tcp', host, port }, 'modbus-rtu', TIMEOUT_MS)
    stops.push(() => line.close())
    expect(await read(line, 1)).toBe(1_000_000)
  })

  test('whose adapter echoes requests is read, and a dead unit on it is dead', async () => {
    const server = meters('modbus-rtu', { 1: { kind: 'echo' }, 2: { kind: 'echo', isDead: true } })
    const { host, port } = await server.start()
    const line = new Line({ kind: 'tcp', host, port }, 'modbus-rtu', TIMEOUT_MS)
    stops.push(() => line.close())
    expect(await read(line, 1)).toBe(1_000_000)
    expect(await read(line, 2)).toBe('timeout')
    expect(await read(line, 1)).toBe(1_000_000)
  })
})
