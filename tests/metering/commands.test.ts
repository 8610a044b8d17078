import { createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOfDay } from '../../db/time.ts'
import { askMeter, findQuestion, readOrAsk } from '../../metering/ask-meter.ts'
import { listClocks, setClock } from '../../metering/clock-settings.ts'
import { MqttCollector } from '../../metering/collect/mqtt/collector.ts'
import { Commander } from '../../metering/collection/commands.ts'
import { findCompleteness, listGaps } from '../../metering/collection/completeness.ts'
import { countDueDays } from '../../metering/collection/count.ts'
import { rereadGaps } from '../../metering/collection/reread.ts'
import { askForFile, compareTerminalFile } from '../../metering/collection/terminal-files.ts'
import { MqttCommand } from '../../metering/mqtt-contract.ts'
import { takeRequests } from '../../simulators/dlt645/frames.ts'
import { answerRead, type Dlt645Meter } from '../../simulators/dlt645/meter.ts'
import { MqttTerminal, type Obeyed, type TerminalCommand } from '../../simulators/terminals.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (text: string) => new Date(`2026-03-${text}+08:00`)
const since = at('09T00:00:00')
const ADDRESS = '000000000161'
const importWh = (when: Date) => Math.floor((when.getTime() - since.getTime()) / 6000) * 10
const log = { error: () => {}, warn: () => {} }

