import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import {
  answerContact,
  closeContact,
  findContact,
  hangUpCall,
  type IncomingCall,
  receiveCall,
} from '../../callcenter/contacts.ts'
import { routeContacts, sweepDesk } from '../../callcenter/routing.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('routing at the desk', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  const system = (time: string) => database.ctx(at(time))
  let lin: Seat
  let wu: Seat
  let chen = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    chen = (await openChenGuilan(ctx, await layNetwork(ctx))).accountId
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'agent_skill', 'contact', 'caller_mark', 'contact_event')
  })

  let calls = 0
  async function call(time: string, more: Partial<IncomingCall> = {}): Promise<number> {
    const { contactId } = await receiveCall(system(time), {
      callId: `call-${++calls}`,
      callerPhone: '13900000001',
      ...more,
    })
    return contactId ?? 0
  }
  const nobody = () => `139${String(++calls).padStart(8, '0')}`
  const ready = (who: Seat, time: string) => setMyState(who.at(at(time)), { state: 'ready' })
  const has = async (who: Seat, time: string) => (await findDesk(who.at(at(time)))).current?.id
  const skill = (who: Seat, code: string, level: number) =>
    database.pool.query(`insert into agent_skill values ($1, $2, $3, 'x', now())`, [who.id, code, level])
  const logOf = async (id: number) =>
    (
      await database.pool.query('select kind, agent_id, detail from contact_event where contact_id = $1 order by id', [
        id,
      ])
    ).rows

  test('gives a fault to who is best at faults, whoever has been ready longer', async () => {
    await skill(lin, 'fault', 2)
    await skill(wu, 'fault', 5)
    await ready(lin, '08:00:00')
    await ready(wu, '08:59:00')
    const id = await call('09:00:00', { skill: 'fault' })
    expect(await has(wu, '09:00:00')).toBe(id)
    expect(await logOf(id)).toEqual([
      { kind: 'queued', agent_id: null, detail: { skill: 'fault', reasons: [] } },
      { kind: 'offered', agent_id: wu.id, detail: { through: 'fault', level: 5, waitedSeconds: 0 } },
    ])
  })

  test('widens the search with the wait, by the sweep alone', async () => {
    await skill(lin, 'business', 4)
    await ready(lin, '08:00:00')
    const id = await call('09:00:00', { skill: 'fault' })
    await markPresent(lin.at(at('09:00:59')))
    await sweepDesk(system('09:00:59'))
    expect(await has(lin, '09:00:59')).toBeUndefined()
    await sweepDesk(system('09:01:00'))
    expect(await has(lin, '09:01:00')).toBe(id)
  })

  test('lets who depends on supply for his life go first, and says why', async () => {
    await database.pool.query(
      `insert into caller_mark (account_id, mark, reason, evidence, marked_by, marked_at, confirmed_by, confirmed_at, expires_at)
       values ($1, 'life-support', '家用呼吸机', '诊断证明', 'x', now(), 'x', now(), '2099-01-01')`,
      [chen],
    )
    const early = await call('09:00:00', { callerPhone: nobody() })
    const later = await call('09:05:00', { callerPhone: '13800138000' })
    expect(await findContact(system('09:05:00'), later)).toMatchObject({ priorityReasons: ['life-support'] })
    await ready(lin, '09:05:01')
    expect(await has(lin, '09:05:01')).toBe(later)
    await ready(wu, '09:05:02')
    expect(await has(wu, '09:05:02')).toBe(early)
  })

  test('knows who has called lately, and not who gave up', async () => {
    const first = await call('09:00:00')
    await ready(lin, '09:00:01')
    const { version } = await answerContact(lin.at(at('09:00:02')), first)
    await closeContact(lin.at(at('09:01:00')), first, { category: 'other', summary: '咨询完毕', version })
    const again = await call('10:00:00')
    expect((await findContact(system('10:00:00'), again)).priorityReasons).toEqual(['called-before'])
    await hangUpCall(system('10:00:01'), `call-${calls}`)
    const { priorityReasons } = await findContact(system('10:00:00'), await call('12:00:00', { callerPhone: nobody() }))
    expect(priorityReasons).toEqual([])
  })

  test('keeps the place of a caller who gave up and rings again in time, once', async () => {
    const phone = nobody()
    await call('09:00:00', { callerPhone: phone })
    await hangUpCall(system('09:03:00'), `call-${calls}`)
    const between = await call('09:01:00', { callerPhone: nobody() })
    const again = await call('09:12:59', { callerPhone: phone })
    const third = await call('09:13:00', { callerPhone: phone })
    await ready(lin, '09:13:01')
    expect(await has(lin, '09:13:01')).toBe(again)
    await ready(wu, '09:13:02')
    expect(await has(wu, '09:13:02')).toBe(between)
    expect((await findContact(system('09:13:02'), third)).state).toBe('queued')

    const late = nobody()
    await call('10:00:00', { callerPhone: late })
    await hangUpCall(system('10:00:30'), `call-${calls}`)
    const tooLate = await call('10:10:31', { callerPhone: late })
    const { rows } = await database.pool.query('select ranked_at = queued_at as own from contact where id = $1', [
      tooLate,
    ])
    expect(rows).toEqual([{ own: true }])
  })

  test('is not ready whose desk is not heard of any more', async () => {
    await ready(lin, '09:00:00')
    await sweepDesk(system('09:00:45'))
    expect((await findDesk(lin.at(at('09:00:45')))).me.state).toBe('ready')
    await sweepDesk(system('09:00:46'))
    expect((await findDesk(lin.at(at('09:00:46')))).me).toMatchObject({ state: 'away', reason: 'offline' })
    const id = await call('09:00:47')
    expect((await findContact(system('09:00:47'), id)).state).toBe('queued')
  })

  test('has what was said still to be written when the line ends, and takes the next call after the ceiling', async () => {
    const id = await call('09:00:00')
    await ready(lin, '09:00:01')
    await answerContact(lin.at(at('09:00:02')), id)
    await hangUpCall(system('09:04:00'), `call-${calls}`)
    const desk = await findDesk(lin.at(at('09:04:01')))
    expect(desk).toMatchObject({ me: { state: 'wrap-up' }, current: null, unwritten: [{ id, state: 'unwritten' }] })
    await markPresent(lin.at(at('09:05:31')))
    await sweepDesk(system('09:05:31'))
    const next = await call('09:05:32', { callerPhone: nobody() })
    expect(await has(lin, '09:05:32')).toBe(next)
    const version = desk.unwritten[0]?.version ?? 0
    await closeContact(lin.at(at('09:06:00')), id, { category: 'outage', summary: '全村停电,已派单', version })
    expect(await findDesk(lin.at(at('09:06:00')))).toMatchObject({ me: { state: 'offered' }, unwritten: [] })
    expect((await logOf(id)).map(({ kind }) => kind)).toEqual(['queued', 'offered', 'answered', 'line-ended', 'closed'])
  })

  test('gives written contacts up to the limit, one agent or many at once, and counts them back', async () => {
    for (let n = 0; n < 8; n++)
      await database.pool.query(
        `insert into contact (contact_no, channel, state, queued_at, ranked_at) values ($1, 'chat', 'queued', $2, $2)`,
        [`C-chat-${n}`, at('09:00:00')],
      )
    await Promise.all([ready(lin, '09:00:01'), ready(wu, '09:00:01')])
    await Promise.all(Array.from({ length: 6 }, () => routeContacts(system('09:00:02'))))
    const held = async () =>
      (
        await database.pool.query(
          `select s.user_id, s.written, s.state, (select count(*)::int from contact c where c.agent_id = s.user_id and c.state in ('offered', 'active')) as has
           from agent_state s order by user_id`,
        )
      ).rows
    expect(await held()).toEqual([lin, wu].map(({ id }) => ({ user_id: id, written: 3, state: 'ready', has: 3 })))
    // Who has something written in hand is given no call.
    const voice = await call('09:00:03')
    expect((await findContact(system('09:00:03'), voice)).state).toBe('queued')
    await sweepDesk(system('09:00:27'))
    expect(await held()).toEqual([lin, wu].map(({ id }) => ({ user_id: id, written: 0, state: 'away', has: 0 })))
  })
})
