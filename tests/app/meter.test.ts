import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { openPtyPair, ptyMaker } from '../support/pty.ts'

const cli = new URL('../../app/cli.ts', import.meta.url).pathname
const stops: (() => Promise<void> | void)[] = []
let home = ''

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dianhu-meter-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})
afterAll(() => rm(home, { recursive: true, force: true }))

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, 'meter', ...args], { env: { ...process.env, DIANHU_HOME: home } })
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

async function serve(framing: 'modbus-tcp' | 'modbus-rtu') {
  const server = new MeterServer({ framing })
  const uV = [231, 229, 233]
  const iA = [4, 5, 6]
  const pPhaseW = uV.map((u, phase) => u * (iA[phase] ?? 0) * 0.95)
  const pW = pPhaseW.reduce((sum, w) => sum + w, 0)
  const state = () => ({ importWh: 12_345_600, uV, iA, pPhaseW, pW, pf: 0.95, fHz: 50.01 })
  server.units.set(3, { profile: eastronSdm630, state })
  server.units.set(4, { profile: { ...eastronSdm630, order: 'CDAB' }, state })
  const { port } = await server.start()
  stops.push(() => server.stop())
  return { server, at: ['--host', '127.0.0.1', '--port', String(port)] }
}

describe('dianhu meter read', () => {
  const meter = ['--profile', 'eastron-sdm630', '--unit', '3']

  test.each([
    ['Modbus TCP', 'modbus-tcp', []],
    ['RTU over a socket', 'modbus-rtu', ['--framing', 'modbus-rtu']],
  ] as const)('reads over %s', async (_, framing, more) => {
    const { at } = await serve(framing)
    const { code, out } = await run('read', ...meter, ...at, ...more, '--json')
    expect(code).toBe(0)
    const answer = JSON.parse(out)
    expect(answer.raw[0]).toMatchObject({ functionCode: 4, address: 0 })
    expect(answer).toMatchObject({
      profile: 'eastron-sdm630',
      unit: 3,
      reading: { importWh: 12_345_600, uV: [231, 229, 233] },
    })
  })

  test.skipIf(!ptyMaker)('reads on a serial port (skipped where nothing makes pseudo-terminals)', async () => {
    const pair = await openPtyPair()
    stops.push(() => pair.close())
    const { server } = await serve('modbus-rtu')
    await server.openSerial(pair.b, 19_200)
    const { code, out } = await run('read', ...meter, '--serial', pair.a, '--baud', '19200', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out).reading.importWh).toBe(12_345_600)
  })

  test('ends with 1 where nobody answers, and with 2 where the question is wrong', async () => {
    const { at } = await serve('modbus-tcp')
    expect(await run('read', '--profile', 'eastron-sdm630', '--unit', '9', ...at)).toMatchObject({ code: 1, out: '' })
    for (const wrong of [
      ['read', ...meter, ...at, '--unit', '300'],
      ['read', '--profile', 'nobody', ...at],
      ['read', ...at],
      ['read', ...meter, ...at, '--serial', '/dev/ttyS0'],
      ['read', ...meter, '--serial', '/dev/ttyS0', '--framing', 'modbus-tcp'],
      ['probe', ...at, '--samples', '1'],
      ['write', ...at],
    ]) {
      expect((await run(...wrong)).code, wrong.join(' ')).toBe(2)
    }
  })
})

describe('dianhu meter probe', () => {
  test('says which known model it is, and that of a changed one the draft reads it', async () => {
    const { at, server } = await serve('modbus-tcp')
    const same = await run('probe', ...at, '--unit', '3', '--json')
    expect(JSON.parse(same.out).known).toMatchObject({ profile: 'eastron-sdm630', is: 'same' })

    const { code, out } = await run('probe', ...at, '--unit', '4', '--samples', '2', '--every', '0', '--json')
    expect(code).toBe(0)
    const { draft } = JSON.parse(out)
    expect(draft.order).toBe('CDAB')
    await mkdir(join(home, 'profiles'), { recursive: true })
    await writeFile(join(home, 'profiles', 'found.json'), JSON.stringify(draft))
    const read = await run('read', '--profile', draft.name, '--unit', '4', ...at, '--json')
    expect(JSON.parse(read.out).reading).toMatchObject({ importWh: 12_345_600, uV: [231, 229, 233], iA: [4, 5, 6] })
    expect(server.writes).toEqual([])
  })
})

test('dianhu meter profiles tells proven models from others', async () => {
  const { out } = await run('profiles', '--json')
  const proofs = new Map(JSON.parse(out).map((each: { name: string; proof: string }) => [each.name, each.proof]))
  expect(proofs.get('hiking-dds238-2')).toBe('frame')
  expect(proofs.get('acrel-adl400')).toBe('document')
})
