import modbusSerial from 'modbus-serial'
import { closeLines, findProfile, readMeter } from '../../metering/index.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'

const PROFILE = 'eastron-sdm630'
const UNITS = 50
const ROUNDS = 20
const UNITS_LIST = Array.from({ length: UNITS }, (_, index) => index + 1)

/** Meters read one after the other over one connection. Limit: the same requests in a bare `modbus-serial` loop. */
export async function benchModbus(): Promise<BenchResult[]> {
  const server = new MeterServer()
  const profile = findProfile(PROFILE)
  if (!profile) throw new Error(`no profile ${PROFILE}`)
  const state = { importWh: 12_345_600, uV: [221, 222, 223], iA: [1, 2, 3], pW: 900, fHz: 50 }
  for (const unit of UNITS_LIST) server.units.set(unit, { profile, state: () => state })
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
  try {
    const bare = await measureSeconds(() => readBare(host, port, blocks))
    const ours = await measureSeconds(async () => {
      for (let round = 0; round < ROUNDS; round++) {
        for (const unit of UNITS_LIST) await readMeter(address(unit), () => new Date())
      }
    })
    const meters = UNITS * ROUNDS
    return [
      toResult({
        name: 'modbus-poll',
        value: meters / ours,
        unit: 'meters/s',
        limit: meters / bare,
        target: 0.8,
        detail: {
          units: UNITS,
          requestsPerMeter: blocks.length,
          limit: 'the same requests in a bare modbus-serial loop',
        },
      }),
    ]
  } finally {
    await closeLines()
    await server.stop()
  }
}

async function readBare(host: string, port: number, blocks: { address: number; count: number }[]): Promise<void> {
  const client = new modbusSerial.default()
  client.setTimeout(1_000)
  await client.connectTCP(host, { port })
  for (let round = 0; round < ROUNDS; round++) {
    for (const unit of UNITS_LIST) {
      client.setID(unit)
      for (const block of blocks) await client.readInputRegisters(block.address, block.count)
    }
  }
  client.destroy(() => {})
}
