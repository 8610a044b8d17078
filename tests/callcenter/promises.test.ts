import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { eraseOver } from '../../app/keeping/retention.ts'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { findCallsToMe } from '../../callcenter/call/outbound.ts'
import { answerContact, closeContact, nameContactAccount, openContact, receiveCall } from '../../callcenter/contacts.ts'
import { callcenter } from '../../callcenter/index.ts'
import { reassignPromise, reschedulePromise, withdrawPromise } from '../../callcenter/promises/changes.ts'
import { newPromise } from '../../callcenter/promises/contract.ts'
import { findChoices, findPromises, promiseCall } from '../../callcenter/promises/promises.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { drawHandOver } from '../../callcenter/shifts/hand-overs.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const START = new Date('2026-03-10T14:00:00+08:00')
const HOME = '13800138000'
const at = (time: string, day = '10') => `2026-03-${day}T${time}:00+08:00`

describe('a promised call', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let faults: unknown[]
  let rung: string[]
  let isHome: boolean
  let lin: Seat
  let wu: Seat
  let he: Seat
  let foreign: Seat
  let stranger: Seat
  let accountNo: string
  let accountId: number
  let customerId: number

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    ;({ accountNo, accountId, customerId } = await openChenGuilan(ctx, await layNetwork(ctx)))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
    he = await seat(database, 'he', { roles: ['lead'] })
    stranger = await seat(database, 'stranger', { scope: 'Y.' })
    foreign = await seat(database, 'foreign', { roles: ['lead'], scope: 'Y.' })
  })
  beforeEach(async () => {
    const tables = ['agent_state', 'agent_skill', 'contact', 'contact_event', 'telephony_command', 'telephony_cursor']
    await emptyTables(database, ...tables, 'promised_call', 'promised_call_event', 'hand_over_item', 'timeline_entry')
    schedule = new VirtualSchedule(START)
    rung = []
    isHome = true
    const reach = (number: string) => {
      rung.push(number)
      return isHome ? { number, patienceMs: 60_000, talkMs: null } : null
    }
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one', reach })
    faults = []
    connector = connect()
    await connector.work()
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  const connect = () =>
    new TelephonyConnector({
      ...{ db: poolDb(database.pool), clock: () => schedule.now(), port: engine },
      onFault: (fault) => faults.push(fault),
    })
  const now = () => schedule.now().toISOString()
  async function pass(seconds: number, step = 1): Promise<void> {
    for (let left = seconds; left > 0; left -= step) {
      schedule.advanceTo(new Date(schedule.now().getTime() + Math.min(step, left) * 1_000))
      await connector.work()
      for (const who of [lin, wu]) await markPresent(who.at(now()))
      await sweepDesk(database.ctx(now()))
      await connector.work()
    }
  }
  /** Nobody sits at the desk until then. */
  async function jump(time: string, day = '10'): Promise<void> {
    schedule.advanceTo(new Date(at(time, day)))
    await connector.work()
  }
  const sweep = () => sweepDesk(database.ctx(now()))
  const ready = (who: Seat) => setMyState(who.at(now()), { state: 'ready' })
  const away = (who: Seat) => setMyState(who.at(now()), { state: 'away', reason: 'break' })
  const current = async (who: Seat) => (await findDesk(who.at(now()))).current
  const input = (contactId: number, more: object = {}) =>
    newPromise.parse({
      ...{ contactId, from: at('15:00'), until: at('15:30'), about: '告知电费核查结果', by: 'me', number: 'contact' },
      ...more,
    })
  const move = (who: Seat, id: number, version: number, more: object = {}) =>
    reschedulePromise(who.at(now()), id, {
      ...{ from: at('16:00'), until: at('16:30'), askedBy: 'customer', reason: '客户三点要开会', version },
      ...more,
    })
  let calls = 0
  /** He rang and spoke with lin, who has written it down. */
  async function spoken(isClosed = true): Promise<number> {
    const { contactId } = await receiveCall(database.ctx(now()), { callId: `in-${++calls}`, callerPhone: HOME })
    await ready(lin)
    const { version } = await answerContact(lin.at(now()), contactId ?? 0)
    if (isClosed) {
      const written = { category: 'billing' as const, summary: '客户问电费，待核查', version }
      await closeContact(lin.at(now()), contactId ?? 0, written)
      await away(lin)
    }
    return contactId ?? 0
  }
  const promised = async (more: object = {}) => promiseCall(lin.at(now()), input(await spoken(), more))
  const unit = async (state: 'open' | 'ended' = 'open') => findPromises(he.at(now()), { of: 'unit', state })
  async function answer(who: Seat) {
    const contact = await current(who)
    const answered = await answerContact(who.at(now()), contact?.id ?? 0)
    await connector.work()
    return answered
  }
  async function close(who: Seat, summary = '已告知结果') {
    const contact = (await current(who)) ?? (await findDesk(who.at(now()))).unwritten[0]
    const written = { category: 'billing' as const, summary, version: contact?.version ?? 0 }
    return closeContact(who.at(now()), contact?.id ?? 0, written)
  }
  const logged = async () =>
    (await database.pool.query('select kind from promised_call_event order by id')).rows.map(({ kind }) => kind)
  const outCalls = async () =>
    (await database.pool.query(`select count(*)::int as count from contact where direction = 'out'`)).rows[0].count

  test('rings as it comes due, offered to who promised it, and is kept once it is written', async () => {
    const { contactId, state } = await promised()
    expect(state).toBe('waiting')
    await jump('14:59')
    await ready(wu)
    await ready(lin)
    await pass(59)
    expect(await outCalls()).toBe(0)
    await pass(1)
    expect(await current(wu)).toBeNull()
    expect(await current(lin)).toMatchObject({
      ...{ direction: 'out', callBack: 'asked', callerPhone: '*******8000', accountNo, priorityReasons: ['promised'] },
      promise: { by: 'lin', about: '告知电费核查结果', contactId, from: new Date(at('15:00')).toISOString() },
    })
    await answer(lin)
    const code = (await current(lin))?.outbound?.proofCode ?? ''
    expect(code).toMatch(/^\d{4}$/)
    expect(rung).toEqual([])
    const customer = {
      ...database.ctx(now()),
      actor: { id: 1, username: 'c', name: 'c', roles: ['customer' as const], customerId },
    }
    expect((await findCallsToMe(customer)).calls).toMatchObject([{ accountNo, code }])
    await pass(15)
    expect(rung).toEqual([HOME])
    expect(await current(lin)).toMatchObject({ state: 'active', callBack: 'reached' })
    expect((await unit()).items).toMatchObject([{ state: 'due', inHandOf: 'lin' }])
    await close(lin)
    expect((await unit()).items).toEqual([])
    expect((await unit('ended')).items).toMatchObject([{ state: 'kept', tries: 1, endedBy: 'lin' }])
    expect(await logged()).toEqual(['promised', 'due', 'kept'])
    const told = (await listTimeline(customer, { accountId, limit: 10 })).map(({ titleZh }) => titleZh)
    expect(told).toEqual(['95598 约定的回电已完成', '95598 约定回电：2026-03-10 15:00–15:30'])
    const { rows } = await database.pool.query('select command::text as text from telephony_command')
    expect(JSON.stringify(rows)).not.toContain(HOME)
  })

  test('goes to anybody able where its agent is not at work, or has not been free for minutes', async () => {
    await promised()
    await jump('14:59')
    await ready(wu)
    await pass(62)
    expect(await current(wu)).toMatchObject({ direction: 'out' })
    await emptyTables(database, 'agent_state', 'contact', 'promised_call', 'promised_call_event')
    await promised({ from: at('15:30'), until: at('16:00') })
    await jump('15:29')
    await openContact(lin.at(now()), { channel: 'note' })
    await ready(wu)
    await pass(60, 10)
    expect(await current(wu)).toBeNull()
    await pass(280, 10)
    expect(await current(wu)).toBeNull()
    await pass(20, 10)
    expect(await current(wu)).toMatchObject({ direction: 'out', promise: { by: 'lin' } })
  })

  test('joins the queue once however many look at the same moment, and once more after a restart', async () => {
    await promised()
    await jump('15:00')
    await Promise.all(Array.from({ length: 6 }, sweep))
    expect(await outCalls()).toBe(1)
    expect(await logged()).toEqual(['promised', 'due'])
    await connector.stop()
    connector = connect()
    await ready(lin)
    await pass(1)
    await answer(lin)
    await connector.stop()
    connector = connect()
    await pass(15)
    expect(rung).toEqual([HOME])
    expect(await outCalls()).toBe(1)
  })

  test('is tried again after minutes, by who promised it, and is over after so many times', async () => {
    isHome = false
    await promised()
    await jump('14:59')
    await ready(lin)
    await ready(wu)
    await pass(60, 10)
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await current(lin)).toMatchObject({ direction: 'out' })
      await answer(lin)
      await pass(48, 4)
      expect((await findDesk(lin.at(now()))).me.state).toBe('ready')
      if (tries === 3) break
      expect((await unit()).items).toMatchObject([{ state: 'due', tries, inHandOf: null }])
      await pass(540, 60)
      expect(await current(lin)).toBeNull()
      await pass(70, 10)
    }
    expect(rung).toEqual([HOME, HOME, HOME])
    expect((await unit('ended')).items).toMatchObject([{ state: 'not-reached', tries: 3, endedBy: null }])
    expect(await logged()).toEqual(['promised', 'due', 'not-reached'])
  })

  test('is owed as before where its agent writes it off before anybody was reached', async () => {
    await promised()
    await jump('15:00')
    await ready(lin)
    await pass(1)
    await answer(lin)
    await close(lin, '打错了')
    expect((await unit()).items).toMatchObject([{ state: 'waiting', tries: 1, inHandOf: null }])
    expect(await logged()).toEqual(['promised', 'due', 'put-back'])
    await pass(20, 5)
    expect(rung).toEqual([])
    await ready(lin)
    await pass(600, 60)
    expect(await current(lin)).toMatchObject({ direction: 'out', promise: { by: 'lin' } })
  })

  test('is late past its window, also where there is no line, and rings once there is one', async () => {
    await promised()
    await connector.stop()
    schedule.advanceTo(new Date(at('15:31')))
    await sweep()
    expect(await outCalls()).toBe(0)
    expect(await unit()).toMatchObject({ late: 1, items: [{ state: 'waiting', isLate: true }] })
    expect((await findBoard(he.at(now()))).latePromises).toBe(1)
    expect((await findBoard(foreign.at(now()))).latePromises).toBe(0)
    connector = connect()
    await connector.work()
    await sweep()
    expect(await outCalls()).toBe(1)
  })

  test('rests while customers are not called', async () => {
    await promised({ from: at('20:30'), until: at('21:00') })
    await jump('20:30')
    await sweep()
    expect(await outCalls()).toBe(1)
    await jump('21:00')
    await sweep()
    await ready(lin)
    await pass(10, 5)
    expect(await current(lin)).toBeNull()
    await away(lin)
    await jump('08:00', '11')
    await ready(lin)
    await pass(1)
    expect(await current(lin)).toMatchObject({ direction: 'out' })
  })

  test('is taken over by himself who rings again, once he is talked to, and is owed where he gives up', async () => {
    await promised()
    await jump('15:00')
    await sweep()
    engine.dial('again', { number: HOME, patienceMs: 30_000, talkMs: null })
    await pass(2)
    expect((await unit()).items).toMatchObject([{ state: 'due' }])
    expect(await outCalls()).toBe(1)
    await pass(40, 5)
    expect(await outCalls()).toBe(2)
    expect((await unit()).items).toMatchObject([{ state: 'due' }])
    engine.dial('once more', { number: HOME, patienceMs: 300_000, talkMs: null })
    await pass(2)
    await ready(lin)
    expect(await current(lin)).toMatchObject({ direction: 'in', priorityReasons: expect.anything() })
    await answer(lin)
    await pass(2)
    expect((await unit('ended')).items).toMatchObject([{ state: 'taken-over' }])
    expect(await logged()).toEqual(['promised', 'due', 'put-back', 'due', 'taken-over'])
  })

  test('is given to another agent, or withdrawn with a reason, by a lead of the unit; not while somebody rings', async () => {
    const { id, version } = await promised()
    const reason = '林晓今天休息'
    await expect(reassignPromise(foreign.at(now()), id, { agentId: wu.id, reason, version })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    // Of another unit: nobody to whom it could be given.
    await expect(reassignPromise(he.at(now()), id, { agentId: stranger.id, reason, version })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const given = await reassignPromise(he.at(now()), id, { agentId: wu.id, reason, version })
    expect(given).toMatchObject({ agent: 'wu', version: version + 1 })
    await expect(withdrawPromise(he.at(now()), id, { reason, version })).rejects.toMatchObject({
      code: 'PROMISE_CHANGED',
    })
    expect(await findPromises(wu.at(now()), { of: 'mine', state: 'open' })).toMatchObject({
      items: [{ id }],
      agents: [],
    })
    await jump('15:00')
    await ready(lin)
    await ready(wu)
    await pass(1)
    expect(await current(lin)).toBeNull()
    const due = (await unit()).items[0]
    await expect(withdrawPromise(he.at(now()), id, { reason, version: due?.version ?? 0 })).rejects.toMatchObject({
      code: 'PROMISE_IN_HAND',
    })
    await away(lin)
    await pass(30, 5)
    const back = await reassignPromise(he.at(now()), id, { agentId: lin.id, reason, version: due?.version ?? 0 })
    await withdrawPromise(he.at(now()), id, { reason: '客户来函撤回', version: back.version })
    await ready(lin)
    await pass(700, 100)
    expect(await current(lin)).toBeNull()
    expect((await unit('ended')).items).toMatchObject([
      { state: 'withdrawn', endReason: '客户来函撤回', endedBy: 'he' },
    ])
    const { rows } = await database.pool.query(`select action from audit_entry where subject = $1 order by id`, [
      `promised-call:${id}`,
    ])
    expect(rows.map(({ action }) => action.split('.')[1])).toEqual([
      'promised',
      'reassigned',
      'reassigned',
      'withdrawn',
    ])
  })

  test('is moved to another window by who promised it: it rings then, and the former one is kept, told and on record', async () => {
    const { id, version, isMine, former } = await promised()
    expect({ isMine, former }).toEqual({ isMine: true, former: [] })
    const moved = await move(lin, id, version)
    const once = {
      ...{ from: new Date(at('15:00')).toISOString(), until: new Date(at('15:30')).toISOString() },
      ...{ at: now(), by: 'lin', askedBy: 'customer', reason: '客户三点要开会' },
    }
    expect(moved).toMatchObject({ from: new Date(at('16:00')).toISOString(), former: [once], version: version + 1 })
    const again = { from: at('17:00'), until: at('18:00'), askedBy: 'us' as const, reason: '坐席临时培训' }
    const twice = await move(he, id, moved.version, again)
    expect(twice.former).toEqual([
      once,
      {
        ...{ from: new Date(at('16:00')).toISOString(), until: new Date(at('16:30')).toISOString(), at: now() },
        ...{ by: 'he', askedBy: 'us', reason: '坐席临时培训' },
      },
    ])
    await ready(lin)
    await jump('16:59')
    await pass(58)
    expect(await outCalls()).toBe(0)
    await pass(2)
    expect(await current(lin)).toMatchObject({
      promise: { from: new Date(at('17:00')).toISOString(), until: new Date(at('18:00')).toISOString() },
    })
    expect(await logged()).toEqual(['promised', 'rescheduled', 'rescheduled', 'due'])
    const entries = await listTimeline(lin.at(now()), { accountId, limit: 10 })
    const told = entries.filter(({ kind }) => kind === 'promised-call').map(({ titleZh }) => titleZh)
    expect(told).toEqual([
      '95598 改约回电：2026-03-10 17:00–18:00（原 2026-03-10 16:00–16:30）',
      '95598 应客户要求改约回电：2026-03-10 16:00–16:30（原 2026-03-10 15:00–15:30）',
      '95598 约定回电：2026-03-10 15:00–15:30',
    ])
    const { rows } = await database.pool.query(
      `select actor, detail from audit_entry where subject = $1 and action = 'promised-call.rescheduled' order by id`,
      [`promised-call:${id}`],
    )
    expect(rows).toMatchObject([
      {
        actor: 'lin',
        detail: { from: at('16:00'), formerFrom: new Date(at('15:00')).toISOString(), askedBy: 'customer' },
      },
      { actor: 'he', detail: { reason: '坐席临时培训' } },
    ])
    const events = await database.pool.query(
      `select count(*)::int as count from event where kind = 'promised-call.changed'`,
    )
    expect(events.rows[0].count).toBeGreaterThanOrEqual(4)
  })

  test('leaves the queue where it is moved between its tries, and is tried anew', async () => {
    isHome = false
    await promised()
    await jump('14:59')
    await ready(lin)
    await pass(60, 10)
    await answer(lin)
    await pass(48, 4)
    await away(lin)
    const [due] = (await unit()).items
    expect(due).toMatchObject({ state: 'due', tries: 1, inHandOf: null })
    const moved = await move(lin, due?.id ?? 0, due?.version ?? 0)
    expect(moved).toMatchObject({ state: 'waiting', tries: 0, nextAt: new Date(at('16:00')).toISOString() })
    const { rows } = await database.pool.query(
      `select c.state, e.detail ->> 'because' as because from contact c join contact_event e on e.contact_id = c.id and e.kind = 'closed'
       where c.direction = 'out'`,
    )
    expect(rows).toEqual([{ state: 'closed', because: 'promise rescheduled' }])
    await ready(lin)
    await jump('15:50')
    await sweep()
    expect(await current(lin)).toBeNull()
    await jump('16:00')
    await ready(lin)
    await pass(1)
    expect(await current(lin)).toMatchObject({ direction: 'out', promise: { by: 'lin' } })
    expect(rung).toEqual([HOME])
    expect(await logged()).toEqual(['promised', 'due', 'rescheduled', 'due'])
  })

  test('is moved and withdrawn by nobody but him in whose hand it is, and a lead', async () => {
    const { id, version } = await promised()
    await expect(move(foreign, id, version)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(move(stranger, id, version)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const reason = '客户说不用回电了'
    const withdraw = (who: Seat, at: number) => withdrawPromise(who.at(now()), id, { reason, version: at })
    await expect(move(wu, id, version)).rejects.toMatchObject({ code: 'PROMISE_NOT_YOURS', status: 403 })
    await expect(withdraw(wu, version)).rejects.toMatchObject({ code: 'PROMISE_NOT_YOURS' })
    const given = await reassignPromise(he.at(now()), id, { agentId: wu.id, reason: '林晓休息', version })
    await expect(move(lin, id, given.version)).rejects.toMatchObject({ code: 'PROMISE_NOT_YOURS' })
    const moved = await move(wu, id, given.version)
    await expect(move(wu, id, given.version)).rejects.toMatchObject({ code: 'PROMISE_CHANGED' })
    // Anybody's to ring is again his who promised it.
    const back = await reassignPromise(he.at(now()), id, { agentId: null, reason: '吴也休息', version: moved.version })
    await expect(withdraw(wu, back.version)).rejects.toMatchObject({ code: 'PROMISE_NOT_YOURS' })
    expect(await withdraw(lin, back.version)).toMatchObject({ state: 'withdrawn', endReason: reason, endedBy: 'lin' })
    await expect(move(lin, id, back.version + 1)).rejects.toMatchObject({ code: 'PROMISE_CHANGED' })
    expect(await logged()).toEqual(['promised', 'reassigned', 'rescheduled', 'reassigned', 'withdrawn'])
  })

  test('is not moved while somebody is ringing, nor past its window: then a lead alone withdraws it', async () => {
    const { id } = await promised()
    await jump('15:00')
    await ready(lin)
    await pass(1)
    const version = async () => (await unit()).items[0]?.version ?? 0
    await expect(move(lin, id, await version())).rejects.toMatchObject({ code: 'PROMISE_IN_HAND' })
    await expect(move(he, id, await version())).rejects.toMatchObject({ code: 'PROMISE_IN_HAND' })
    await pass(30, 5)
    await jump('15:30')
    await sweep()
    await expect(move(he, id, await version())).rejects.toMatchObject({ code: 'PROMISE_LATE' })
    const withdraw = async (who: Seat) =>
      withdrawPromise(who.at(now()), id, { reason: '客户已解决', version: await version() })
    await expect(withdraw(lin)).rejects.toMatchObject({ code: 'PROMISE_LATE' })
    expect(await withdraw(he)).toMatchObject({ state: 'withdrawn', former: [] })
  })

  test.each([
    [{ from: at('13:50'), until: at('14:20') }, 'from'],
    [{ from: at('16:00', '18'), until: at('16:30', '18') }, 'from'],
    [{ until: at('16:10') }, 'until'],
    [{ from: at('15:00'), until: at('15:30') }, 'from'],
  ])('names the field of a window to which it cannot be moved: %o', async (more, field) => {
    const { id, version } = await promised()
    await expect(move(lin, id, version, more)).rejects.toMatchObject({
      code: 'WINDOW_UNFIT',
      issues: [{ path: field }],
    })
    expect(await logged()).toEqual(['promised'])
  })

  test('is moved once however many ask at the same moment, and not after it joined the queue', async () => {
    const { id, version } = await promised()
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => move(lin, id, version)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await unit()).items).toMatchObject([{ version: version + 1, former: [{ by: 'lin' }] }])
    await jump('16:00')
    const later = { from: at('17:00'), until: at('17:30') }
    await Promise.allSettled([sweep(), move(lin, id, version + 1, later), sweep(), sweep()])
    const [item] = (await unit()).items
    // Whichever came first: it waits for the other window without a call, or has one call in this one.
    if (item?.state === 'waiting') expect(item).toMatchObject({ from: new Date(later.from).toISOString() })
    else expect(item).toMatchObject({ state: 'due', from: new Date(at('16:00')).toISOString() })
    expect(await outCalls()).toBe(item?.state === 'waiting' ? 0 : 1)
  })

  test('stands in a hand-over by its window of now', async () => {
    const { id, version } = await promised()
    const items = async () => (await drawHandOver(he.at(now()), { shift: 'early', shiftOn: '2026-03-10' })).items
    expect(await items()).toMatchObject([{ label: '03-10 15:00–15:30' }])
    await move(lin, id, version, { from: at('15:20'), until: at('15:50') })
    expect(await items()).toMatchObject([{ label: '03-10 15:20–15:50', isUrgent: false }])
  })

  test.each([
    [{ from: at('13:50') }, 'from'],
    [{ from: at('15:00', '18'), until: at('15:30', '18') }, 'from'],
    [{ from: at('07:45', '11'), until: at('08:15', '11') }, 'from'],
    [{ from: at('20:45'), until: at('21:01') }, 'until'],
    [{ until: at('15:10') }, 'until'],
    [{ until: at('17:01') }, 'until'],
    [{ until: at('14:50') }, 'until'],
  ])('names the field of a window that cannot be promised: %o', async (more, field) => {
    await expect(promised(more)).rejects.toMatchObject({ code: 'WINDOW_UNFIT', issues: [{ path: field }] })
    expect(await logged()).toEqual([])
  })

  test('rings the number from which he rang or that of his file; one is typed only where there is neither', async () => {
    const contactId = await spoken(false)
    expect(await findChoices(lin.at(now()), contactId)).toMatchObject({
      numbers: { contact: '*******8000', file: null },
      open: null,
    })
    const swap = `update identity set phone_hash = set_byte(phone_hash, 0, 255 - get_byte(phone_hash, 0)) where phone_tail = '8000'`
    await database.pool.query(swap)
    const { numbers } = await findChoices(lin.at(now()), contactId)
    await database.pool.query(swap)
    expect(numbers).toEqual({ contact: '*******8000', file: '*******8000' })
    const phone = '13712345678'
    const given = { number: 'given', phone }
    await expect(promiseCall(lin.at(now()), input(contactId, given))).rejects.toMatchObject({ code: 'NUMBER_UNFIT' })
    await promiseCall(lin.at(now()), input(contactId, { number: 'file' }))
    await expect(promiseCall(lin.at(now()), input(contactId))).rejects.toMatchObject({ code: 'PROMISED_ALREADY' })
    await close(lin)
    const { id } = await openContact(lin.at(now()), { channel: 'counter' })
    await expect(promiseCall(lin.at(now()), input(id))).rejects.toMatchObject({ issues: [{ path: 'number' }] })
    await expect(promiseCall(lin.at(now()), input(id, { number: 'given' }))).rejects.toMatchObject({
      issues: [{ path: 'phone' }],
    })
    expect(await promiseCall(lin.at(now()), input(id, given))).toMatchObject({ phone: '*******5678', accountNo: null })
    const { rows } = await database.pool.query(
      'select p.*, e.* from promised_call p join promised_call_event e on true',
    )
    expect(JSON.stringify(rows)).not.toContain(phone)
  })

  test('may be promised for a while after the contact, by its agent alone, and tells nobody else’s customer', async () => {
    const contactId = await spoken()
    await expect(promiseCall(wu.at(now()), input(contactId))).rejects.toMatchObject({ code: 'NOT_PROMISABLE' })
    await jump('14:01', '11')
    const more = { from: at('15:00', '11'), until: at('15:30', '11') }
    await expect(promiseCall(lin.at(now()), input(contactId, more))).rejects.toMatchObject({ code: 'NOT_PROMISABLE' })
    // A neighbour asks about her account from his own phone.
    const { contactId: other } = await receiveCall(database.ctx(now()), { callId: 'n', callerPhone: '13900000002' })
    await ready(lin)
    const { version } = await answerContact(lin.at(now()), other ?? 0)
    await nameContactAccount(lin.at(now()), other ?? 0, { accountNo, version })
    await promiseCall(lin.at(now()), input(other ?? 0, more))
    const { rows } = await database.pool.query(`select internal from timeline_entry where kind = 'promised-call'`)
    expect(rows).toEqual([{ internal: true }])
  })

  test('is not told in the file where it is about a report', async () => {
    const contactId = await spoken(false)
    const { version } = (await current(lin)) ?? { version: 0 }
    await closeContact(lin.at(now()), contactId, { category: 'report', summary: '举报窃电', version })
    await promiseCall(lin.at(now()), input(contactId))
    const { rows } = await database.pool.query(`select from timeline_entry where kind = 'promised-call'`)
    expect(rows).toEqual([])
  })

  test('belongs to the hand-over of its unit from the hours before it on, once, until it is over', async () => {
    const { id, version } = await promised()
    const early = { shift: 'early' as const, shiftOn: '2026-03-10' }
    const items = async () =>
      (await drawHandOver(he.at(now()), early)).items.filter(({ kind }) => kind === 'promised-call')
    expect(await items()).toMatchObject([{ label: '03-10 15:00–15:30', isUrgent: false, accountNo }])
    await jump('15:30')
    await sweep()
    expect(await items()).toHaveLength(1)
    await withdrawPromise(he.at(now()), id, { reason: '客户来函', version: version + 1 })
    expect(await items()).toEqual([])
    const { rows } = await database.pool.query(
      `select kind, done_by from hand_over_item where subject = $1 or kind = 'call-back'`,
      [`promised-call:${id}`],
    )
    expect(rows).toEqual([{ kind: 'promised-call', done_by: 'system:desk' }])
  })

  test('is erased with the contact in which it was promised, and never while it is owed', async () => {
    const { id, version } = await promised()
    const erase = () => eraseOver(database.ctx('2036-03-10T03:00:00+08:00'), callcenter.erasures ?? [])
    await erase()
    expect((await unit()).items).toHaveLength(1)
    await withdrawPromise(he.at(now()), id, { reason: '客户来函', version })
    await erase()
    const { rows } = await database.pool.query('select from promised_call union all select from promised_call_event')
    expect(rows).toEqual([])
    expect((await database.pool.query('select from contact')).rows).toEqual([])
  })

  test('says to the desk of nobody else who has a log-in that he promised', async () => {
    await promised()
    expect((await findPromises(foreign.at(now()), { of: 'unit', state: 'open' })).items).toEqual([])
    await addUser(database.ctx(now()), {
      ...{
        username: 'late',
        name: 'late',
        roles: ['agent'],
        organisationPath: 'X.',
        password: 'a long enough password',
      },
    })
    expect((await unit()).agents.map(({ name }) => name)).toEqual(['late', 'lin', 'wu'])
  })
})
