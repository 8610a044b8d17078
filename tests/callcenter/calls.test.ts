import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, setMyState } from '../../callcenter/agents.ts'
import { answerContact, closeContact, findContact, hangUpCall, receiveCall } from '../../callcenter/contacts.ts'
import { routeContacts, sweepDesk } from '../../callcenter/routing.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('a call to 95598', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  let network: Network
  let lin: Seat
  let wu: Seat
  let crowd: Seat[]

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    network = await layNetwork(ctx)
    await openChenGuilan(ctx, network)
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
    crowd = await Promise.all(Array.from({ length: 20 }, (_, number) => seat(database, `agent-${number}`)))
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact')
  })

  const system = (time: string) => database.ctx(at(time))
  async function call(time: string, callId: string, callerPhone = '13900000001'): Promise<number> {
    const { contactId } = await receiveCall(system(time), { callId, callerPhone })
    if (contactId === null) throw new Error('the call was known already')
    return contactId
  }
  const stateOf = async (who: Seat, time: string) => (await findDesk(who.at(at(time)))).me.state

  test('is offered to the agent who is ready, and the one that has waited longest comes first', async () => {
    const later = await call('09:00:05', 'later')
    const first = await call('09:00:01', 'first')
    expect(await findDesk(lin.at(at('09:00:11')))).toMatchObject({ waiting: 2, longestWaitSeconds: 10, current: null })
    await setMyState(lin.at(at('09:00:20')), { state: 'ready' })
    const desk = await findDesk(lin.at(at('09:00:20')))
    expect(desk).toMatchObject({ me: { state: 'offered' }, waiting: 1, current: { id: first, state: 'offered' } })
    expect(desk.current?.offerExpiresAt).toBe(new Date(at('09:00:45')).toISOString())
    expect(desk.current?.offerLeftMs).toBe(25_000)
    expect((await findDesk(lin.at(at('09:00:38')))).current?.offerLeftMs).toBe(7_000)
    expect((await findDesk(lin.at(at('09:00:46')))).current?.offerLeftMs).toBe(0)
    await setMyState(wu.at(at('09:00:21')), { state: 'ready' })
    expect((await findDesk(wu.at(at('09:00:21')))).current?.id).toBe(later)
  })

  test('goes to the agent who has been ready longest', async () => {
    await setMyState(wu.at(at('09:00:00')), { state: 'ready' })
    await setMyState(lin.at(at('08:59:00')), { state: 'ready' })
    const id = await call('09:01:00', 'one')
    expect((await findDesk(lin.at(at('09:01:00')))).current?.id).toBe(id)
    expect((await findDesk(wu.at(at('09:01:00')))).current).toBeNull()
  })

  test('waits while everybody is away', async () => {
    await setMyState(lin.at(at('09:00:00')), { state: 'away' })
    const id = await call('09:01:00', 'one')
    await routeContacts(system('09:01:01'))
    expect((await findContact(system('09:01:01'), id)).state).toBe('queued')
  })

  test('is never given to two agents, nor two to one, however many are assigned at once', async () => {
    for (let number = 0; number < 15; number++) await call('09:00:00', `call-${number}`)
    await Promise.all(crowd.map((agent) => setMyState(agent.at(at('09:00:01')), { state: 'ready' })))
    await Promise.all(Array.from({ length: 20 }, () => routeContacts(system('09:00:02'))))
    const { rows: offered } = await database.pool.query<{ id: number; agent: number }>(
      `select id, agent_id as agent from contact where state = 'offered'`,
    )
    expect(offered).toHaveLength(15)
    expect(new Set(offered.map(({ agent }) => agent)).size).toBe(15)
    const { rows: states } = await database.pool.query(
      'select state, count(*)::int as n from agent_state group by state order by state',
    )
    expect(states).toEqual([
      { state: 'offered', n: 15 },
      { state: 'ready', n: 5 },
    ])
    const { rows: told } = await database.pool.query(
      `select count(*)::int as n, count(distinct payload ->> 'contactId')::int as calls from event
       where kind = 'contact.offered' and (payload ->> 'contactId')::bigint = any($1)`,
      [offered.map(({ id }) => id)],
    )
    expect(told).toEqual([{ n: 15, calls: 15 }])
  })

  test('is offered before its coming is answered, though all of one process share their turns to route', async () => {
    await Promise.all(crowd.map((agent) => setMyState(agent.at(at('09:00:00')), { state: 'ready' })))
    const shared = system('09:00:01')
    const states = await Promise.all(
      crowd.map(async (_, n) => {
        const { contactId } = await receiveCall(shared, { callId: `shared-${n}`, callerPhone: '13900000001' })
        return (await findContact(shared, contactId ?? 0)).state
      }),
    )
    expect(states).toEqual(crowd.map(() => 'offered'))
  })

  test('is routed by the turn after one that failed', async () => {
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const { db } = system('09:00:01')
    const breaks = { ...system('09:00:01'), db: { ...db, withClient: () => Promise.reject(new Error('gone')) } }
    const [failed, next] = await Promise.allSettled([routeContacts(breaks), routeContacts(breaks)])
    expect([failed?.status, next?.status]).toEqual(['rejected', 'rejected'])
    await call('09:00:02', 'after')
    expect(await stateOf(lin, '09:00:03')).toBe('offered')
  })

  test('is not hidden behind a long queue of those who ask for a language that nobody free speaks', async () => {
    await database.pool.query(
      `insert into contact (contact_no, channel, state, call_id, queued_at, ranked_at, skill, also_skill)
       select 'T' || n, 'voice', 'queued', 'long-' || n, $1, $1, 'general', case when n <= 60 then 'english' end
       from generate_series(1, 61) as n`,
      [at('08:00:00')],
    )
    await database.pool.query('delete from agent_skill')
    await database.pool.query(
      `insert into agent_skill (user_id, skill, level, changed_by, changed_at) values ($1, 'general', 3, 'lead', now())`,
      [lin.id],
    )
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    expect((await findDesk(lin.at(at('09:00:01')))).current?.contactNo).toBe('T61')
    await database.pool.query('delete from agent_skill')
  })

  test('is one of many more than the heads of a queue, which are all given out where as many are free', async () => {
    await database.pool.query(
      `insert into contact (contact_no, channel, state, call_id, queued_at, ranked_at)
       select 'M' || n, 'voice', 'queued', 'many-' || n, $1, $1 from generate_series(1, 60) as n`,
      [at('08:00:00')],
    )
    await database.pool.query(
      `with more as (insert into app_user (username, name, password_hash, roles, organisation_id)
         select 'more-' || n, 'more', '-', '{agent}', (select min(id) from organisation) from generate_series(1, 60) as n returning id)
       insert into agent_state (user_id, state, since, seen_at) select id, 'ready', $1, $1 from more`,
      [at('08:59:00')],
    )
    await routeContacts(system('09:00:00'))
    const { rows } = await database.pool.query(`select count(*)::int as n from contact where state = 'offered'`)
    expect(rows).toEqual([{ n: 60 }])
  })

  test('is one call for two agents who become ready in the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      await emptyTables(database, 'agent_state', 'contact')
      const id = await call('09:00:00', `round-${round}`)
      await Promise.all([lin, wu].map((agent) => setMyState(agent.at(at('09:00:01')), { state: 'ready' })))
      await sweepDesk(system('09:00:02'))
      const desks = await Promise.all([lin, wu].map((agent) => findDesk(agent.at(at('09:00:02')))))
      expect(desks.flatMap(({ current }) => (current ? [current.id] : []))).toEqual([id])
    }
  })

  test('that nobody takes goes back to the head of the queue, and the agent is away', async () => {
    const id = await call('09:00:00', 'one')
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const behind = await call('09:00:10', 'behind')
    await sweepDesk(system('09:00:24'))
    expect(await stateOf(lin, '09:00:24')).toBe('offered')
    await sweepDesk(system('09:00:25'))
    expect((await findDesk(lin.at(at('09:00:25')))).me).toMatchObject({
      ...{ state: 'away', reason: 'no-answer', missed: 'voice', since: new Date(at('09:00:25')).toISOString() },
    })
    await setMyState(wu.at(at('09:00:26')), { state: 'ready' })
    expect((await findDesk(wu.at(at('09:00:26')))).current?.id).toBe(id)
    expect((await findContact(system('09:00:26'), behind)).state).toBe('queued')
  })

  test('cannot be answered once the offer has expired, swept or not, nor by somebody else', async () => {
    const id = await call('09:00:00', 'one')
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    await expect(answerContact(wu.at(at('09:00:05')), id)).rejects.toMatchObject({ code: 'OFFER_GONE' })
    await expect(answerContact(lin.at(at('09:00:25')), id)).rejects.toMatchObject({ code: 'OFFER_GONE' })
    await sweepDesk(system('09:00:26'))
    await expect(answerContact(lin.at(at('09:00:27')), id)).rejects.toMatchObject({ code: 'OFFER_GONE' })
  })

  test('that is answered is in the agent’s hand until it is closed, and then he wraps up', async () => {
    const id = await call('09:00:00', 'one')
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const answered = await answerContact(lin.at(at('09:00:10')), id)
    expect(answered).toMatchObject({ state: 'active', answeredAt: new Date(at('09:00:10')).toISOString() })
    await expect(setMyState(lin.at(at('09:00:11')), { state: 'away' })).rejects.toMatchObject({ code: 'AGENT_BUSY' })
    await call('09:00:12', 'next')
    expect((await findDesk(lin.at(at('09:00:12')))).current?.id).toBe(id)
    const closure = { category: 'advice' as const, summary: '咨询峰谷电价', version: answered.version }
    await closeContact(lin.at(at('09:03:00')), id, closure)
    expect(await stateOf(lin, '09:03:00')).toBe('wrap-up')
    const leftAt = async (time: string) => (await findDesk(lin.at(at(time)))).me.wrapUpLeftMs
    expect(await leftAt('09:03:00')).toBe(90_000)
    expect(await leftAt('09:04:20')).toBe(10_000)
    expect(await leftAt('09:04:35')).toBe(0)
    await sweepDesk(system('09:04:30'))
    expect(await stateOf(lin, '09:04:30')).toBe('wrap-up')
    await sweepDesk(system('09:04:31'))
    expect(await stateOf(lin, '09:04:31')).toBe('offered')
    expect(await leftAt('09:04:31')).toBeNull()
  })

  test('that the caller ends while it is offered frees the agent and cannot be answered', async () => {
    const id = await call('09:00:00', 'one')
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    await hangUpCall(system('09:00:05'), 'one')
    expect(await findContact(system('09:00:06'), id)).toMatchObject({ state: 'abandoned', agent: null })
    expect(await stateOf(lin, '09:00:06')).toBe('ready')
    await expect(answerContact(lin.at(at('09:00:06')), id)).rejects.toMatchObject({ code: 'OFFER_GONE' })
  })

  test('that the caller ends while it waits is offered to nobody', async () => {
    await call('09:00:00', 'one')
    await hangUpCall(system('09:00:05'), 'one')
    await setMyState(lin.at(at('09:00:06')), { state: 'ready' })
    expect(await findDesk(lin.at(at('09:00:06')))).toMatchObject({ me: { state: 'ready' }, current: null, waiting: 0 })
  })

  test('is counted apart from who writes', async () => {
    await call('09:00:00', 'one')
    const written = await call('08:50:00', 'two')
    await database.pool.query(`update contact set channel = 'sms', call_id = null where id = $1`, [written])
    const desk = await findDesk(lin.at(at('09:00:06')))
    expect(desk).toMatchObject({ waiting: 1, waitingWritten: 1, longestWaitSeconds: 6 })
  })

  test('told twice by the telephone engine is one contact', async () => {
    await Promise.all(
      Array.from({ length: 8 }, () => receiveCall(system('09:00:00'), { callId: 'same', callerPhone: '13900000001' })),
    )
    await receiveCall(system('09:10:00'), { callId: 'same', callerPhone: '13900000001' })
    const { rows } = await database.pool.query('select call_id from contact')
    expect(rows).toEqual([{ call_id: 'same' }])
  })

  describe('finds its caller', () => {
    const look = async (callerPhone: string) =>
      findContact(system('10:00:01'), await call('10:00:00', 'looked-up', callerPhone))

    test('by the one account that the number means, however it is written', async () => {
      const contact = await look('+86 138-0013 8000')
      expect(contact).toMatchObject({ customerName: '陈桂兰', callerPhone: '*******8000', matches: [] })
      expect(contact.accountNo).toMatch(/^\d{13}$/)
    })

    test('never by choosing among several: all are shown, none is taken', async () => {
      const ctx = database.ctx('2026-01-02T08:00:00+08:00')
      const phone = '13700137000'
      for (const number of [1, 2]) {
        await openChenGuilan(ctx, network, {
          customer: { kind: 'person', name: `林水生${number}`, phone },
          address: `青石村${number}号`,
          meter: undefined,
          contract: { contractNo: `HT-LIN-${number}`, signedOn: '2025-12-30' },
        })
      }
      const contact = await look(phone)
      expect(contact).toMatchObject({ accountNo: null, customerName: null })
      expect(contact.matches.map(({ customerName }) => customerName)).toEqual(['林水生1', '林水生2'])
      expect(contact.matches.map(({ phone: shown }) => shown)).toEqual(['*******7000', '*******7000'])
    })

    test('or says that nobody has this number', async () => {
      expect(await look('13900009999')).toMatchObject({ accountNo: null, customerName: null, matches: [] })
    })

    test('and keeps the number itself unreadable in the database', async () => {
      await look('13900009999')
      const { rows } = await database.pool.query('select contact::text as row from contact')
      expect(JSON.stringify(rows)).not.toContain('13900009999')
    })
  })
})
