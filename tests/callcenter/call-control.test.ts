import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { endLineOf, findTransferTargets, holdLine, transferContact } from '../../callcenter/call/control.ts'
import { answerContact, closeContact, draftContact, findContact } from '../../callcenter/contacts.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const START = new Date('2026-03-10T09:00:00+08:00')

describe('an agent on a line', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let faults: unknown[]
  let lin: Seat
  let wu: Seat
  let lead: Seat

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
    lead = await seat(database, 'lead', { roles: ['lead'] })
    // Whoever is hung up on here is let go at once.
    await database.pool.query(`update key_rating_rule set figure = 0 where rule = 'asked'`)
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'agent_state',
      'agent_skill',
      'contact',
      'contact_event',
      'telephony_command',
      'telephony_cursor',
    )
    schedule = new VirtualSchedule(START)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one' })
    faults = []
    connector = connect()
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  const connect = () =>
    new TelephonyConnector({
      db: poolDb(database.pool),
      clock: () => schedule.now(),
      port: engine,
      onFault: (fault) => faults.push(fault),
    })
  const now = () => schedule.now().toISOString()
  const pass = async (seconds: number) => {
    schedule.advanceTo(new Date(schedule.now().getTime() + seconds * 1000))
    for (const agent of [lin, wu]) await markPresent(agent.at(now()))
    await connector.work()
    await sweepDesk(database.ctx(now()))
    await connector.work()
  }
  const dial = (callId: string, more: { patienceMs?: number; talkMs?: number | null } = {}) =>
    engine.dial(callId, { number: '13800138000', patienceMs: 120_000, talkMs: null, ...more })
  const ready = (who: Seat) => setMyState(who.at(now()), { state: 'ready' })
  const away = (who: Seat) => setMyState(who.at(now()), { state: 'away' })
  const desk = (who: Seat) => findDesk(who.at(now()))
  const lines = async () =>
    (await engine.snapshot()).calls.map(({ callId, state, extension }) => [callId, state, extension])
  async function talking(callId = 'c1', more = {}): Promise<number> {
    await ready(lin)
    dial(callId, more)
    await pass(1)
    const { id } = await answerContact(lin.at(now()), (await desk(lin)).current?.id ?? 0)
    await pass(1)
    expect(await lines()).toContainEqual([callId, 'bridged', String(lin.id)])
    return id
  }
  const acts = async (id: number) =>
    (
      await database.pool.query('select kind, agent_id as agent from contact_event where contact_id = $1 order by id', [
        id,
      ])
    ).rows.map(({ kind, agent }) => [kind, agent])

  test('holds it and takes it back, with how long on the desk and both on record', async () => {
    const id = await talking()
    const held = await holdLine(lin.at(now()), id, true)
    expect(held.heldAt).toBe(now())
    await pass(30)
    expect(await lines()).toEqual([['c1', 'held', String(lin.id)]])
    expect((await desk(lin)).current?.heldAt).toBe(held.heldAt)
    await expect(holdLine(lin.at(now()), id, true)).rejects.toMatchObject({ code: 'LINE_NOT_YOURS' })
    await expect(holdLine(wu.at(now()), id, false)).rejects.toMatchObject({ code: 'LINE_NOT_YOURS' })
    expect((await holdLine(lin.at(now()), id, false)).heldAt).toBeNull()
    await pass(1)
    expect(await lines()).toEqual([['c1', 'bridged', String(lin.id)]])
    expect((await acts(id)).slice(-2)).toEqual([
      ['held', lin.id],
      ['resumed', lin.id],
    ])
  })

  test('does not believe it held where the engine would not', async () => {
    const id = await talking()
    await engine.execute({ id: 'x', act: 'hold', callId: 'c1' })
    await holdLine(lin.at(now()), id, true)
    await pass(1)
    expect((await desk(lin)).current?.heldAt).toBeNull()
  })

  test('ends it, and what was said is then to be written', async () => {
    const id = await talking()
    await endLineOf(lin.at(now()), id)
    await pass(0)
    expect(await lines()).toEqual([])
    expect(await desk(lin)).toMatchObject({ me: { state: 'wrap-up' }, current: null, unwritten: [{ id }] })
    await expect(endLineOf(lin.at(now()), id)).rejects.toMatchObject({ code: 'LINE_NOT_YOURS' })
    await expect(transferContact(lin.at(now()), id, { skill: 'fault', note: '请接' })).rejects.toMatchObject({
      code: 'LINE_NOT_YOURS',
    })
  })

  test('gives it to a queue, whose first it is: the next agent sees the note, the draft and the account', async () => {
    await database.pool.query(
      `insert into agent_skill (user_id, skill, level, changed_by, changed_at) values ($1, 'general', 3, 'lead', now()), ($2, 'business', 3, 'lead', now())`,
      [lin.id, wu.id],
    )
    const id = await talking()
    dial('waiting', { patienceMs: 600_000 })
    await pass(60)
    await database.pool.query(`update contact set skill = 'business' where call_id = 'waiting'`)
    await draftContact(lin.at(now()), id, { category: 'billing', summary: '问二月电费' })
    await transferContact(lin.at(now()), id, { skill: 'business', note: '已核实是本人,请解释阶梯电价' })
    await pass(1)
    expect((await desk(lin)).me.state).toBe('wrap-up')
    expect((await desk(lin)).current).toBeNull()
    expect(await lines()).toContainEqual(['c1', 'open', null])
    await ready(wu)
    await pass(1)
    const offered = (await desk(wu)).current
    expect(offered).toMatchObject({
      id,
      state: 'offered',
      customerName: '陈桂兰',
      draft: { category: 'billing', summary: '问二月电费' },
      transfers: [{ from: 'lin', to: null, skill: 'business', note: '已核实是本人,请解释阶梯电价' }],
    })
    expect(offered?.priorityReasons).toContain('transferred')
    await answerContact(wu.at(now()), id)
    await pass(1)
    expect(await lines()).toContainEqual(['c1', 'bridged', String(wu.id)])
    const { version } = await findContact(wu.at(now()), id)
    await closeContact(wu.at(now()), id, { category: 'billing', summary: '已解释', version })
    await pass(0)
    const took = (await acts(id)).filter(([kind]) => kind === 'answered' || kind === 'transferred' || kind === 'closed')
    expect(took).toEqual([
      ['answered', lin.id],
      ['transferred', lin.id],
      ['answered', wu.id],
      ['closed', wu.id],
    ])
    const board = await findBoard(lead.at(now()))
    expect(board.queues.find(({ skill }) => skill === 'general')).toMatchObject({ answered: 1, answeredSoon: 1 })
    expect(board.queues.find(({ skill }) => skill === 'business')).toMatchObject({ answered: 0, waiting: 1 })
    expect(board.agents.map(({ username, answeredToday }) => [username, answeredToday]).sort()).toEqual([
      ['lin', 1],
      ['wu', 1],
    ])
  })

  test('gives it to a colleague who is ready, and to nobody who is not', async () => {
    const id = await talking()
    await expect(transferContact(lin.at(now()), id, { agentId: wu.id, note: '请接手' })).rejects.toMatchObject({
      code: 'AGENT_NOT_READY',
    })
    expect((await findContact(lin.at(now()), id)).state).toBe('active')
    await ready(wu)
    expect((await findTransferTargets(lin.at(now()))).agents).toEqual([{ userId: wu.id, name: 'wu', skills: {} }])
    await holdLine(lin.at(now()), id, true)
    await transferContact(lin.at(now()), id, { agentId: wu.id, note: '请接手' })
    await pass(0)
    expect((await desk(wu)).current).toMatchObject({ id, state: 'offered', heldAt: null, transfers: [{ to: 'wu' }] })
    expect(await lines()).toEqual([['c1', 'ringing', String(wu.id)]])
    await answerContact(wu.at(now()), id)
    await pass(1)
    expect(await lines()).toEqual([['c1', 'bridged', String(wu.id)]])
  })

  test('loses nobody whom the colleague does not take: he waits first in his queue', async () => {
    const id = await talking()
    await ready(wu)
    await transferContact(lin.at(now()), id, { agentId: wu.id, note: '请接手' })
    await away(lin)
    dial('later')
    await pass(26)
    expect(await desk(wu)).toMatchObject({ me: { state: 'away', reason: 'no-answer' } })
    expect(await findContact(lin.at(now()), id)).toMatchObject({ state: 'queued' })
    await ready(lin)
    await pass(1)
    expect((await desk(lin)).current).toMatchObject({ id, state: 'offered' })
  })

  test('has still to write of who hangs up before anybody has taken him over, and he counts as answered', async () => {
    const id = await talking('c1', { patienceMs: 10_000 })
    await transferContact(lin.at(now()), id, { skill: 'complaint', note: '要投诉' })
    await away(lin)
    await pass(0)
    await pass(11)
    expect(await lines()).toEqual([])
    expect((await desk(lin)).unwritten).toMatchObject([{ id, state: 'unwritten' }])
    const { queues } = await findBoard(lead.at(now()))
    expect(queues[0]).toMatchObject({ answered: 1, abandoned: 0, waiting: 0 })
  })

  test('loses no transfer when the process that speaks with the engine dies before it was given', async () => {
    const id = await talking()
    await ready(wu)
    await transferContact(lin.at(now()), id, { agentId: wu.id, note: '请接手' })
    await connector.stop()
    connector = connect()
    await pass(1)
    expect(await lines()).toEqual([['c1', 'ringing', String(wu.id)]])
    await answerContact(wu.at(now()), id)
    await pass(1)
    expect(await lines()).toEqual([['c1', 'bridged', String(wu.id)]])
  })
})
