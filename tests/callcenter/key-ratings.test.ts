import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { endLineOf } from '../../callcenter/call/control.ts'
import { answerContact, closeContact, draftContact } from '../../callcenter/contacts.ts'
import { drawDay } from '../../callcenter/follow-up/draw.ts'
import { endForgottenKeys, hearKeys } from '../../callcenter/follow-up/keys.ts'
import { findWorkOrder } from '../../callcenter/orders/read.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { decideKey } from '../../callcenter/rules/key-rating.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import type { NumberedCommand, TelephonyPort } from '../../callcenter/telephony/port.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { poolDb, transact } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const START = new Date('2026-03-10T09:00:00+08:00')
const PHONE = '13800138000'

describe('a key', () => {
  const scores = new Map([...'12345'].map((key) => [key, Number(key)]))
  test.each([
    ['5', 1, { do: 'take', score: 5 }],
    ['1', 2, { do: 'take', score: 1 }],
    ['', 1, { do: 'ask-again' }],
    ['9', 1, { do: 'ask-again' }],
    ['', 2, { do: 'let-go' }],
    ['0', 2, { do: 'let-go' }],
  ])('%j at the question said %d times', (digits, asks, then) => {
    expect(decideKey(digits, { asks }, { times: 2, scores })).toEqual(then)
  })

  test('is waited for as often as the rule says at most, and counts once, whatever is pressed', () => {
    const presses = fc.array(fc.constantFrom('', '0', '1', '3', '5', '7', '12'), { minLength: 4, maxLength: 8 })
    fc.assert(
      fc.property(presses, fc.integer({ min: 1, max: 3 }), (pressed, times) => {
        let asks = 1
        for (const digits of pressed) {
          const then = decideKey(digits, { asks }, { times, scores })
          if (then.do !== 'ask-again') {
            const first = pressed.findIndex((each) => scores.has(each))
            expect(then).toEqual(
              first >= 0 && first < times ? { do: 'take', score: Number(pressed[first]) } : { do: 'let-go' },
            )
            return
          }
          asks += 1
        }
        expect.unreachable()
      }),
    )
  })
})

