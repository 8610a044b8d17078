import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { findDesk, setMyState } from '../../callcenter/agents.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { endLineOf, transferContact } from '../../callcenter/call/control.ts'
import { callCustomer, findCallsToMe } from '../../callcenter/call/outbound.ts'
import { closeContact, findContact } from '../../callcenter/contacts.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { isCallHour, nextCallHour } from '../../callcenter/rules/call-hours.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import type { Ctx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const PHONE = '13800138000'
const START = new Date('2026-03-10T09:00:00+08:00')

describe('a call to a customer', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let lin: Seat
  let lead: Seat
  let accountNo: string
  let customerId: number
  let rung: string[]
  let picksUp: boolean

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const opened = await openChenGuilan(ctx, await layNetwork(ctx))
    accountNo = opened.accountNo
    customerId = (await database.pool.query('select customer_id as id from account_term limit 1')).rows[0].id
    lin = await seat(database, 'lin')
    lead = await seat(database, 'lead', { roles: ['lead'] })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'telephony_command', 'telephony_cursor')
    await begin(START)
  })
  afterEach(() => connector.stop())

  async function begin(at: Date): Promise<void> {
    await connector?.stop()
    await emptyTables(database, 'telephony_cursor')
    schedule = new VirtualSchedule(at)
    rung = []
    picksUp = true
    const reach = (number: string) => {
      rung.push(number)
      return picksUp ? { number, patienceMs: 60_000, talkMs: null } : null
    }
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: at.toISOString(), reach })
    const onFault = (fault: unknown) => {
      throw fault
    }
    connector = new TelephonyConnector({
      db: poolDb(database.pool),
      clock: () => schedule.now(),
      port: engine,
      onFault,
    })
    await connector.work()
  }
  const now = () => schedule.now().toISOString()
  const pass = async (seconds: number) => {
    schedule.advanceTo(new Date(schedule.now().getTime() + seconds * 1000))
    await connector.work()
    await sweepDesk(database.ctx(now()))
    await connector.work()
  }
  const call = (urgentBecause?: string) =>
    callCustomer(lin.at(now()), { accountNo, ...(urgentBecause && { urgentBecause }) })
  const asCustomer = (id: number | null): Ctx => ({
    ...database.ctx(now()),
    actor: { id: 1, username: 'c', name: 'c', roles: ['customer'], customerId: id },
  })
  const shown = async () => (await findCallsToMe(asCustomer(customerId))).calls

  test('shows its code to the customer before the phone rings, and no longer than the call lasts', async () => {
    const contact = await call()
    expect(contact).toMatchObject({ direction: 'out', state: 'active', customerName: '陈桂兰', callBack: 'dialling' })
    const code = contact.outbound?.proofCode ?? ''
    expect(code).toMatch(/^\d{4}$/)
    await pass(1)
    expect(rung).toEqual([])
    expect(await shown()).toEqual([{ accountNo, code, since: START.toISOString() }])
    expect((await findCallsToMe(asCustomer(customerId + 1))).calls).toEqual([])
    await pass(8)
    expect(rung).toEqual([PHONE])
    await pass(7)
    expect((await findDesk(lin.at(now()))).current).toMatchObject({
      callBack: 'reached',
      outbound: { proofCode: code },
    })
    expect((await engine.snapshot()).calls).toMatchObject([{ state: 'bridged', extension: String(lin.id) }])
    expect(await shown()).toHaveLength(1)
    await endLineOf(lin.at(now()), contact.id)
    await pass(0)
    expect(await shown()).toEqual([])
    const { version } = await findContact(lin.at(now()), contact.id)
    await closeContact(lin.at(now()), contact.id, { category: 'other', summary: '告知复电时间', version })
    const { rows } = await database.pool.query(
      `select title_zh as title from timeline_entry where kind = 'contact' order by id desc limit 1`,
    )
    expect(rows).toEqual([{ title: '95598 外呼：告知复电时间' }])
    const audit = await database.pool.query(`select detail from audit_entry where action = 'call.placed'`)
    expect(JSON.stringify(audit.rows)).not.toContain(code)
    const commands = await database.pool.query('select command::text as text from telephony_command')
    expect(JSON.stringify(commands.rows)).not.toContain(PHONE)
    // Nobody told him that he would be recorded.
    expect(JSON.stringify(commands.rows)).not.toMatch(/record/)
  })

  test('says honestly whether the customer has a log-in in which to see the code', async () => {
    expect((await call()).outbound?.isShown).toBe(false)
    await addUser(database.ctx(now()), {
      ...{
        username: 'chen',
        name: '陈桂兰',
        roles: ['customer'],
        organisationPath: 'X.',
        password: 'a long enough password',
      },
      customerId,
    })
    expect((await findDesk(lin.at(now()))).current?.outbound?.isShown).toBe(true)
    await database.pool.query(`delete from app_user where username = 'chen'`)
  })

  test('asks for no person and counts in no share, also where it is given to a queue', async () => {
    const { id } = await call()
    await pass(9)
    await pass(7)
    await transferContact(lin.at(now()), id, { skill: 'business', note: '客户要问账单' })
    await pass(1)
    await engine.hangUpOutside((await engine.snapshot()).calls[0]?.callId ?? '')
    await pass(1)
    expect((await findDesk(lin.at(now()))).unwritten).toMatchObject([{ id }])
    const { queues } = await findBoard(lead.at(now()))
    expect(queues[0]).toMatchObject({ answered: 0, abandoned: 0, waiting: 0 })
  })

  test('whose agent cannot be joined to it ends: it is his to write, and he is free for the next', async () => {
    const { id } = await call()
    engine.dial('other', { number: '13900000009', patienceMs: 600_000, talkMs: null })
    await pass(1)
    await engine.execute({ id: 'taken', act: 'offer', callId: 'other', extension: String(lin.id), seconds: 600 })
    await pass(9)
    await pass(7)
    expect((await engine.snapshot()).calls.map(({ callId }) => callId)).toEqual(['other'])
    expect(await findDesk(lin.at(now()))).toMatchObject({
      me: { state: 'wrap-up' },
      current: null,
      unwritten: [{ id }],
    })
    expect(await shown()).toEqual([])
  })

  test('that nobody picks up is closed as such, and the agent is free', async () => {
    picksUp = false
    const { id } = await call()
    await pass(9)
    await pass(41)
    expect(await findContact(lin.at(now()), id)).toMatchObject({ state: 'closed', summary: '外呼未接通', agent: 'lin' })
    expect(await findDesk(lin.at(now()))).toMatchObject({ me: { state: 'wrap-up' }, recent: [{ id }] })
  })

  test('that the agent ends before it rings never rings', async () => {
    const { id } = await call()
    await endLineOf(lin.at(now()), id)
    await pass(10)
    await pass(10)
    expect(rung).toEqual([])
    expect((await findContact(lin.at(now()), id)).state).toBe('closed')
    expect(await shown()).toEqual([])
  })

  test('waits for the hours of calling, but for what is urgent, with its reason on record', async () => {
    await begin(new Date('2026-03-10T21:00:00+08:00'))
    await expect(call()).rejects.toMatchObject({ code: 'QUIET_HOURS' })
    expect((await findDesk(lin.at(now()))).me.state).toBe('away')
    await call('呼吸机用户,台区即将停电')
    const { rows } = await database.pool.query(
      `select detail ->> 'urgentBecause' as because from audit_entry where action = 'call.placed' order by id desc limit 1`,
    )
    expect(rows).toEqual([{ because: '呼吸机用户,台区即将停电' }])
  })

  test('needs a line, a number, and an agent who has nobody else', async () => {
    await connector.stop()
    await expect(call()).rejects.toMatchObject({ code: 'NO_LINE' })
    await begin(START)
    await call()
    await expect(call()).rejects.toMatchObject({ code: 'AGENT_BUSY' })
    await emptyTables(database, 'agent_state', 'contact')
    await database.pool.query(`create temp table kept as select id, phone_cipher, phone_hash, phone_tail from identity`)
    await database.pool.query('update identity set phone_cipher = null, phone_hash = null, phone_tail = null')
    await setMyState(lin.at(now()), { state: 'away' })
    await expect(call()).rejects.toMatchObject({ code: 'NO_NUMBER' })
  })
})

describe('the hours in which customers are called', () => {
  test.each([
    [479, 480, 1260, false],
    [480, 480, 1260, true],
    [1259, 480, 1260, true],
    [1260, 480, 1260, false],
    [1300, 1260, 480, true],
    [100, 1260, 480, true],
    [480, 1260, 480, false],
  ])('at minute %i, from %i until %i: %s', (minute, from, until, isOpen) => {
    expect(isCallHour(minute, { from, until })).toBe(isOpen)
    expect(isCallHour((minute + nextCallHour(minute, { from, until })) % 1440, { from, until })).toBe(true)
  })
})
