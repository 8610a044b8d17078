import { setTimeout as sleep } from 'node:timers/promises'
import modbusSerial from 'modbus-serial'
import { closeLines, findProfile, type LineAddress, LinePoller, readMeter } from '../../metering/index.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { type BenchResult, measureSeconds, medianOf, toResult } from './result.ts'

type Client = InstanceType<typeof modbusSerial.default>

const PROFILE = 'eastron-sdm630'
const UNITS = 50
/** Ours and the limit by turns, so that a busy moment of the machine counts against both. */
const TURNS = 40
const WARM_UP = 20
const UNITS_LIST = Array.from({ length: UNITS }, (_, index) => index + 1)
const LINES = 50
const UNITS_OF_LINE = 20
const CYCLES = 3
/** Failures before the measurement, so that a dead unit is left alone for 16 s. */
const FAILURES = 4

export async function benchModbus(): Promise<BenchResult[]> {
  return [await benchPoll(), await benchDeadUnits()]
}

/** Meters read one after the other over one connection. Limit: the same requests in a bare `modbus-serial` loop. */
async function benchPoll(): Promise<BenchResult> {
  const server = new MeterServer()
  for (const unit of UNITS_LIST) server.units.set(unit, liveUnit())
  const { host, port } = await server.start()
  const address = (unit: number) => ({
    profile: PROFILE,
    address: { kind: 'tcp' as const, host, port },
    framing: 'modbus-tcp' as const,
    unit,
  })
  const first = await readMeter(address(1), () => new Date())
  const blocks = first.raw.flatMap((block) =>
    'words' in block ? [{ address: block.address, count: block.words.length }] : [],
  )
  const client = new modbusSerial.default()
  client.setTimeout(1_000)
  await client.connectTCP(host, { port })
  try {
    const readOurs = async () => {
      for (const unit of UNITS_LIST) await readMeter(address(unit), () => new Date())
    }
    const { ours, limit: bare } = await measureByTurns(readOurs, () => readBare(client, blocks))
    return toResult({
      name: 'modbus-poll',
      value: UNITS / medianOf(ours),
      unit: 'meters/s',
      limit: UNITS / medianOf(bare),
      target: 0.8,
      detail: {
        units: UNITS,
        requestsPerMeter: blocks.length,
        limit: 'the same requests in a bare modbus-serial loop',
      },
    })
  } finally {
    client.destroy(() => {})
    await closeLines()
    await server.stop()
  }
}

/**
 * 1,000 units on 50 lines, one of twenty dead on each, once their breakers are open; they are tried again on their
 * schedule meanwhile. Limit: the same without the dead units.
 */
async function benchDeadUnits(): Promise<BenchResult> {
  const servers = await Promise.all(Array.from({ length: LINES }, serveLine))
  const live = servers.flatMap(({ units }) => units.slice(1)).length
  const makePollers = (withDead: boolean) =>
    servers.map(({ address, units }) => {
      const poller = new LinePoller({ address, framing: 'modbus-tcp', clock: () => new Date() })
      poller.want((withDead ? units : units.slice(1)).map((unit) => linkOf(address, unit)))
      return poller
    })
  try {
    const pollers = makePollers(true)
    const withoutDead = makePollers(false)
    for (let failure = 0; failure < FAILURES; failure++) {
      const due = Math.max(0, ...pollers.map((poller) => (poller.nextProbeMs ?? 0) - Date.now()))
      await sleep(due + 1)
      await Promise.all(pollers.map((poller) => (failure === 0 ? poller.readAll() : poller.probe())))
    }
    const { ours: withDead, limit: without } = await measureByTurns(
      () => runCycles(pollers),
      () => runCycles(withoutDead),
    )
    const read = live * CYCLES * TURNS
    return toResult({
      name: 'modbus-dead-units',
      value: read / sumOf(withDead),
      unit: 'live meters/s',
      limit: read / sumOf(without),
      target: 0.833,
      detail: { units: LINES * UNITS_OF_LINE, dead: LINES, lines: LINES, limit: 'the same without the dead units' },
    })
  } finally {
    await closeLines()
    await Promise.all(servers.map(({ server }) => server.stop()))
  }
}

/** Cycles over all lines at once; what is due is tried in between, as the collector does. */
async function runCycles(pollers: LinePoller[]): Promise<void> {
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await Promise.all(pollers.map((poller) => poller.readAll()))
    for (const poller of pollers) tries.push(poller.probe())
  }
}

const tries: Promise<unknown>[] = []

/** Seconds of each turn; the first ones warm up and are not counted. */
async function measureByTurns(ours: () => Promise<void>, limit: () => Promise<void>) {
  const seconds: { ours: number[]; limit: number[] } = { ours: [], limit: [] }
  for (let turn = -WARM_UP; turn < TURNS; turn++) {
    const [bare, own] = [await measureSeconds(limit), await measureSeconds(ours)]
    await Promise.all(tries.splice(0))
    if (turn < 0) continue
    seconds.limit.push(bare)
    seconds.ours.push(own)
  }
  return seconds
}

const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0)

/** A gateway whose first unit is dead. */
async function serveLine() {
  const server = new MeterServer()
  const units = Array.from({ length: UNITS_OF_LINE }, (_, index) => index + 1)
  for (const unit of units.slice(1)) server.units.set(unit, liveUnit())
  return { server, units, address: { kind: 'tcp' as const, ...(await server.start()) } }
}

function linkOf(address: LineAddress, unitId: number) {
  const assetNo = `${address.kind === 'tcp' ? address.port : 0}-${unitId}`
  return {
    terminalId: 1,
    address,
    framing: 'modbus-tcp' as const,
    unitId,
    meterAddress: null,
    profile: PROFILE,
    assetNo,
    pointId: 1,
  }
}

function liveUnit() {
  const profile = findProfile(PROFILE)
  if (!profile) throw new Error(`no profile ${PROFILE}`)
  const state = { importWh: 12_345_600, uV: [221, 222, 223], iA: [1, 2, 3], pW: 900, fHz: 50 }
  return { profile, state: () => state }
}

async function readBare(client: Client, blocks: { address: number; count: number }[]): Promise<void> {
  for (const unit of UNITS_LIST) {
    client.setID(unit)
    for (const block of blocks) await client.readInputRegisters(block.address, block.count)
  }
}
