import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { transferContact } from '../../callcenter/call/control.ts'
import { answerContact, draftContact, findContact } from '../../callcenter/contacts.ts'
import { endListenings, listenIn, stopListening } from '../../callcenter/listening/listening.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const START = new Date('2026-03-10T09:00:00+08:00')

describe('a lead who listens', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let faults: unknown[]
  let lin: Seat
  let ban: Seat
  let zhou: Seat
  let far: Seat
  let countyId: number

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Z', '永春县供电公司', 'Z.')`,
    )
    countyId = (await database.pool.query(`select id from organisation where path = 'X.'`)).rows[0].id
    lin = await seat(database, 'lin')
    ban = await seat(database, 'ban', { roles: ['agent', 'lead'] })
    zhou = await seat(database, 'zhou', { roles: ['agent', 'lead'] })
    far = await seat(database, 'far', { roles: ['lead'], scope: 'Z.' })
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'agent_state',
      'contact',
      'contact_event',
      'call_listening',
      'work_order',
      'event',
      'telephony_command',
      'telephony_cursor',
    )
    schedule = new VirtualSchedule(START)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one' })
    faults = []
    connector = new TelephonyConnector({
      ...{ db: poolDb(database.pool), clock: () => schedule.now(), port: engine },
      onFault: (fault) => faults.push(fault),
    })
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  const now = () => schedule.now().toISOString()
  async function talk(who = lin, callId = 'c1'): Promise<number> {
    await setMyState(who.at(now()), { state: 'ready' })
    await connector.work()
    engine.dial(callId, { number: '13900000001', patienceMs: 600_000, talkMs: null })
    await connector.work()
    const id = (await findDesk(who.at(now()))).current?.id ?? 0
    await answerContact(who.at(now()), id)
    await connector.work()
    return id
  }
  const listen = async (id: number, how: 'listen' | 'whisper' | 'barge' = 'listen', who = ban) => {
    await listenIn(who.at(now()), id, { how, reason: '新员工辅导' })
    await connector.work()
  }
  const events = async () =>
    (
      await database.pool.query(
        `select kind, agent_id as by, detail ->> 'how' as how from contact_event
         where kind in ('monitored', 'unmonitored') order by id`,
      )
    ).rows
  const listenings = async () =>
    (await database.pool.query('select how, end_cause as cause from call_listening order by id')).rows
  const talkOf = async (name: string) =>
    (await findBoard(ban.at(now()))).agents.find((agent) => agent.username === name)?.talk
  const order = (contactId: number, kind: string, more: { unit?: number; username?: string } = {}) =>
    database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, organisation_id, address, description,
         opened_by, opened_at, contact_id, complained_unit_id, complained_username)
       select 'W1', s.id, 'lead', s.kind, 'normal', 'open', $2, '', '', 'lin', $3, $1, $5, $6
       from order_subkind s where s.kind = $4 order by s.id limit 1`,
      [contactId, countyId, now(), kind, more.unit ?? null, more.username ?? null],
    )

  test('is joined by his extension, changes how, and leaves the two to talk on: all on record', async () => {
    const id = await talk()
    await listen(id)
    expect(await talkOf('lin')).toEqual({ contactId: id, listener: { username: 'ban', name: 'ban', how: 'listen' } })
    await listen(id, 'barge')
    expect((await findContact(lin.at(now()), id)).agent).toBe('lin')
    await stopListening(ban.at(now()), id)
    await connector.work()
    expect(await events()).toEqual([
      { kind: 'monitored', by: ban.id, how: 'listen' },
      { kind: 'monitored', by: ban.id, how: 'barge' },
      { kind: 'unmonitored', by: ban.id, how: 'barge' },
    ])
    expect(await listenings()).toEqual([{ how: 'barge', cause: 'lead' }])
    expect((await engine.snapshot()).calls).toMatchObject([{ state: 'bridged', extension: String(lin.id) }])
    const { rows } = await database.pool.query(
      `select command ->> 'act' as act, state from telephony_command where command ->> 'act' like '%monitor' order by id`,
    )
    expect(rows).toEqual(['monitor', 'monitor', 'unmonitor'].map((act) => ({ act, state: 'done' })))
    const audit = await database.pool.query(
      `select action, detail ->> 'reason' as reason from audit_entry where action like 'listening.%' order by id`,
    )
    expect(audit.rows).toEqual([
      { action: 'listening.started', reason: '新员工辅导' },
      { action: 'listening.started', reason: '新员工辅导' },
      { action: 'listening.ended', reason: null },
    ])
    await expect(stopListening(ban.at(now()), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('is out with the call', async () => {
    const id = await talk()
    await listen(id)
    engine.hangUpOutside('c1')
    await connector.work()
    expect(await listenings()).toEqual([{ how: 'listen', cause: 'call' }])
    expect((await events()).map(({ kind }) => kind)).toEqual(['monitored', 'unmonitored'])
  })

  test('is out when the agent gives the call away', async () => {
    const id = await talk()
    await listen(id)
    await transferContact(lin.at(now()), id, { skill: 'business', note: '请解释账单' })
    await connector.work()
    await endListenings(database.ctx(now()))
    expect((await events()).map(({ kind }) => kind)).toEqual(['monitored', 'unmonitored'])
  })

  test.each([
    [1, 'listen', true],
    [0, 'listen', false],
    [0, 'whisper', false],
    [0, 'barge', true],
  ] as const)('by the rule %d and by %s: the agent is told %s', async (figure, how, isTold) => {
    await database.pool.query(`update call_rule set figure = $1 where rule = 'listen-told'`, [figure])
    const id = await talk()
    const told = async () =>
      (await database.pool.query(`select 1 from event where kind = 'contact.changed'`)).rows.length
    const before = await told()
    await listen(id, how)
    expect((await findDesk(lin.at(now()))).current?.listener).toEqual(isTold ? { name: 'ban', how } : null)
    expect((await told()) - before).toBe(isTold ? 1 : 0)
    await database.pool.query(`update call_rule set figure = 1 where rule = 'listen-told'`)
  })

  test('is refused what is no call of his units, his own, not talked, or listened to already', async () => {
    await expect(listen(1_000_000)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const id = await talk()
    await expect(listen(id, 'listen', far)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await listen(id)
    await expect(listen(id, 'listen', zhou)).rejects.toMatchObject({ code: 'LISTENED_ALREADY' })
    const own = await talk(zhou, 'c2')
    await expect(listen(own, 'listen', zhou)).rejects.toMatchObject({ code: 'OWN_CALL' })
    await expect(listen(own)).rejects.toMatchObject({ code: 'LISTENED_ALREADY' })
    await stopListening(ban.at(now()), id)
    await expect(listen(id, 'listen', zhou)).rejects.toMatchObject({ code: 'AGENT_BUSY' })
    engine.hangUpOutside('c1')
    await connector.work()
    await expect(listen(id)).rejects.toMatchObject({ code: 'LISTEN_NOT_POSSIBLE' })
  })

  test.each([
    ['complains of the lead', 'complaint', () => ({ username: 'ban' }), true],
    ['complains of his unit', 'complaint', () => ({ unit: countyId }), true],
    ['complains of somebody else', 'complaint', () => ({ username: 'wu' }), false],
    ['is a report', 'report', () => ({}), true],
  ])(
    'to a call that %s: is refused as any that is not talked, and is taken out when it becomes so',
    async (_, kind, of, isShut) => {
      const id = await talk()
      await listen(id)
      await order(id, kind, of())
      await endListenings(database.ctx(now()))
      await connector.work()
      expect(await listenings()).toEqual([{ how: 'listen', cause: isShut ? 'shield' : null }])
      const { rows } = await database.pool.query(
        `select 1 from telephony_command where command ->> 'act' = 'unmonitor'`,
      )
      expect(rows.length).toBe(isShut ? 1 : 0)
      const again = listen(id)
      if (isShut) await expect(again).rejects.toMatchObject({ code: 'LISTEN_NOT_POSSIBLE' })
      else expect(await again).toBeUndefined()
    },
  )

  test('hears no report that is only half written', async () => {
    const id = await talk()
    await draftContact(lin.at(now()), id, { category: 'report', summary: '' })
    await expect(listen(id)).rejects.toMatchObject({ code: 'LISTEN_NOT_POSSIBLE' })
  })

  test('is offered no call as long as he listens', async () => {
    const id = await talk()
    await listen(id)
    await setMyState(ban.at(now()), { state: 'ready' })
    await markPresent(ban.at(now()))
    engine.dial('c9', { number: '13900000009', patienceMs: 600_000, talkMs: null })
    await connector.work()
    const { rows } = await database.pool.query(`select 1 from contact_event where kind = 'offered' and agent_id = $1`, [
      ban.id,
    ])
    expect(rows).toEqual([])
    await stopListening(ban.at(now()), id)
    await connector.work()
    await sweepDesk(database.ctx(now()))
    expect((await findDesk(ban.at(now()))).current).not.toBeNull()
  })

  test('whom the engine does not let in does not listen', async () => {
    const id = await talk()
    await listenIn(ban.at(now()), id, { how: 'listen', reason: '新员工辅导' })
    engine.execute = async ({ act }) => (act === 'monitor' ? 'refused' : 'done')
    await connector.work()
    expect(await listenings()).toEqual([{ how: 'listen', cause: 'engine' }])
    expect(await talkOf('lin')).toEqual({ contactId: id, listener: null })
  })
})