describe('a call that its agent ends', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let given: NumberedCommand[]
  let connector: TelephonyConnector
  let faults: unknown[]
  let chen: { accountId: number; accountNo: string; customerId: number }
  let lin: Seat
  let wu: Seat
  let lead: Seat

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    chen = await openChenGuilan(ctx, await layNetwork(ctx))
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu', { roles: ['quality'] })
    lead = await seat(database, 'lead', { roles: ['lead'] })
  })
  beforeEach(async () => {
    await database.pool.query(
      `truncate agent_state, contact, contact_event, telephony_command, telephony_cursor, work_order, follow_up, follow_up_draw,
         caller_mark, satisfaction cascade`,
    )
    schedule = new VirtualSchedule(START)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one' })
    given = []
    faults = []
    connector = connect()
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  /** What is given to the engine is looked at on its way. */
  const connect = () => {
    const port: TelephonyPort = {
      engine: engine.engine,
      snapshot: () => engine.snapshot(),
      listen: (after, hear) => engine.listen(after, hear),
      execute: (command) => {
        given.push(command)
        return engine.execute(command)
      },
    }
    const parts = { db: poolDb(database.pool), clock: () => schedule.now(), port }
    return new TelephonyConnector({ ...parts, onFault: (fault) => faults.push(fault) })
  }
  const now = () => schedule.now().toISOString()
  const pass = async (seconds: number) => {
    let left = seconds
    for (; left > 5; left -= 5) await step(5)
    await step(left)
  }
  const step = async (seconds: number) => {
    schedule.advanceTo(new Date(schedule.now().getTime() + seconds * 1000))
    await markPresent(lin.at(now()))
    await connector.work()
    await sweepDesk(database.ctx(now()))
    await connector.work()
  }
  const all = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const lines = async () => (await engine.snapshot()).calls.map(({ callId, state }) => [callId, state])
  const ratings = () => all('select state, outcome, asks, language from key_rating')
  const scored = () => all('select contact_id as id, score, way, comment from satisfaction')
  const said = () => given.flatMap((command) => ('prompt' in command ? [command.prompt] : []))
  let calls = 0
  async function talking({ number = PHONE, rates = [] as string[] } = {}): Promise<number> {
    await setMyState(lin.at(now()), { state: 'ready' })
    calls += 1
    engine.dial(`c${calls}`, { number, patienceMs: 120_000, talkMs: null, rates })
    await pass(1)
    const { current } = await findDesk(lin.at(now()))
    await answerContact(lin.at(now()), current?.id ?? 0)
    await pass(1)
    given.length = 0
    return current?.id ?? 0
  }
  async function hangUp(id: number): Promise<void> {
    await endLineOf(lin.at(now()), id)
    await pass(0)
  }

  test('asks its caller, keeps his score as of this way, thanks him and lets him go; the agent is free at once', async () => {
    const id = await talking({ rates: ['5'] })
    await hangUp(id)
    expect(await findDesk(lin.at(now()))).toMatchObject({ me: { state: 'wrap-up' }, unwritten: [{ id }] })
    expect(await lines()).toEqual([[`c${calls}`, 'open']])
    expect(said()).toEqual([expect.stringMatching(/^请您对本次服务评价/)])
    await pass(4)
    expect(await scored()).toEqual([{ id, score: 5, way: 'keys', comment: null }])
    expect(said().at(-1)).toBe('感谢您的评价，再见。')
    expect(await lines()).toHaveLength(1)
    await pass(4)
    expect(await lines()).toEqual([])
    expect(await ratings()).toEqual([{ state: 'over', outcome: 'answered', asks: 1, language: 'zh' }])
    const told = await all(`select kind, detail from contact_event where kind like 'keys%' order by id`)
    expect(told).toEqual([
      { kind: 'keys-asked', detail: { language: 'zh' } },
      { kind: 'keys-ended', detail: { outcome: 'answered' } },
    ])
    const { keys } = await findBoard(lead.at(now()))
    expect(keys).toEqual({ asked: 1, answered: 1, satisfaction: 5 })
  })

  test('asks in English who asked for English', async () => {
    const id = await talking()
    await database.pool.query(`update contact set also_skill = 'english' where id = $1`, [id])
    await hangUp(id)
    expect(said()).toEqual([expect.stringMatching(/^Please rate this call/)])
  })

  test('stops the recording before anything is pressed', async () => {
    const id = await talking({ rates: ['4'] })
    await hangUp(id)
    await pass(60)
    const acts = given.map((command) => (command.act === 'record' ? `record ${command.on}` : command.act))
    expect(acts).toEqual(['record false', 'park', 'collect', 'play', 'hang-up'])
  })

  test.each([
    { rates: [], asks: 2, outcome: 'silent', score: null },
    { rates: ['9', '0'], asks: 2, outcome: 'silent', score: null },
    { rates: ['', '4'], asks: 2, outcome: 'answered', score: 4 },
    { rates: ['9', '2'], asks: 2, outcome: 'answered', score: 2 },
  ])('is asked once more and let go: $rates', async ({ rates, asks, outcome, score }) => {
    await hangUp(await talking({ rates }))
    await pass(40)
    expect(await lines()).toEqual([])
    expect(await ratings()).toMatchObject([{ state: 'over', outcome, asks }])
    expect((await scored()).map((each) => each.score)).toEqual(score === null ? [] : [score])
    expect(said()[1]).toMatch(/^没有收到您的评价。请您对本次服务评价/)
  })

  test('has no score of who hangs up instead', async () => {
    await hangUp(await talking({ rates: ['5'] }))
    engine.hangUpOutside(`c${calls}`)
    await pass(10)
    expect(await ratings()).toMatchObject([{ state: 'over', outcome: 'hung-up' }])
    expect(await scored()).toEqual([])
    const { keys } = await findBoard(lead.at(now()))
    expect(keys).toEqual({ asked: 1, answered: 0, satisfaction: null })
  })

  test('is asked as it is closed on the line, and not where it is written as a report', async () => {
    const close = async (category: 'billing' | 'report', number: string) => {
      const id = await talking({ number, rates: ['3'] })
      const { current } = await findDesk(lin.at(now()))
      await closeContact(lin.at(now()), id, { category, summary: '问电费', version: current?.version ?? 0 })
      await pass(20)
    }
    await close('billing', PHONE)
    await close('report', '13900000007')
    expect((await scored()).map(({ score }) => score)).toEqual([3])
    expect(await all('select state from contact')).toEqual([{ state: 'closed' }, { state: 'closed' }])
    expect(await lines()).toEqual([])
  })

  describe('when processes die', () => {
    test('says nothing twice, and counts a key that was pressed meanwhile', async () => {
      await hangUp(await talking({ rates: ['5'] }))
      await connector.stop()
      schedule.advanceTo(new Date(schedule.now().getTime() + 20_000))
      connector = connect()
      await pass(1)
      await pass(4)
      expect(said().filter((prompt) => prompt.startsWith('请您'))).toHaveLength(1)
      expect(await scored()).toMatchObject([{ score: 5 }])
      expect(await lines()).toEqual([])
    })

    test('loses nothing where it dies before the question was given', async () => {
      const id = await talking({ rates: ['4'] })
      await connector.stop()
      await endLineOf(lin.at(now()), id)
      connector = connect()
      await pass(20)
      expect(await scored()).toMatchObject([{ score: 4 }])
    })

    test('ends what the engine has lost', async () => {
      await hangUp(await talking({ rates: ['5'] }))
      engine.crash('two')
      await connector.stop()
      connector = connect()
      await pass(1)
      engine.dial('other', { number: '13900000009', patienceMs: 60_000, talkMs: null })
      await pass(1)
      expect(await ratings()).toMatchObject([{ state: 'over', outcome: 'hung-up' }])
    })

    test('lets go who is not heard of any more', async () => {
      await hangUp(await talking({ rates: ['5'] }))
      await database.pool.query('update key_rating set awaits = 0')
      await pass(10)
      await endForgottenKeys(database.ctx(now()))
      expect(await ratings()).toMatchObject([{ state: 'asking' }])
      schedule.advanceTo(new Date(schedule.now().getTime() + 60_000))
      await endForgottenKeys(database.ctx(now()))
      await pass(1)
      expect(await lines()).toEqual([])
      expect(await ratings()).toMatchObject([{ state: 'over', outcome: 'unheard' }])
      expect(await scored()).toEqual([])
    })

    test('lets go whom the engine will not ask', async () => {
      const id = await talking({ rates: ['5'] })
      const execute = engine.execute.bind(engine)
      engine.execute = async (command) => (command.act === 'collect' ? 'refused' : execute(command))
      await hangUp(id)
      await pass(1)
      expect(await lines()).toEqual([])
      expect(await ratings()).toMatchObject([{ state: 'over', outcome: 'unheard' }])
    })
  })

  test('counts no key that comes late, or a second time', async () => {
    await hangUp(await talking({ rates: ['', '5'] }))
    const [{ awaits: first }] = await all('select awaits from key_rating')
    const press = (command: number, digits: string) =>
      transact(database.ctx(now()), (ctx) =>
        hearKeys(ctx, {
          ...{ epoch: 'one', sequence: 99, callId: `c${calls}`, at: schedule.now() },
          ...{ told: 'digits', command: String(command), digits },
        }),
      )
    await pass(10)
    const [{ awaits: second }] = await all('select awaits from key_rating')
    expect(second).not.toBe(first)
    expect(await press(first, '1')).toBe(false)
    expect(await press(second, '4')).toBe(true)
    expect(await press(second, '1')).toBe(false)
    expect((await scored()).map(({ score }) => score)).toEqual([4])
    await pass(60)
    expect((await scored()).map(({ score }) => score)).toEqual([4])
  })

  describe('with a bad score', () => {
    test('opens an order about its agent, which he does not read', async () => {
      await hangUp(await talking({ rates: ['1'] }))
      await pass(4)
      const [order] = await all(
        `select w.id, w.kind, w.complained_username, w.description from satisfaction r join work_order w on w.id = r.bad_order_id`,
      )
      expect(order).toMatchObject({ kind: 'complaint', complained_username: 'lin' })
      await expect(findWorkOrder(lin.at(now()), order.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect((await findWorkOrder(wu.at(now()), order.id)).workOrderNo).toMatch(/^W/)
      // Who was scored does not learn it from a mean either.
      const { keys } = await findBoard(lin.at(now()))
      expect(keys).toEqual({ asked: 1, answered: 1, satisfaction: null })
    })

    test('keeps the score where no order can be opened, and holds up no line', async () => {
      await database.pool.query(`update order_subkind set valid_to = '2026-01-01' where subkind = 'low-score'`)
      await hangUp(await talking({ rates: ['1'] }))
      await pass(9)
      await database.pool.query(`update order_subkind set valid_to = null where subkind = 'low-score'`)
      expect((await scored()).map(({ score }) => score)).toEqual([1])
      expect(await lines()).toEqual([])
    })
  })

  describe('is not asked', () => {
    const mark = (of: { mark: string; confirmed: boolean }) =>
      database.pool.query(
        `insert into caller_mark (account_id, mark, reason, marked_by, marked_at, expires_at, confirmed_by, confirmed_at)
         values ($1, $2, '原因', 'lin', $3, $3::timestamptz + interval '30 days', $4, $5)`,
        [chen.accountId, of.mark, START, of.confirmed ? 'lead' : null, of.confirmed ? START : null],
      )
    const followUp = (state: string, drawn: string, phone: string | null = null) =>
      database.pool.query(
        `with o as (insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address, description,
           opened_by, opened_at) select 'W20260101000001', (select id from order_subkind where kind = 'complaint' and subkind = 'outage'), 'quality',
           'complaint', 'normal', 'closed', $1, organisation_id, '幸福里', '停电', 'lin', $2 from account where id = $1 returning id)
         insert into follow_up (work_order_id, account_id, phone_hash, way, state, drawn_at, next_at, ended_at)
         select id, case when $4::bytea is null then $1::bigint end, $4, 'call', $3, $2, $2, case when $3 <> 'waiting' then $2::timestamptz end from o`,
        [chen.accountId, drawn, state, phone === null ? null : hashForLookup(phone)],
      )
    const ended = async (more: { number?: string } = {}, before: (id: number) => Promise<unknown> = async () => {}) => {
      const id = await talking(more)
      await before(id)
      await hangUp(id)
      return { asked: (await ratings()).length, lines: (await lines()).length }
    }
    const asked = { asked: 1, lines: 1 }
    const letGo = { asked: 0, lines: 0 }
    const rule = (name: string, figure: number) =>
      database.pool.query('update key_rating_rule set figure = $2 where rule = $1', [name, figure])

    test.each([
      ['abusive', true, letGo],
      ['silent', true, letGo],
      ['sensitive', true, asked],
      // What an agent proposes has no effect before it is confirmed.
      ['abusive', false, asked],
    ])('whose caller is marked %s, confirmed %s', async (which, confirmed, then) => {
      await mark({ mark: which, confirmed })
      expect(await ended()).toEqual(then)
    })

    test('that was dealt with as silent or abusive', async () => {
      const act = (id: number) =>
        database.pool.query(
          `insert into contact_event (contact_id, at, kind, detail) values ($1, $2, 'mark-act', '{"mark": "abusive", "act": "warn"}')`,
          [id, START],
        )
      expect(await ended({}, act)).toEqual(letGo)
    })

    test('that is being written as a report, nor one of the queue of complaints and reports', async () => {
      const draft = (id: number) => draftContact(lin.at(now()), id, { category: 'report', summary: '有人窃电' })
      expect(await ended({}, draft)).toEqual(letGo)
      const queue = (id: number) =>
        database.pool.query(`update contact set asked_skill = 'complaint' where id = $1`, [id])
      expect(await ended({}, queue)).toEqual(letGo)
    })

    test('any more, once it is written as a report: the key counts for nothing', async () => {
      const id = await talking({ rates: ['1'] })
      await hangUp(id)
      await draftContact(lin.at(now()), id, { category: 'report', summary: '有人窃电' })
      await pass(10)
      expect(await scored()).toEqual([])
      expect(await lines()).toEqual([])
    })

    test.each([
      ['waiting', '2026-02-10T09:00:01+08:00', null, letGo],
      ['waiting', '2026-02-08T08:59:00+08:00', null, asked],
      ['refused', '2025-10-01T09:00:00+08:00', null, letGo],
      ['refused', '2025-08-01T09:00:00+08:00', null, asked],
      ['answered', '2026-03-01T09:00:00+08:00', PHONE, letGo],
      ['answered', '2026-03-01T09:00:00+08:00', '13999999999', asked],
    ])('of whom a follow-up was drawn, %s at %s, by number %s', async (state, drawn, phone, then) => {
      await followUp(state, drawn, phone)
      expect(await ended()).toEqual(then)
    })

    test('again within the days of the rule, and then once more', async () => {
      expect(await ended()).toEqual(asked)
      await pass(60)
      expect((await ended()).lines).toBe(0)
      await database.pool.query(`update key_rating set asked_at = asked_at - interval '8 days'`)
      await pass(1)
      expect(await ended()).toEqual({ asked: 2, lines: 1 })
    })

    test('whose caller withholds his number and is nobody who is known', async () => {
      expect(await ended({ number: 'anonymous' })).toEqual(letGo)
    })

    test('where the rule says so, or no key means anything', async () => {
      await rule('asked', 0)
      expect(await ended()).toEqual(letGo)
      await rule('asked', 1)
      await database.pool.query(`update key_rating_key set valid_to = '2026-01-01'`)
      expect(await ended()).toEqual(letGo)
      await database.pool.query('update key_rating_key set valid_to = null')
      expect(await ended()).toEqual(asked)
    })

    test('when the caller ended it', async () => {
      await talking()
      engine.hangUpOutside(`c${calls}`)
      await pass(1)
      expect(await ratings()).toEqual([])
    })
  })

  test('is asked of by no other way after it', async () => {
    for (const rates of [['5'], []]) {
      const id = await talking({ rates, number: rates.length > 0 ? PHONE : '13900000007' })
      await hangUp(id)
      await pass(30)
      const [{ version }] = await all('select version from contact where id = $1', [id])
      await closeContact(lin.at(now()), id, { category: 'billing', summary: '问电费', version })
      await pass(1)
    }
    expect(await drawDay(database.ctx('2026-03-11T00:10:00+08:00'), '2026-03-10')).toEqual({ subjects: 0, drawn: 0 })
  })
})
