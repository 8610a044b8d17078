import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer, type UnitFault } from '../../simulators/meters.ts'

const top = new URL('../..', import.meta.url).pathname
const stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['app/cli.ts', 'meter', ...args], { cwd: top })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

async function serve(fault?: UnitFault, unit = 1) {
  const server = new MeterServer()
  const state = () => ({ importWh: 12_345_000, uV: [221.5, 222, 223], fHz: 50 })
  server.units.set(unit, { profile: eastronSdm630, state, ...(fault && { fault }) })
  const { host, port } = await server.start()
  stops.push(() => server.stop())
  return ['--host', host, '--port', String(port)]
}

const sdm630 = ['read', '--profile', 'eastron-sdm630', '--json']

describe('dianhu meter', () => {
  test.each([
    [['--help'], 'meter probe'],
    [['read', '--help'], '--timeout MS'],
    [['probe', '--help'], '--requests'],
    [['profiles', '--help'], 'profiles'],
  ])('%j prints how it is used', async (args, says) => {
    const { code, out } = await run(...args)
    expect(out).toContain(says)
    expect(code).toBe(0)
  })

  test.each([
    [[...sdm630, '--host', ''], 'host'],
    [[...sdm630, '--unit', ''], 'unit'],
    [[...sdm630, '--unit', '256'], 'unit'],
    [[...sdm630, '--unit', '0', '--framing', 'modbus-rtu'], 'unit'],
    [[...sdm630, '--timeout', '0'], 'timeout'],
    [['read', 'junk', '--profile', 'eastron-sdm630'], 'junk'],
    [['probe', 'junk'], 'junk'],
    [['read'], 'profile'],
  ])('%j is refused, naming what is wrong', async (args, names) => {
    const { code, out, err } = await run(...args)
    expect(err).toContain(names)
    expect([code, out]).toEqual([2, ''])
  })

  test('says in both languages that nobody is there', async () => {
    const free = createServer()
    const port = await new Promise<number>((resolve) =>
      free.listen(0, '127.0.0.1', () => resolve((free.address() as { port: number }).port)),
    )
    await new Promise((resolve) => free.close(resolve))
    for (const args of [
      [...sdm630, '--port', String(port)],
      [...sdm630, '--host', 'no.such.host.invalid'],
      ['probe', '--port', String(port)],
    ]) {
      const { code, err } = await run(...args)
      expect(err).toMatch(/无法连接 cannot connect/)
      expect(code).toBe(1)
    }
  })

  test.each([0, 248, 255])('asks unit %i of a gateway', async (unit) => {
    const { code, out } = await run(...sdm630, ...(await serve(undefined, unit)), '--unit', String(unit))
    expect(JSON.parse(out).reading.importWh).toBe(12_345_000)
    expect(code).toBe(0)
  })

  test('waits for a slow meter, and as long as it is told', async () => {
    const at = await serve({ kind: 'slow', delayMs: 1_500 })
    expect(await run(...sdm630, ...at)).toMatchObject({ code: 0, err: '' })
    const { code, err } = await run(...sdm630, ...at, '--timeout', '300')
    expect(err).toMatch(/没有应答 no answer/)
    expect(code).toBe(1)
  }, 60_000)

  test('says what the meter refused', async () => {
    const { code, err } = await run(...sdm630, ...(await serve({ kind: 'exception', code: 1 })))
    expect(err).toMatch(/表计拒绝 refused by the meter: Modbus exception 1/)
    expect(code).toBe(1)
  })
})
