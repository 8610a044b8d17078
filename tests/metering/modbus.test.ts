import { afterEach, describe, expect, test } from 'vitest'
import { Breaker } from '../../metering/collect/lines/breaker.ts'
import { BusFault } from '../../metering/collect/lines/fault.ts'
import { Line } from '../../metering/collect/lines/line.ts'
import { LinePoller } from '../../metering/collect/lines/poller.ts'
import { closeLines } from '../../metering/collect/lines/registry.ts'
import { readUnit } from '../../metering/collect/modbus/meter.ts'
import { readMeter } from '../../metering/collect/read-meter.ts'
import { profiles } from '../../metering/profiles/all.ts'
import { chintDtsu6662016 } from '../../metering/profiles/chint.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer, type MeterState } from '../../simulators/meters.ts'

const clock = () => new Date('2026-03-10T12:00:00+08:00')
const shown: MeterState = {
  importWh: 12_345_600,
  exportWh: 700,
  uV: [221.5, 0, 0],
  iA: [4.25, 0, 0],
  pW: 900,
  pPhaseW: [900, 0, 0],
  pf: 0.97,
  fHz: 50,
  q1Varh: 5000,
}

let server: MeterServer | undefined

async function serve(units: Record<number, Omit<Parameters<MeterServer['units']['set']>[1], 'state'>>) {
  server = new MeterServer()
  for (const [id, unit] of Object.entries(units)) server.units.set(Number(id), { state: () => shown, ...unit })
  return { server, ...(await server.start()) }
}

const at = (host: string, port: number) => ({
  address: { kind: 'tcp' as const, host, port },
  framing: 'modbus-tcp' as const,
})

const link = (host: string, port: number, unitId: number) => ({
  terminalId: 1,
  address: { kind: 'tcp' as const, host, port },
  framing: 'modbus-tcp' as const,
  unitId,
  meterAddress: null,
  profile: 'eastron-sdm630',
  assetNo: `M-${unitId}`,
  pointId: unitId,
})

afterEach(async () => {
  await closeLines()
  await server?.stop()
})

test.each(profiles.map((profile) => [profile.name, profile] as const))(
  '%s is read over its socket as it shows',
  async (_, profile) => {
    const { host, port } = await serve({ 7: { profile } })
    const answer = await readMeter({ profile: profile.name, ...at(host, port), unit: 7 }, clock)
    expect(answer).toMatchObject({ profile: profile.name, unit: 7, at: '2026-03-10T04:00:00.000Z' })
    // A float of 32 bits shows 12,345.6 kWh to the nearest Wh.
    const has = (reading: string) => profile.fields.some((field) => field.reading === reading)
    // Whole kWh show no less.
    const toStep = (reading: string, wh: number) => {
      const field = profile.fields.find((each) => each.reading === reading)
      const step = field?.type.startsWith('float') ? 1 : (field?.scale ?? 1)
      return Math.round(wh / step) * step
    }
    expect(answer.reading).toMatchObject({
      importWh: toStep('importWh', 12_345_600),
      ...(has('uV[0]') ? { uV: has('uV[1]') ? [221.5, 0, 0] : [221.5] } : {}),
      pW: 900,
      ...(has('exportWh') ? { exportWh: toStep('exportWh', 700) } : {}),
    })
    expect(answer.raw[0]).toMatchObject({ functionCode: profile.functionCode })
  },
)

test('a meter that is not there is a time-out, and an unknown profile is said to be one', async () => {
  const { host, port } = await serve({})
  await expect(readMeter({ profile: 'eastron-sdm630', ...at(host, port), unit: 9 }, clock)).rejects.toMatchObject({
    kind: 'timeout',
  })
  await expect(readMeter({ profile: 'nobody', ...at(host, port), unit: 9 }, clock)).rejects.toThrow('nobody')
})

test('a late answer is never taken for the next one', async () => {
  const { server, host, port } = await serve({
    1: { profile: eastronSdm630, fault: { kind: 'slow', delayMs: 650 } },
    2: { profile: eastronSdm630 },
  })
  server.units.set(2, { profile: eastronSdm630, state: () => ({ importWh: 222_000 }) })
  // As late as may be, and long enough for a neighbour on a busy machine.
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp', 600)
  await expect(readUnit(line, 1, eastronSdm630, 1)).rejects.toBeInstanceOf(BusFault)
  await new Promise((resolve) => setTimeout(resolve, 20))
  const reads = await Promise.all([0, 1, 2].map(() => line.hold('curve', () => readUnit(line, 2, eastronSdm630, 1))))
  for (const { values } of reads) expect(values.importWh).toBe(222_000)
  await line.close()
})

