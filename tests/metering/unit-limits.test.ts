import { afterEach, describe, expect, test, vi } from 'vitest'
import { Line } from '../../metering/collect/lines/line.ts'
import { LinePoller } from '../../metering/collect/lines/poller.ts'
import { closeLines } from '../../metering/collect/lines/registry.ts'
import { forgetUnit } from '../../metering/collect/modbus/known-blocks.ts'
import { readUnit } from '../../metering/collect/modbus/meter.ts'
import { readMeter } from '../../metering/collect/read-meter.ts'
import { profiles } from '../../metering/profiles/all.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import type { Profile } from '../../metering/profiles/profile.ts'
import { MeterServer, type UnitFault } from '../../simulators/meters.ts'

const TIMEOUT_MS = 150
const shown = { importWh: 12_345_000, uV: [221.5, 222, 223], iA: [4.25, 1, 2], pW: 900, pf: 0.97, fHz: 50 }
const stops: (() => Promise<void> | void)[] = []

afterEach(async () => {
  vi.useRealTimers()
  await closeLines()
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function serve(
  fault: UnitFault,
  profile: Profile = eastronSdm630,
  framing: 'modbus-tcp' | 'modbus-rtu' = 'modbus-tcp',
) {
  const server = new MeterServer({ framing })
  server.units.set(1, { profile, state: () => shown, fault })
  server.units.set(2, { profile, state: () => shown })
  const { host, port } = await server.start()
  stops.push(() => server.stop())
  const line = new Line({ kind: 'tcp', host, port }, framing, TIMEOUT_MS)
  stops.push(() => line.close())
  const asked = async (work: () => Promise<unknown>) => {
    const before = server.requests.get(1) ?? 0
    await work()
    return (server.requests.get(1) ?? 0) - before
  }
  const read = (tries = 1) => line.hold('curve', () => readUnit(line, 1, profile, tries))
  return { server, line, host, port, asked, read }
}

describe.each([3, 4])('a unit that refuses more than it allows with exception %i', (because) => {
  test.each(profiles.map((profile) => [profile.name, profile] as const))('is read whole: %s', async (_, profile) => {
    const { read, asked } = await serve({ kind: 'limited', most: 10, because }, profile)
    const whole = await read()
    expect(whole.unread).toEqual([])
    expect(whole.values).toMatchObject({ importWh: 12_345_000 })
    expect(whole.answers.every(({ words }) => words.length <= 10)).toBe(true)
    expect(await asked(read)).toBe(whole.answers.length)
  })
})

test('a unit that refuses everything as a failure is given up after few requests', async () => {
  const { read, asked } = await serve({ kind: 'exception', code: 4 })
  expect(await asked(() => expect(read()).rejects.toMatchObject({ kind: 'refused', exceptionCode: 4 }))).toBeLessThan(
    12,
  )
})

describe('a unit that says nothing to large blocks', () => {
  const silent: UnitFault = { kind: 'limited', most: 10, because: 'silence' }

  test('is read in smaller ones by a person, at once', async () => {
    const { read, asked } = await serve(silent)
    expect((await read(2)).unread).toEqual([])
    const again = await read()
    expect(await asked(read)).toBe(again.answers.length)
  })

  test('costs a poll one time-out each time until its limit is found', async () => {
    const { read, server } = await serve(silent)
    let polls = 0
    let answer: Awaited<ReturnType<typeof read>> | undefined
    while (!answer && polls < 8) {
      polls++
      answer = await read().catch(() => undefined)
      expect(server.silences.get(1)).toBe(answer ? polls - 1 : polls)
    }
    expect(answer?.unread).toEqual([])
    expect(polls).toBeLessThan(7)
  })

  test('is on RTU lines read so too', async () => {
    const { read } = await serve(silent, eastronSdm630, 'modbus-rtu')
    expect((await read(2)).unread).toEqual([])
  }, 20_000)

  test('may answer larger ones later: a step more is tried after a day, for one time-out where it does not', async () => {
    const { read, server } = await serve(silent)
    await read(2)
    const before = (await read()).answers.length
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90_000_000 })
    await expect(read()).rejects.toMatchObject({ kind: 'timeout' })
    expect((await read()).answers.length).toBeLessThanOrEqual(before)
    server.units.set(1, { profile: eastronSdm630, state: () => shown })
    vi.setSystemTime(Date.now() + 90_000_000)
    expect((await read()).answers.length).toBeLessThan(before)
  })
})