describe('a terminal that listens to commands', () => {
  const database = useDatabase()
  let now = at('10T12:30:00')
  const ctx = () => ({ ...database.ctx(now.toISOString()), now })
  const meter: Dlt645Meter = { phases: 1, since, state: (when) => ({ importWh: importWh(when), uV: [222.5], pW: 600 }) }
  const heard: TerminalCommand[] = []
  let memory = true
  let isSilent = false
  let shownBySecond = 5_000
  let network: Network
  let pointId = 0
  let terminalId = 0
  let server: Server
  let broker: Aedes
  let collector: MqttCollector
  let commander: Commander
  let terminal: MqttTerminal

  /** What a concentrator does, as the contract says. */
  function obey(command: TerminalCommand): Obeyed {
    MqttCommand.parse(command)
    heard.push(command)
    if (command.do === 'reread') {
      if (isSilent) return { answer: { ok: false, because: 'METER_SILENT' } }
      if (!memory) return { answer: { ok: false, because: 'NO_MEMORY' } }
      const [from, to] = [new Date(String(command.from)), new Date(String(command.to))]
      const freeze = command.what === 'curve' ? 'curve' : 'day'
      const readings = []
      for (let when = from.getTime(); when <= to.getTime(); when += 900_000) {
        readings.push({ meter: 'M-1', at: new Date(when).toISOString(), importWh: importWh(new Date(when)), freeze })
      }
      return { readings, answer: { ok: true, readings: readings.length } }
    }
    if (command.do === 'pass-through') {
      const frames = (command.frames as string[]).map((hex) => {
        const [request] = takeRequests(Buffer.from(hex, 'hex')).requests
        return request ? Buffer.concat(answerRead(ADDRESS, meter, request, now)).toString('hex') : null
      })
      return { answer: { ok: true, frames } }
    }
    if (command.do === 'set-time') {
      const clock = (ms: number) => new Date(now.getTime() + ms).toISOString()
      return { answer: { ok: true, clockBefore: clock(-90_000), clockAfter: clock(0) } }
    }
    if (command.do === 'tell-parameters') {
      const meters = [{ meter: 'M-1', protocol: 'dlt645', address: '000000000162' }, { meter: 'M-STRANGER' }]
      return { answer: { ok: true, meters } }
    }
    if (command.do === 'read' && command.meter === 'M-2') {
      const readings = [{ meter: 'M-2', at: now.toISOString(), importWh: shownBySecond, uV: [231], pW: 90 }]
      return { readings, answer: { ok: true, readings: 1 } }
    }
    return {
      answer: {
        ok: command.do === 'set-parameters',
        ...(command.do !== 'set-parameters' && { because: 'NOT_SUPPORTED' }),
      },
    }
  }

  const answered = async (id: string) => {
    await expect.poll(async () => (await findQuestion(ctx(), id)).answeredAt, { timeout: 10_000 }).not.toBeNull()
    return findQuestion(ctx(), id)
  }

  beforeAll(async () => {
    broker = await Aedes.createBroker()
    server = createServer(broker.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    network = await layNetwork(ctx())
    const opened = await openChenGuilan(ctx(), network, {
      energisedAt: since,
      meter: {
        assetNo: 'M-1',
        profile: 'dlt645-2007-single-phase',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1', meterAddress: ADDRESS },
      },
    })
    pointId = opened.pointId
    terminalId = (await ctx().db.first<{ id: number }>(`select id from terminal where asset_no = 'T-MQTT-1'`))?.id ?? 0
    collector = new MqttCollector({ db: ctx().db, clock: () => now, log, broker: { url } })
    commander = new Commander({ db: ctx().db, clock: () => now, log, broker: { url } })
    terminal = new MqttTerminal({ name: 'T-MQTT-1', url, clock: () => now, obey })
    await collector.start()
    commander.start()
    await terminal.start()
  })
  afterAll(async () => {
    await terminal.stop()
    await commander.stop()
    await collector.stop()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    await new Promise<void>((resolve) => broker.close(() => resolve()))
  })

  test('tells again what was missing, at the times that it kept', async () => {
    await countDueDays(ctx())
    const total = async () => (await findCompleteness(ctx(), { item: 'curve', by: 'cause', days: 1 })).total
    expect(await total()).toMatchObject({ due: 96, had: 0, filled: 0 })
    await rereadGaps(ctx())
    await expect.poll(total, { timeout: 10_000 }).toMatchObject({ had: 0, filled: 96 })
    await expect
      .poll(async () => (await findCompleteness(ctx(), { item: 'day-freeze', by: 'cause', days: 1 })).total, {
        timeout: 10_000,
      })
      .toMatchObject({ filled: 1 })
    const row = await ctx().db.first(
      'select import_wh as wh, measured_at as at from interval_reading where point_id = $1 and at = $2',
      [pointId, at('09T11:45:00')],
    )
    expect(row).toEqual({ wh: importWh(at('09T12:00:00')), at: at('09T12:00:00') })
    const rereads = heard.filter((command) => command.do === 'reread')
    expect(rereads.map(({ what, from, to }) => [what, from, to])).toEqual(
      expect.arrayContaining([
        ['curve', at('09T00:15:00').toISOString(), startOfDay('2026-03-10').toISOString()],
        ['day-freeze', startOfDay('2026-03-10').toISOString(), startOfDay('2026-03-10').toISOString()],
      ]),
    )
  })

  test('that has kept nothing ends the gap with that reason', async () => {
    memory = false
    now = at('11T12:30:00')
    await countDueDays(ctx())
    await rereadGaps(ctx())
    const states = async () =>
      (await listGaps(ctx(), { item: 'curve', day: '2026-03-10', limit: 5 })).gaps.map(({ status, because }) => [
        status,
        because,
      ])
    await expect.poll(states, { timeout: 10_000 }).toEqual([['given-up', 'TERMINAL_NO_MEMORY']])
  })

  test('that cannot reach the meter tells so, and the gap’s cause with it', async () => {
    isSilent = true
    now = at('12T12:30:00')
    await countDueDays(ctx())
    await rereadGaps(ctx())
    const causes = async () =>
      (await listGaps(ctx(), { item: 'curve', day: '2026-03-11', limit: 5 })).gaps.map(({ status, cause, because }) => [
        status,
        cause,
        because,
      ])
    await expect.poll(causes, { timeout: 10_000 }).toEqual([['open', 'meter-silent', 'TERMINAL_METER_SILENT']])
    isSilent = false
  })

  test('passes frames through to the meter, and the answer is a reading like any other', async () => {
    const { id } = await askMeter(ctx(), { pointId, kind: 'values' })
    const done = await answered(id)
    expect(done).toMatchObject({
      ok: true,
      reading: { reading: { importWh: importWh(now), uV: [222.5], pW: 600 }, notes: ['refused: no such data'] },
    })
    const latest = await ctx().db.first(`select reading -> 'uV' as "uV" from latest_reading where point_id = $1`, [
      pointId,
    ])
    expect(latest).toEqual({ uV: [222.5] })
  })

  test('of a meter that speaks DL/T 645 the frames are passed through by the same door', async () => {
    const asked = await readOrAsk(ctx(), pointId)
    expect(asked).toMatchObject({ kind: 'pass-through' })
    if ('expiresAt' in asked) {
      expect(await answered(asked.id)).toMatchObject({
        reading: { at: null, verdict: null, reading: { uV: [222.5] } },
      })
    }
  })

  test('has its own file compared with the customer file, and is sent the latter', async () => {
    await answered((await askForFile(ctx(), { terminalId, kind: 'tell-parameters' })).id)
    const { differences, here, there } = await compareTerminalFile(ctx(), terminalId)
    expect([here, there]).toEqual([1, 2])
    expect(differences.map(({ meter: name, is, fields }) => [name, is, fields])).toEqual([
      ['M-1', 'differs', ['address']],
      ['M-STRANGER', 'only-there', []],
    ])
    await answered((await askForFile(ctx(), { terminalId, kind: 'set-parameters' })).id)
    expect(heard.at(-1)).toMatchObject({
      do: 'set-parameters',
      meters: [{ meter: 'M-1', protocol: 'dlt645', address: ADDRESS }],
    })
  })

  test('sets a meter’s clock, which is kept with who, before and after', async () => {
    now = new Date(now.getTime() + 60_000)
    await terminal.publishReadings([
      {
        meter: 'M-1',
        at: now.toISOString(),
        importWh: importWh(now),
        clock: new Date(now.getTime() - 90_000).toISOString(),
      },
    ])
    await expect.poll(async () => (await listClocks(ctx(), { offBySeconds: 60, limit: 5 })).clocks.length).toBe(1)
    const { commandId } = await setClock(ctx(), pointId)
    await answered(commandId ?? '')
    const { clocks, counts } = await listClocks(ctx(), { offBySeconds: 0, limit: 5 })
    expect(counts).toEqual({ all: 1, overMinute: 1, overFive: 0 })
    expect(clocks[0]).toMatchObject({
      way: 'terminal',
      driftMs: -90_000,
      driftBeforeMs: -90_000,
      driftAfterMs: 0,
      setBy: 'test',
    })
  })

  test('reads a meter of another language itself, and what it told is the answer, doubts and all', async () => {
    const second = await openChenGuilan(ctx(), network, {
      energisedAt: since,
      contract: { contractNo: 'HT-2', signedOn: '2026-03-08' },
      meter: {
        assetNo: 'M-2',
        profile: 'eastron-sdm230',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    })
    const read = async () => {
      const asked = await readOrAsk(ctx(), second.pointId)
      if (!('expiresAt' in asked)) throw new Error('a terminal has to be asked')
      expect(asked).toMatchObject({ kind: 'read', reading: null })
      return (await answered(asked.id)).reading
    }
    expect(await read()).toEqual({
      at: now.toISOString(),
      reading: { importWh: 5_000, uV: [231], pW: 90 },
      notes: [],
      verdict: 'accepted',
    })
    now = new Date(now.getTime() + 60_000)
    shownBySecond = 900_000_000
    expect(await read()).toMatchObject({ at: now.toISOString(), reading: { importWh: 900_000_000 }, verdict: 'held' })
  })

  test('that does not answer in time has not answered', async () => {
    await terminal.stop()
    const { id } = await askMeter(ctx(), { pointId, kind: 'read' })
    now = new Date(now.getTime() + 180_000)
    expect(await answered(id)).toMatchObject({ ok: false, because: 'NO_ANSWER_IN_TIME' })
  })
})