test('garbage is refused and the next meter is read on a fresh connection', async () => {
  const { host, port } = await serve({
    1: { profile: eastronSdm630, fault: { kind: 'garbage' } },
    2: { profile: eastronSdm630 },
  })
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp', 100)
  await expect(readUnit(line, 1, eastronSdm630, 2)).rejects.toBeInstanceOf(BusFault)
  expect((await readUnit(line, 2, eastronSdm630, 2)).values.importWh).toBe(12_345_600)
  await line.close()
})

test('only the request that failed is repeated, once', async () => {
  const { server, host, port } = await serve({ 1: { profile: eastronSdm630, fault: { kind: 'dead' } } })
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp', 50)
  await expect(readUnit(line, 1, eastronSdm630, 2)).rejects.toMatchObject({ kind: 'timeout' })
  expect(server.requests.get(1)).toBe(2)
  await line.close()
})

test('a meter that refuses holes is read in smaller blocks, and asked so the next time', async () => {
  const { server, host, port } = await serve({ 1: { profile: chintDtsu6662016, fault: { kind: 'strict' } } })
  const line = new Line({ kind: 'tcp', host, port }, 'modbus-tcp', 200)
  const first = await readUnit(line, 1, chintDtsu6662016, 1)
  expect(first.values).toMatchObject({ importWh: 12_345_600, uV: [221.5, 0, 0], fHz: 50 })
  expect(first.unread).toEqual([])
  const asked = server.requests.get(1) ?? 0
  await readUnit(line, 1, chintDtsu6662016, 1)
  expect((server.requests.get(1) ?? 0) - asked).toBe(first.answers.length)
  expect(first.answers.length).toBeLessThan(asked)
  await line.close()
})

describe('one dead unit', () => {
  test('costs its neighbours one time-out, and later nothing', async () => {
    const { server, host, port } = await serve(
      Object.fromEntries([1, 2, 3, 4].map((unit) => [unit, { profile: eastronSdm630 }])),
    )
    server.units.delete(2)
    const poller = new LinePoller({ address: { kind: 'tcp', host, port }, framing: 'modbus-tcp', clock })
    poller.want([1, 2, 3, 4].map((unit) => link(host, port, unit)))
    const first = await poller.readAll()
    expect(first.readings.map((reading) => reading.meter)).toEqual(['M-1', 'M-3', 'M-4'])
    expect(first.failed).toEqual([{ unit: '2', meter: 'M-2', because: 'timeout' }])

    const began = performance.now()
    const second = await poller.readAll()
    expect(second.readings).toHaveLength(3)
    expect(second.skipped).toBe(1)
    expect(performance.now() - began).toBeLessThan(300)
  })

  test('is probed again after 2 s, and reads as before once it answers', () => {
    const breaker = new Breaker()
    const waits: number[] = []
    let now = 0
    for (let failure = 0; failure < 10; failure++) {
      breaker.recordFailure(now)
      waits.push(breaker.dueMs - now)
      expect(breaker.isProbeDue(breaker.dueMs - 1)).toBe(false)
      now = breaker.dueMs
      expect(breaker.isProbeDue(now)).toBe(true)
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000])
    breaker.recordSuccess()
    expect(breaker.isOpen).toBe(false)
  })
})

test('a bus that cannot be reached is told at once for all behind it', async () => {
  const { server, host, port } = await serve({})
  await server.stop()
  const poller = new LinePoller({ address: { kind: 'tcp', host, port }, framing: 'modbus-tcp', clock })
  poller.want([1, 2, 3].map((unit) => link(host, port, unit)))
  const cycle = await poller.readAll()
  expect(cycle.failed.map(({ because }) => because)).toEqual(['unreachable', 'unreachable', 'unreachable'])
  expect(poller.nextProbeMs).toBeGreaterThan(Date.now())
})

test('a meter whose link ends is not asked again', async () => {
  const { server, host, port } = await serve({ 1: { profile: eastronSdm630 }, 2: { profile: eastronSdm630 } })
  const poller = new LinePoller({ address: { kind: 'tcp', host, port }, framing: 'modbus-tcp', clock })
  poller.want([link(host, port, 1), link(host, port, 2)])
  await poller.readAll()
  poller.want([link(host, port, 2)])
  const before = server.requests.get(1)
  await poller.readAll()
  expect(server.requests.get(1)).toBe(before)
})
