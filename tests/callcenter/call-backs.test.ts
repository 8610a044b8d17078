import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { answerContact, closeContact } from '../../callcenter/contacts.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import type { TelephonyPort } from '../../callcenter/telephony/port.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

/** After hours: who wants business is offered to be called back. */
const START = new Date('2026-03-10T20:00:00+08:00')
const HOME = '13800138000'
const BUSY = '13900000002'

describe('somebody who asked to be called back', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let faults: unknown[]
  let lin: Seat

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await layNetwork(ctx)
    lin = await seat(database, 'lin')
    await database.pool.query(
      `update menu_flow set state = 'released', released_by = 'lead', released_at = $1, valid_from = $1`,
      [ctx.now],
    )
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'telephony_command', 'telephony_cursor')
    schedule = new VirtualSchedule(START)
    const reach = (number: string) => (number === HOME ? { number, patienceMs: 0, talkMs: 60_000 } : null)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one', reach })
    faults = []
    connector = connect()
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  const connect = (port: TelephonyPort = engine) =>
    new TelephonyConnector({
      ...{ db: poolDb(database.pool), clock: () => schedule.now(), port },
      onFault: (fault) => faults.push(fault),
    })
  /** As after a restart of the desk that has forgotten how far it heard. */
  async function lookAnew(): Promise<void> {
    await connector.stop()
    await database.pool.query('update telephony_cursor set epoch = null')
    connector = connect()
  }
  const now = () => schedule.now().toISOString()
  async function pass(seconds: number, step = 1): Promise<void> {
    for (let left = seconds; left > 0; left -= step) {
      schedule.advanceTo(new Date(schedule.now().getTime() + Math.min(step, left) * 1_000))
      await connector.work()
      await markPresent(lin.at(now()))
      await sweepDesk(database.ctx(now()))
      await connector.work()
    }
  }
  /** Somebody who asks for a person, and presses these at what he is told as he waits. */
  const wait = (callId: string, number: string, presses: string[] = []) =>
    engine.dial(callId, { number, patienceMs: 900_000, talkMs: 60_000, presses: ['1', '0', ...presses] })
  const announced = async () =>
    (
      await database.pool.query(
        `select c.call_id as call, e.detail from contact_event e join contact c on c.id = e.contact_id where e.kind = 'announced' order by e.id`,
      )
    ).rows.map(({ call, detail }) => [call, detail.ahead, detail.waitSeconds, detail.offersCallBack])
  const ask = async (callId: string, number = HOME) => {
    engine.dial(callId, { number, patienceMs: 120_000, talkMs: 60_000, presses: ['1', '4', '1'] })
    await pass(16)
  }
  const ready = () => setMyState(lin.at(now()), { state: 'ready' })
  const current = async () => (await findDesk(lin.at(now()))).current
  async function answer() {
    const id = (await current())?.id ?? 0
    const answered = await answerContact(lin.at(now()), id)
    await connector.work()
    return answered
  }
  const contacts = async () =>
    (await database.pool.query('select state, call_back as back, summary from contact order by id')).rows
  const lines = async () =>
    (await engine.snapshot()).calls.map(({ number, direction, state, extension }) => [
      number,
      direction,
      state,
      extension,
    ])
  const kinds = async () =>
    (await database.pool.query('select kind from contact_event order by id')).rows.map(({ kind }) => kind)

  test('as he waits is told his place and the wait, once a minute, and is offered a call-back where it is long', async () => {
    // At work, and no call of the day has ended: three minutes for each.
    await setMyState(lin.at(now()), { state: 'ready' })
    wait('talks', BUSY)
    await pass(12)
    await answer()
    wait('first', '13900000003')
    await pass(2)
    wait('second', '13900000004')
    await pass(30)
    expect(await announced()).toEqual([
      ['first', 0, 180, true],
      ['second', 1, 360, true],
    ])
    await pass(55, 5)
    // The first talk ended after a minute, as far as it was heard: that is what the next is told by.
    expect((await announced()).slice(2)).toEqual([
      ['first', 0, 62, false],
      ['second', 1, 124, true],
    ])
  })

  test('is told once however many processes sweep the desk at the same moment', async () => {
    wait('one', BUSY)
    await pass(11)
    schedule.advanceTo(new Date(schedule.now().getTime() + 15_000))
    await Promise.all(Array.from({ length: 6 }, () => sweepDesk(database.ctx(now()))))
    expect(await announced()).toHaveLength(1)
  })

  test('may choose it as he waits, and keeps his place before who came later', async () => {
    wait('chooses', HOME, ['1'])
    await pass(3)
    wait('stays', BUSY)
    await pass(30)
    expect(await contacts()).toEqual([
      { state: 'queued', back: 'asked', summary: null },
      { state: 'queued', back: null, summary: null },
    ])
    expect((await lines()).map(([number]) => number)).toEqual([BUSY])
    await ready()
    expect(await current()).toMatchObject({ callBack: 'asked', callerPhone: '*******8000' })
  })

  test('is off the line, keeps his place before who came later, and is rung when his turn comes', async () => {
    await ask('c1')
    expect(await lines()).toEqual([])
    expect(await contacts()).toEqual([{ state: 'queued', back: 'asked', summary: null }])
    engine.dial('later', { number: BUSY, patienceMs: 600_000, talkMs: 60_000, presses: ['1', '0'] })
    await pass(60)
    await ready()
    expect(await current()).toMatchObject({ state: 'offered', callBack: 'asked', callerPhone: '*******8000' })
    // Nothing rings: he is not on a line.
    expect((await lines()).map(([, direction, state]) => [direction, state])).toEqual([['in', 'open']])
    await answer()
    expect(await lines()).toContainEqual([HOME, 'out', 'arriving', null])
    await pass(7)
    expect(await lines()).toContainEqual([HOME, 'out', 'bridged', String(lin.id)])
    expect(await current()).toMatchObject({ state: 'active', callBack: 'reached' })
    await pass(60, 5)
    expect((await contacts())[0]).toMatchObject({ state: 'unwritten', back: 'reached' })
  })

  test('is not rung again where he was reached, and his number stands nowhere in the clear', async () => {
    await ask('c1')
    await ready()
    const { id, version } = await answer()
    await pass(8)
    await closeContact(lin.at(now()), id, { category: 'advice', summary: '已回电', version })
    await pass(5)
    expect(await lines()).toEqual([])
    await pass(200, 20)
    expect(await contacts()).toEqual([{ state: 'closed', back: 'reached', summary: '已回电' }])
    const { rows } = await database.pool.query('select command from telephony_command')
    expect(rows.map(({ command }) => command.act)).toContain('originate')
    expect(JSON.stringify(rows)).not.toContain(HOME)
  })

  test('whom nobody reaches is rung three times with two hours between, then his contact is closed', async () => {
    await ask('c1', BUSY)
    await ready()
    for (let tries = 1; tries <= 3; tries += 1) {
      await answer()
      await pass(32)
      const { me } = await findDesk(lin.at(now()))
      expect(me.state).toBe('ready')
      if (tries === 3) break
      expect(await contacts()).toEqual([{ state: 'queued', back: 'asked', summary: null }])
      await pass(2 * 3600 - 60, 600)
      expect(await current()).toBeNull()
      await pass(60, 30)
    }
    expect(await contacts()).toEqual([{ state: 'closed', back: 'asked', summary: '回电3次未接通' }])
    expect((await kinds()).filter((kind) => kind === 'not-reached')).toHaveLength(3)
  })

  test('is rung once though the process dies between the decision and the ringing', async () => {
    await ask('c1')
    await ready()
    await answerContact(lin.at(now()), (await current())?.id ?? 0)
    await connector.stop()
    connector = connect()
    await pass(8)
    expect(await lines()).toEqual([[HOME, 'out', 'bridged', String(lin.id)]])
    expect(await kinds()).toEqual(expect.arrayContaining(['called-back', 'reached']))
    expect((await kinds()).filter((kind) => kind === 'called-back')).toHaveLength(1)
  })

  test('is rung again later when the engine loses him', async () => {
    await ask('c1')
    await ready()
    await answer()
    engine.crash('two')
    await lookAnew()
    await pass(2)
    expect(await contacts()).toEqual([{ state: 'queued', back: 'asked', summary: null }])
  })

  test('and whose talk cannot be joined waits on his line like everybody', async () => {
    await ask('c1')
    await ready()
    await answer()
    // The agent's telephone is taken by a call that is none of the desk's.
    await engine.execute({ id: 'x', act: 'originate', callId: 'private', number: HOME, seconds: 30 })
    schedule.advanceTo(new Date(schedule.now().getTime() + 6_000))
    await engine.execute({ id: 'y', act: 'bridge', callId: 'private', extension: String(lin.id) })
    await pass(1)
    expect(await contacts()).toEqual([{ state: 'queued', back: null, summary: null }])
    expect(await lines()).toContainEqual([HOME, 'out', 'open', null])
  })

  test('is not rung where the agent closed it before the engine heard of it, nor kept on a line that was rung too late', async () => {
    await ask('c1')
    await ready()
    const { id, version } = await answerContact(lin.at(now()), (await current())?.id ?? 0)
    await closeContact(lin.at(now()), id, { category: 'advice', summary: '已另行答复', version })
    await lookAnew()
    await pass(1)
    expect(await lines()).toEqual([])
    const { rows } = await database.pool.query('select call_id as call from contact')
    await engine.execute({ id: 'late', act: 'originate', callId: rows[0].call, number: HOME, seconds: 30 })
    await pass(8)
    expect(await lines()).toEqual([])
  })

  test('is off the line though it could not be said to him', async () => {
    await connector.stop()
    connector = connect({
      engine: 'simulated',
      snapshot: () => engine.snapshot(),
      listen: (after, hear) => engine.listen(after, hear),
      execute: async (command) => (command.act === 'play' ? 'refused' : engine.execute(command)),
    })
    await ask('c1')
    expect(await contacts()).toEqual([{ state: 'queued', back: 'asked', summary: null }])
    expect(await lines()).toEqual([])
  })

  test('is one contact though all lines are looked at anew before his first is free', async () => {
    engine.dial('c1', { number: HOME, patienceMs: 120_000, talkMs: 60_000, presses: ['1', '4', '1'] })
    await pass(13)
    await ready()
    await answerContact(lin.at(now()), (await current())?.id ?? 0)
    expect(await lines()).toHaveLength(1)
    await lookAnew()
    await pass(8)
    expect(await contacts()).toHaveLength(1)
    expect(await lines()).toEqual([[HOME, 'out', 'bridged', String(lin.id)]])
  })

  test('is nobody whose number is withheld: none is another again, and none is offered what cannot be', async () => {
    engine.dial('c1', { number: 'anonymous', patienceMs: 120_000, talkMs: null, presses: ['1', '4', '1', '1'] })
    await pass(40)
    expect(await announced()).toEqual([['c1', 0, null, false]])
    expect(await contacts()).toEqual([{ state: 'queued', back: null, summary: null }])
    engine.hangUpOutside('c1')
    wait('c2', 'anonymous')
    await pass(12)
    const { rows } = await database.pool.query(
      `select state, keeps_place_of as place, priority_reasons as reasons, num_nonnulls(phone_hash, phone_cipher, phone_tail) as known
       from contact order by id`,
    )
    expect(rows).toEqual([
      { state: 'abandoned', place: null, reasons: [], known: 0 },
      { state: 'queued', place: null, reasons: [], known: 0 },
    ])
  })

  test('and rings again himself has his place on the new line, and is not called back beside', async () => {
    await ask('c1')
    wait('stays', BUSY)
    await pass(20)
    wait('c2', HOME)
    await pass(14)
    expect(await contacts()).toEqual([
      { state: 'closed', back: 'asked', summary: '客户再次来电，不再回电' },
      { state: 'queued', back: null, summary: null },
      { state: 'queued', back: null, summary: null },
    ])
    const { rows } = await database.pool.query(
      `select e.detail ->> 'because' as because, by.call_id as by from contact_event e
       join contact by on by.id = (e.detail ->> 'by')::bigint and by.keeps_place_of = e.contact_id where e.kind = 'closed'`,
    )
    expect(rows).toEqual([{ because: 'taken over', by: 'c2' }])
    await ready()
    expect(await current()).toMatchObject({ callBack: null, callerPhone: '*******8000' })
  })

  test('is not rung again where the engine gave no word and the agent has closed it since', async () => {
    let rung = 0
    await connector.stop()
    connector = connect({
      ...{ engine: 'simulated', snapshot: () => engine.snapshot() },
      listen: (after, hear) => engine.listen(after, hear),
      execute(command) {
        if (command.act !== 'originate') return engine.execute(command)
        rung += 1
        return Promise.reject(new Error('no word in time'))
      },
    })
    await ask('c1')
    await ready()
    const { id, version } = await answer()
    await closeContact(lin.at(now()), id, { category: 'advice', summary: '已另行答复', version })
    await pass(10)
    expect(rung).toBe(1)
    expect(faults.splice(0)).toHaveLength(1)
    const { rows } = await database.pool.query(`select from telephony_command where state = 'waiting'`)
    expect(rows).toEqual([])
  })
})