test('a unit that was only away is asked for whole blocks when it is back', async () => {
  const { read, server, asked } = await serve({ kind: 'dead' })
  expect(await asked(() => expect(read()).rejects.toMatchObject({ kind: 'timeout' }))).toBe(1)
  expect(await asked(() => expect(read()).rejects.toMatchObject({ kind: 'timeout' }))).toBe(1)
  server.units.set(1, { profile: eastronSdm630, state: () => shown })
  const whole = (await read()).answers.length
  expect(await asked(read)).toBe(whole)
  expect(whole).toBe(3)
})

describe('what was learned of a unit', () => {
  const limited: UnitFault = { kind: 'limited', most: 10, because: 3 }

  test('is tried anew after a day', async () => {
    const { read, server, asked } = await serve(limited)
    await read()
    server.units.set(1, { profile: eastronSdm630, state: () => shown })
    expect(await asked(read)).toBeGreaterThan(3)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90_000_000 })
    expect(await asked(read)).toBe(3)
  })

  test('goes with the meter that hung there', async () => {
    const { server, host, port, asked } = await serve(limited)
    const poller = new LinePoller({
      address: { kind: 'tcp', host, port },
      framing: 'modbus-tcp',
      clock: () => new Date(),
    })
    const link = (assetNo: string) => ({
      terminalId: 1,
      address: { kind: 'tcp' as const, host, port },
      framing: 'modbus-tcp' as const,
      unitId: 1,
      meterAddress: null,
      profile: 'eastron-sdm630',
      assetNo,
      pointId: 1,
    })
    poller.want([link('M-OLD')])
    await poller.readAll()
    server.units.set(1, { profile: eastronSdm630, state: () => shown })
    poller.want([link('M-OLD')])
    expect(await asked(() => poller.readAll())).toBeGreaterThan(3)
    poller.want([link('M-NEW')])
    expect(await asked(() => poller.readAll())).toBe(3)
    forgetUnit(poller.name, 1)
  })
})

describe('a busy unit', () => {
  test.each([5, 6])('(exception %i) is asked again after a pause', async (code) => {
    const { read } = await serve({ kind: 'busy', code, times: 2 })
    expect((await read()).unread).toEqual([])
  })

  test('is not asked for ever', async () => {
    const { read, asked } = await serve({ kind: 'busy', code: 6, times: 1_000 })
    expect(await asked(() => expect(read()).rejects.toMatchObject({ exceptionCode: 6 }))).toBeLessThan(6)
  })

  test('that breaks off keeps what it has told, whole phases only, and says what is missing', async () => {
    const { server, host, port, line } = await serve({ kind: 'busy', code: 6, times: 0 })
    const layout = { ...eastronSdm630, blockLimit: 10, maxHole: 0 }
    const state = () => {
      const asked = server.requests.get(1) ?? 0
      server.units.set(1, { profile: layout, state: () => shown, fault: { kind: 'exception', code: 6 } })
      return { ...shown, asked }
    }
    server.units.set(1, { profile: layout, state })
    const part = await line.hold('curve', () => readUnit(line, 1, layout, 1))
    expect(part.values).toEqual({ uV: [221.5, 222, 223] })
    expect(part.stoppedBy?.exceptionCode).toBe(6)
    server.units.set(1, { profile: eastronSdm630, state: () => shown, fault: { kind: 'exception', code: 6 } })
    const at = { address: { kind: 'tcp' as const, host, port }, framing: 'modbus-tcp' as const, unit: 1 }
    await expect(readMeter({ profile: 'eastron-sdm630', ...at }, () => new Date())).rejects.toThrow(
      'Modbus exception 6',
    )
  })
})
