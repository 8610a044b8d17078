import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { answerContact, closeContact } from '../../callcenter/contacts.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import type { TelephonyPort } from '../../callcenter/telephony/port.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { statementsOf } from '../support/statements.ts'
import { type Seat, seat } from './desk.ts'

const FRIEND = '13700137000'
const reach = (number: string) => (number === FRIEND ? { number, patienceMs: 0, talkMs: null } : null)
const START = new Date('2026-03-10T09:00:00+08:00')

describe('a call on a line of the telephone engine', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let faults: unknown[]
  let lin: Seat

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    lin = await seat(database, 'lin')
    // Whoever is hung up on here is let go at once.
    await database.pool.query(`update key_rating_rule set figure = 0 where rule = 'asked'`)
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'telephony_command', 'telephony_cursor')
    schedule = new VirtualSchedule(START)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one', reach })
    faults = []
    connector = connect()
  })
  afterEach(() => connector.stop())

  const connect = (port: TelephonyPort = engine) =>
    new TelephonyConnector({
      db: poolDb(database.pool),
      clock: () => schedule.now(),
      port,
      onFault: (fault) => faults.push(fault),
    })
  const now = () => schedule.now().toISOString()
  const pass = async (seconds: number) => {
    schedule.advanceTo(new Date(schedule.now().getTime() + seconds * 1000))
    await markPresent(lin.at(now()))
    await connector.work()
    await sweepDesk(database.ctx(now()))
    await connector.work()
  }
  const dial = (callId: string, more: { patienceMs?: number; talkMs?: number | null } = {}) =>
    engine.dial(callId, { number: '13800138000', patienceMs: 120_000, talkMs: 60_000, ...more })
  const ready = () => setMyState(lin.at(now()), { state: 'ready' })
  const desk = () => findDesk(lin.at(now()))
  async function answer() {
    const answered = await answerContact(lin.at(now()), (await desk()).current?.id ?? 0)
    await connector.work()
    return answered
  }
  const states = async () =>
    (await database.pool.query('select call_id as call, state from contact order by id')).rows.map(
      ({ call, state }) => [call, state],
    )
  const lines = async () =>
    (await engine.snapshot()).calls.map(({ callId, state, extension }) => [callId, state, extension])
  const commands = async () =>
    (await database.pool.query(`select command ->> 'act' as act, state from telephony_command order by id`)).rows.map(
      ({ act, state }) => [act, state],
    )

  test('rings at the agent’s, is joined to him, and is to be written when the caller hangs up', async () => {
    await ready()
    dial('c1')
    await pass(1)
    expect(await lines()).toEqual([['c1', 'ringing', String(lin.id)]])
    expect(await desk()).toMatchObject({ me: { state: 'offered' }, current: { customerName: '陈桂兰' } })
    await answer()
    await pass(1)
    expect(await lines()).toEqual([['c1', 'bridged', String(lin.id)]])
    await pass(60)
    expect(await lines()).toEqual([])
    expect(await desk()).toMatchObject({ me: { state: 'wrap-up' }, current: null, unwritten: [{ channel: 'voice' }] })
    expect(await commands()).toEqual([
      ['answer', 'done'],
      ['play', 'done'],
      ['offer', 'done'],
      ['bridge', 'done'],
      ['record', 'done'],
    ])
    expect(faults).toEqual([])
  })

  test('that nobody takes stops ringing, and rings at the next who is ready', async () => {
    const wu = await seat(database, 'wu')
    await ready()
    dial('c1')
    await pass(1)
    await pass(25)
    expect(await desk()).toMatchObject({ me: { state: 'away', reason: 'no-answer' }, waiting: 1 })
    expect(await lines()).toEqual([['c1', 'open', null]])
    await setMyState(wu.at(now()), { state: 'ready' })
    await pass(1)
    expect(await lines()).toEqual([['c1', 'ringing', String(wu.id)]])
  })

  test('whose caller gives up leaves the agent ready for the next', async () => {
    await ready()
    dial('c1', { patienceMs: 10_000 })
    dial('c2')
    await pass(1)
    await pass(10)
    expect(await states()).toEqual([
      ['c1', 'abandoned'],
      ['c2', 'offered'],
    ])
    expect(await lines()).toEqual([['c2', 'ringing', String(lin.id)]])
  })

  test('is hung up when the agent closes it', async () => {
    await ready()
    dial('c1', { talkMs: null })
    await pass(1)
    const { id, version } = await answer()
    await pass(30)
    await closeContact(lin.at(now()), id, { category: 'billing', summary: '已解释', version })
    await pass(0)
    expect(await lines()).toEqual([])
    expect(await states()).toEqual([['c1', 'closed']])
  })

  test('that the engine cannot ring goes back to its place, and the agent is not ready', async () => {
    await ready()
    // His telephone is taken by a call that is none of the desk's.
    await engine.execute({ id: 'a', act: 'originate', callId: 'private', number: FRIEND, seconds: 30 })
    await pass(10)
    expect(await engine.execute({ id: 'b', act: 'bridge', callId: 'private', extension: String(lin.id) })).toBe('done')
    dial('c1')
    await pass(1)
    expect(await desk()).toMatchObject({ me: { state: 'away', reason: 'no-answer' } })
    expect(await states()).toEqual([['c1', 'queued']])
  })

  test('that came and went while nobody listened is known afterwards, once, and in its own time', async () => {
    await ready()
    await connector.work()
    await connector.stop()
    dial('c1', { patienceMs: 5_000 })
    dial('c2')
    schedule.advanceTo(new Date(START.getTime() + 10_000))
    connector = connect()
    await pass(0)
    expect(await states()).toEqual([
      ['c1', 'abandoned'],
      ['c2', 'offered'],
    ])
    const { rows } = await database.pool.query('select distinct queued_at from contact')
    expect(rows).toEqual([{ queued_at: START }])
    expect((await desk()).current?.offerExpiresAt).toBe(new Date(START.getTime() + 35_000).toISOString())
  })

  test('is ended when the engine has lost it, and its commands are dropped', async () => {
    await ready()
    dial('c1')
    dial('c2')
    await pass(1)
    await answer()
    engine.crash('two')
    dial('c3')
    await pass(1)
    expect(await states()).toEqual([
      ['c1', 'unwritten'],
      ['c2', 'abandoned'],
      ['c3', 'queued'],
    ])
    expect((await commands()).every(([, state]) => state !== 'waiting')).toBe(true)
    expect(await lines()).toEqual([['c3', 'open', null]])
  })

  test('is heard by one of two processes, and by the other when the first is gone without a word', async () => {
    const other = connect()
    await connector.work()
    await other.work()
    dial('c1')
    await connector.work()
    await other.work()
    expect(await states()).toEqual([['c1', 'queued']])
    // The first is not heard of any more.
    schedule.advanceTo(new Date(START.getTime() + 16_000))
    dial('c2')
    await other.work()
    await connector.work()
    expect(await states()).toEqual([
      ['c1', 'queued'],
      ['c2', 'queued'],
    ])
    await other.stop()
  })

  test('is told again what the engine did not take, in its order, and the engine does it once', async () => {
    let isOut = true
    const flaky: TelephonyPort = {
      engine: 'simulated',
      snapshot: () => engine.snapshot(),
      listen: (after, hear) => engine.listen(after, hear),
      async execute(command) {
        const answer = await engine.execute(command)
        // It did it, and could not say so.
        if (isOut) throw new Error('the line to the engine is down')
        return answer
      },
    }
    await connector.stop()
    connector = connect(flaky)
    await ready()
    dial('c1')
    await pass(1)
    expect((await commands())[0]).toEqual(['answer', 'waiting'])
    expect(faults.length).toBeGreaterThan(0)
    isOut = false
    await pass(3)
    expect(await commands()).toEqual([
      ['answer', 'done'],
      ['play', 'done'],
      ['offer', 'done'],
    ])
    expect(await lines()).toEqual([['c1', 'ringing', String(lin.id)]])
  })

  test('is told nothing further before what the engine did not take', async () => {
    let fails = 1
    await connector.stop()
    connector = connect({
      engine: 'simulated',
      snapshot: () => engine.snapshot(),
      listen: (after, hear) => engine.listen(after, hear),
      execute: (command) => (fails-- > 0 ? Promise.reject(new Error('no word in time')) : engine.execute(command)),
    })
    await ready()
    dial('c1')
    await pass(1)
    expect(await commands()).toEqual([
      ['answer', 'waiting'],
      ['play', 'waiting'],
      ['offer', 'waiting'],
    ])
    await pass(1)
    expect(await lines()).toEqual([['c1', 'ringing', String(lin.id)]])
    expect(await desk()).toMatchObject({ me: { state: 'offered' } })
  })

  test('is taken in with all the others of the engine before anybody routes', async () => {
    dial('c1')
    dial('c2')
    const client = await database.pool.connect()
    try {
      await client.query(`select pg_advisory_lock(hashtext('desk routing'))`)
      const working = connector.work()
      await expect.poll(states).toEqual([
        ['c1', 'queued'],
        ['c2', 'queued'],
      ])
      await client.query(`select pg_advisory_unlock(hashtext('desk routing'))`)
      await working
    } finally {
      client.release(true)
    }
  })

  test('is not looked up again where the desk knows of it', async () => {
    dial('c1')
    await pass(1)
    await connector.stop()
    await database.pool.query('update telephony_cursor set epoch = null')
    connector = connect()
    dial('c2')
    const asked = await statementsOf(() => connector.work())
    const lookUps = asked.filter((sql) => sql.includes('y.phone_hash = $1'))
    expect(lookUps).toHaveLength(1)
    expect(await states()).toHaveLength(2)
  })
})
