import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configureLinks } from '../../callcenter/call/bill-link.ts'
import { listFollowUps, recordTry, ringFollowUp, takeFollowUp } from '../../callcenter/follow-up/calls.ts'
import { drawDay, workFollowUps } from '../../callcenter/follow-up/draw.ts'
import { listOwnRatings, rateOwn } from '../../callcenter/follow-up/own.ts'
import { takeScore } from '../../callcenter/follow-up/scores.ts'
import { answerSurvey, findSurvey } from '../../callcenter/follow-up/survey.ts'
import { findOrderRecord, findWorkOrder, listWorkOrders } from '../../callcenter/orders/read.ts'
import { findReasons, listReasonOrders } from '../../callcenter/reasons/reasons.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const CLOSED = '2026-03-10T10:00:00+08:00'
const NEXT = '2026-03-11T10:00:00+08:00'

describe('a follow-up', () => {
  const database = useDatabase()
  let chen: { accountId: number; accountNo: string; customerId: number }
  let lin: Seat
  let wen: Seat
  let ping: Seat
  let foreign: Seat
  let villageId = 0
  let serial = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const village = await ctx.db.first<{ id: number }>(
      `insert into organisation (parent_id, kind, code, name, path, area)
       select id, 'station', 'X2', '青石供电所', 'X.X2.', 'rural' from organisation where path = 'X.' returning id`,
    )
    villageId = village?.id ?? 0
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    chen = await openChenGuilan(ctx, network, { organisationId: villageId })
    lin = await seat(database, 'lin')
    wen = await seat(database, 'wen')
    ping = await seat(database, 'ping', { roles: ['quality'] })
    foreign = await seat(database, 'foreign', { scope: 'Y.' })
    configureLinks({ publicUrl: 'https://power.example/' })
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'satisfaction',
      'satisfaction_change',
      'follow_up',
      'follow_up_try',
      'follow_up_draw',
      'work_order',
      'work_order_entry',
      'contact',
      'contact_event',
      'message',
      'agent_state',
    )
  })

  const customer = (now: string): Ctx => ({
    ...database.ctx(now),
    actor: { id: 900, username: 'chen', name: '陈桂兰', roles: ['customer'], customerId: chen.customerId },
  })
  /** Reported back and closed by `doer`. */
  async function closed(kind = 'complaint', { subkind = 'outage', doer = 'wen', at = CLOSED } = {}): Promise<number> {
    const { rows } = await database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address, description,
         opened_by, opened_at, finished_at, result)
       select 'W20260310' || lpad($1::text, 6, '0'), (select id from order_subkind where kind = $2 and subkind = $3), 'quality', $2, 'normal', 'closed',
         $4, $5, '青石村7号', '停电未通知', 'lin', $6, $6, '已致歉' returning id`,
      [++serial, kind, subkind, chen.accountId, villageId, at],
    )
    await database.pool.query(
      `insert into work_order_entry (work_order_id, at, actor, act) values ($1, $2, $3, 'result'), ($1, $2, 'lin', 'closure')`,
      [rows[0].id, at, doer],
    )
    return rows[0].id
  }
  const all = async (sql: string) => (await database.pool.query(sql)).rows
  const draw = () => drawDay(database.ctx('2026-03-11T00:10:00+08:00'), '2026-03-10')

  test('is drawn once a day, of what was closed on it, and not of who was asked lately', async () => {
    await closed()
    await closed('report', { subkind: 'theft' })
    expect(await draw()).toEqual({ subjects: 1, drawn: 1 })
    expect(await draw()).toBeNull()
    expect(await all('select way, state, next_at, account_id from follow_up')).toEqual([
      { way: 'call', state: 'waiting', next_at: new Date('2026-03-11T00:10:00+08:00'), account_id: chen.accountId },
    ])
    await closed('complaint', { at: '2026-03-11T10:00:00+08:00' })
    const nextDay = database.ctx('2026-03-12T00:10:00+08:00')
    expect(await drawDay(nextDay, '2026-03-11')).toEqual({ subjects: 1, drawn: 0 })
    const later = '2026-04-15T10:00:00+08:00'
    await closed('complaint', { at: later })
    expect(await drawDay(database.ctx('2026-04-16T00:10:00+08:00'), '2026-04-15')).toEqual({ subjects: 1, drawn: 1 })
  })

  test('spares for long who refused', async () => {
    await closed()
    await draw()
    const taken = await takeFollowUp(lin.at(NEXT))
    await ringFollowUp(lin.at(NEXT), taken?.id ?? 0)
    await recordTry(lin.at(NEXT), taken?.id ?? 0, { outcome: 'refused' })
    await closed('complaint', { at: '2026-06-10T10:00:00+08:00' })
    expect(await drawDay(database.ctx('2026-06-11T01:00:00+08:00'), '2026-06-10')).toEqual({ subjects: 1, drawn: 0 })
  })

  test('is taken by one agent at a time, never by who did the work, and the number is told as he rings', async () => {
    await closed('complaint', { doer: 'lin' })
    await draw()
    expect(await takeFollowUp(lin.at(NEXT))).toBeNull()
    expect(await takeFollowUp(foreign.at(NEXT))).toBeNull()
    const taken = await takeFollowUp(wen.at(NEXT))
    expect(taken).toMatchObject({ customer: '陈**', phone: '*******8000', isRung: false, attempts: 0 })
    expect((await takeFollowUp(wen.at(NEXT)))?.id).toBe(taken?.id)
    await expect(ringFollowUp(lin.at(NEXT), taken?.id ?? 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(recordTry(wen.at(NEXT), taken?.id ?? 0, { outcome: 'no-answer' })).rejects.toMatchObject({
      code: 'NOT_RUNG',
    })
    const soon = '2026-03-11T10:20:00+08:00'
    expect(await ringFollowUp(wen.at(soon), taken?.id ?? 0)).toEqual({ phone: '13800138000', contactId: null })
    await ringFollowUp(wen.at(soon), taken?.id ?? 0)
    expect((await listFollowUps(wen.at(soon), { state: 'waiting' })).inHand).toMatchObject({
      attempts: 1,
      isRung: true,
    })
    const looks = await all(`select subject from audit_entry where action = 'follow-up.rung' and actor = 'wen'`)
    expect(looks).toEqual([{ subject: `follow-up:${taken?.id}` }, { subject: `follow-up:${taken?.id}` }])
  })

  test('comes with what is read out, by the rules of its kind and day', async () => {
    const script = async (now: string) => {
      const inHand = await takeFollowUp(lin.at(now))
      return inHand?.script.map(({ part, zh }) => [part, zh]) ?? []
    }
    await closed()
    await draw()
    const own = await script(NEXT)
    expect(own.map(([part]) => part)).toEqual([
      ...['greeting', 'identity', 'proof', 'question', 'question', 'question', 'closing'],
    ])
    expect(own[3]?.[1]).toBe('处理人员联系过您吗？处理结果告诉您了吗？')
    const own4 = `kind = 'complaint' and position = 4`
    await database.pool.query(`update follow_up_script set valid_to = '2026-03-12' where ${own4}`)
    await database.pool.query(
      `insert into follow_up_script select kind, position, part, '新问题', text_en, basis, confirmed, '2026-03-12', null from follow_up_script where ${own4}`,
    )
    expect((await script(NEXT))[3]).toEqual(own[3])
    expect((await script('2026-03-12T10:00:00+08:00'))[3]).toEqual(['question', '新问题'])
    await database.pool.query(`delete from follow_up_script where valid_from = '2026-03-12'`)
    await database.pool.query(`update follow_up_script set valid_to = '2026-03-12' where kind = 'complaint'`)
    expect((await script('2026-03-12T10:00:00+08:00'))[3]).toEqual(['question', '您反映的问题解决了吗？'])
  })

  test('comes with the code of the call that its agent has placed, as long as that goes on', async () => {
    await closed()
    await draw()
    const proof = async (who: Seat) => (await listFollowUps(who.at(NEXT), { state: 'waiting' })).inHand?.proof
    await takeFollowUp(lin.at(NEXT))
    expect(await proof(lin)).toBeNull()
    const place = (who: Seat, no: string, code: string) =>
      database.pool.query(
        `insert into contact (contact_no, channel, direction, state, account_id, agent_id, queued_at, engine, call_id, call_back, proof_code)
         values ($1, 'voice', 'out', 'active', $2, $3, $4, 'simulated', $1, 'reached', $5)`,
        [no, chen.accountId, who.id, NEXT, code],
      )
    await place(wen, 'C20260311000002', '777777')
    expect(await proof(lin)).toBeNull()
    await place(lin, 'C20260311000001', '123456')
    expect(await proof(lin)).toEqual({ code: '123456', isShown: false })
    await database.pool.query(`update contact set line_ended_at = $1, state = 'unwritten'`, [NEXT])
    expect(await proof(lin)).toBeNull()
  })

  test('is put back when its agent does nothing with it', async () => {
    await closed('complaint', { doer: 'somebody' })
    await draw()
    const taken = await takeFollowUp(lin.at(NEXT))
    expect(await takeFollowUp(wen.at(NEXT))).toBeNull()
    expect((await takeFollowUp(wen.at('2026-03-11T10:31:00+08:00')))?.id).toBe(taken?.id)
  })

  test('is not rung in the quiet hours', async () => {
    await closed()
    await draw()
    const late = '2026-03-11T21:30:00+08:00'
    const taken = await takeFollowUp(lin.at(late))
    await expect(ringFollowUp(lin.at(late), taken?.id ?? 0)).rejects.toMatchObject({ code: 'QUIET_HOURS' })
  })

  test('is rung again after the gap, in the hours of calling, and given up after the last attempt', async () => {
    await closed()
    await draw()
    const tryAt = async (now: string) => {
      const taken = await takeFollowUp(lin.at(now))
      await ringFollowUp(lin.at(now), taken?.id ?? 0)
      await recordTry(lin.at(now), taken?.id ?? 0, { outcome: 'no-answer' })
    }
    await tryAt('2026-03-11T18:00:00+08:00')
    expect(await takeFollowUp(lin.at('2026-03-11T19:59:00+08:00'))).toBeNull()
    await tryAt('2026-03-11T20:00:00+08:00')
    expect(await all('select next_at from follow_up')).toEqual([{ next_at: new Date('2026-03-12T08:00:00+08:00') }])
    await tryAt('2026-03-12T08:00:00+08:00')
    expect(await all('select state, because, attempts from follow_up')).toEqual([
      { state: 'given-up', because: 'no-answer', attempts: 3 },
    ])
  })

  test('is rung when the customer asked for it, and no other time is taken', async () => {
    await closed()
    await draw()
    const taken = await takeFollowUp(lin.at(NEXT))
    const id = taken?.id ?? 0
    await ringFollowUp(lin.at(NEXT), id)
    for (const againAt of ['2026-03-11T09:00:00+08:00', '2026-03-12T23:00:00+08:00', '2026-03-29T10:00:00+08:00'])
      await expect(recordTry(lin.at(NEXT), id, { outcome: 'later', againAt })).rejects.toMatchObject({
        code: 'AGAIN_UNFIT',
        issues: [{ path: 'againAt' }],
      })
    await recordTry(lin.at(NEXT), id, { outcome: 'later', againAt: '2026-03-13T15:00:00+08:00' })
    expect(await takeFollowUp(lin.at('2026-03-13T14:59:00+08:00'))).toBeNull()
    expect((await takeFollowUp(lin.at('2026-03-13T15:00:00+08:00')))?.tries).toMatchObject([{ outcome: 'later' }])
  })

  async function sendLink(): Promise<string> {
    await closed('fault-repair', { subkind: 'low-voltage' })
    await workFollowUps(database.ctx('2026-03-11T00:05:00+08:00'))
    await workFollowUps(database.ctx('2026-03-11T00:05:00+08:00'))
    const sent = await all('select kind, body, phone, send_after, expires_at from message')
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ kind: 'survey', send_after: new Date('2026-03-11T08:00:00+08:00') })
    const body = decryptText(sent[0].body)
    expect(body).not.toMatch(/陈|青石|元/)
    return /https:\/\/power\.example\/survey#([\w-]{22}) /.exec(body)?.[1] ?? ''
  }

  test('goes as a link that tells nothing of the customer, is kept as a hash, and is answered once', async () => {
    const token = await sendLink()
    const kept = await all('select token_hash::text, to_jsonb(f)::text as row from follow_up f')
    expect(kept[0].row).not.toContain(token)
    const survey = await findSurvey(database.ctx(NEXT), token)
    expect(survey).toEqual({
      subject: 'order',
      subjectNo: expect.stringMatching(/^W20260310\*{4}\d\d$/),
      state: 'open',
    })
    await expect(findSurvey(database.ctx(NEXT), 'A'.repeat(22))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await answerSurvey(database.ctx(NEXT), { token, score: 4, comment: '很快' })).toMatchObject({
      state: 'answered',
    })
    expect(await answerSurvey(database.ctx(NEXT), { token, score: 1 })).toMatchObject({ state: 'answered' })
    expect(await all('select score, comment, way from satisfaction')).toEqual([
      { score: 4, comment: '很快', way: 'message' },
    ])
  })

  test('is over when its link is', async () => {
    const token = await sendLink()
    const over = database.ctx('2026-03-14T08:00:00+08:00')
    expect(await findSurvey(over, token)).toMatchObject({ state: 'over' })
    await expect(answerSurvey(over, { token, score: 5 })).rejects.toMatchObject({ code: 'SURVEY_OVER' })
    await workFollowUps(over)
    expect(await all('select state, because from follow_up')).toEqual([{ state: 'given-up', because: 'expired' }])
  })

  test('is refused by its link, and then not answered any more', async () => {
    const token = await sendLink()
    expect(await answerSurvey(database.ctx(NEXT), { token, isRefused: true })).toMatchObject({ state: 'refused' })
    expect(await answerSurvey(database.ctx(NEXT), { token, score: 5 })).toMatchObject({ state: 'refused' })
    expect(await all('select from satisfaction')).toEqual([])
  })

  test('by a link is answered once though several do so at the same time', async () => {
    const token = await sendLink()
    const scores = [5, 4, 3, 2, 1]
    await Promise.all(scores.map((score) => answerSurvey(database.ctx(NEXT), { token, score })))
    expect(await all('select count(*)::int as n from satisfaction')).toEqual([{ n: 1 }])
  })

  describe('what a customer says in his own log-in', () => {
    test('is of what was closed for him, first counts, and is changed in time with what was said before kept', async () => {
      const id = await closed()
      await closed('report', { subkind: 'theft' })
      const { items } = await listOwnRatings(customer(NEXT))
      expect(items).toMatchObject([{ subject: 'order', kind: 'complaint', score: null }])
      const no = items[0]?.subjectNo ?? ''
      expect(await rateOwn(customer(NEXT), no, { score: 4, comment: null })).toMatchObject({ score: 4 })
      await rateOwn(customer('2026-03-12T09:59:00+08:00'), no, { score: 3, comment: '后来又停了' })
      await expect(
        rateOwn(customer('2026-03-12T10:01:00+08:00'), no, { score: 5, comment: null }),
      ).rejects.toMatchObject({
        code: 'RATING_NOT_POSSIBLE',
      })
      expect(await all('select work_order_id, score, comment from satisfaction')).toEqual([
        { work_order_id: id, score: 3, comment: '后来又停了' },
      ])
      expect(await all('select score, comment from satisfaction_change')).toEqual([{ score: 4, comment: null }])
    })
    test('is nobody else’s', async () => {
      await closed()
      const other = { ...customer(NEXT), actor: { ...customer(NEXT).actor, customerId: 999_999 } }
      expect((await listOwnRatings(other)).items).toEqual([])
      await expect(rateOwn(other, 'W20260310000001', { score: 5, comment: null })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    })
    test('is of what was brought in his own time', async () => {
      await closed()
      await database.pool.query(`update work_order set opened_at = '2025-12-01'`)
      const { rows } = await database.pool.query('select work_order_no from work_order')
      expect((await listOwnRatings(customer(NEXT))).items).toEqual([])
      await expect(rateOwn(customer(NEXT), rows[0].work_order_no, { score: 5 })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    })
    test.each(['call', 'own'] as const)(
      'tells not what another said by way of %s, and does not change it',
      async (way) => {
        const id = await closed()
        await takeScore(database.ctx(NEXT), { subject: 'order', id, score: 2, comment: '没人来', way })
        const [item] = (await listOwnRatings(customer(NEXT))).items
        expect(item).toMatchObject({ score: null, comment: null, ratedAt: expect.any(String), changeUntil: null })
        for (const score of [2, 5])
          await expect(
            rateOwn(customer(NEXT), item?.subjectNo ?? '', { score, comment: '没人来' }),
          ).rejects.toMatchObject({ code: 'RATING_NOT_POSSIBLE' })
        expect(await all('select score, comment, way from satisfaction')).toEqual([
          { score: 2, comment: '没人来', way },
        ])
      },
    )
    test('waits for the link that is being answered, and holds nothing it needs', async () => {
      const id = await closed()
      await draw()
      const link = await database.pool.connect()
      await link.query('begin')
      await link.query('select 1 from follow_up where work_order_id = $1 for update', [id])
      const saying = takeScore(customer(NEXT), { subject: 'order', id, score: 5, comment: null, way: 'own' })
      try {
        const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        await expect.poll(async () => (await all(waits)).length).toBeGreaterThan(0)
        await link.query(`set local lock_timeout = '500ms'`)
        await link.query(
          `insert into satisfaction (work_order_id, score, way, rated_at) values ($1, 4, 'message', $2)`,
          [id, NEXT],
        )
        await link.query('commit')
      } finally {
        await link.query('rollback')
        link.release()
      }
      expect(await saying).toBe('kept')
    })
    test('ends what was still to be asked', async () => {
      await closed()
      await draw()
      const { items } = await listOwnRatings(customer(NEXT))
      await rateOwn(customer(NEXT), items[0]?.subjectNo ?? '', { score: 5, comment: null })
      expect(await all('select state, because from follow_up')).toEqual([{ state: 'given-up', because: 'other-way' }])
    })
  })

  describe('a bad score', () => {
    const opened = () =>
      all(
        `select w.id, w.kind, s.subkind, w.description, w.complained_username, w.organisation_id = u.id as "isOfCounty" from work_order w
         join order_subkind s on s.id = w.subkind_id join organisation u on u.path = 'X.' where s.subkind = 'low-score' order by w.id`,
      )
    const said = (id: number, score: number) => ({
      subject: 'order' as const,
      id,
      score,
      comment: '没人来',
      way: 'own' as const,
    })

    test.each([
      [1, 'complaint'],
      [2, 'opinion'],
    ])(
      'of %d opens a %s of the unit above, told of score and words, that who did the work does not read',
      async (score, kind) => {
        const id = await closed('fault-repair', { subkind: 'low-voltage', doer: 'wen' })
        await takeScore(customer(NEXT), said(id, score))
        const [order, ...rest] = await opened()
        expect(rest).toEqual([])
        expect(order).toMatchObject({ kind, subkind: 'low-score', complained_username: 'wen', isOfCounty: true })
        expect(order.description).toMatch(new RegExp(`满意度评价为 ${score} 分.*没人来`))
        expect(await all('select bad_order_id from satisfaction')).toEqual([{ bad_order_id: order.id }])
        await expect(findWorkOrder(wen.at(NEXT), order.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
        expect((await findWorkOrder(ping.at(NEXT), order.id)).workOrderNo).toMatch(/^W/)
      },
    )

    test('of an order is found from the one that it opened, and that from the follow-up', async () => {
      const id = await closed('fault-repair', { subkind: 'low-voltage', doer: 'wen' })
      await database.pool.query(
        `insert into follow_up (work_order_id, account_id, way, state, drawn_at, next_at) values ($1, $2, 'message', 'waiting', $3, $3)`,
        [id, chen.accountId, NEXT],
      )
      await takeScore(database.ctx(NEXT), { ...said(id, 2), way: 'message' })
      const [order] = await opened()
      const { rated } = await findOrderRecord(ping.at(NEXT), order.id)
      expect(rated).toMatchObject({
        ...{ subject: 'order', score: 2, comment: '没人来', way: 'message', contact: null },
        order: { id, workOrderNo: rated?.subjectNo, kind: 'fault-repair', subkind: 'low-voltage' },
        followUp: { way: 'message', state: 'answered' },
      })
      const { items } = await listFollowUps(ping.at(NEXT), { state: 'ended' })
      expect(items).toMatchObject([{ badOrder: { id: order.id, kind: 'opinion', subkind: 'low-score' } }])
      expect(items[0]).not.toHaveProperty('badOrderId')
      expect((await findOrderRecord(ping.at(NEXT), id)).rated).toBeNull()
    })

    test('of what its reader may not open tells him only the number that the order names', async () => {
      const id = await closed('complaint', { doer: 'wen' })
      await database.pool.query(`update work_order set complained_username = 'ping' where id = $1`, [id])
      await takeScore(database.ctx(NEXT), said(id, 1))
      const [order] = await opened()
      const { rated } = await findOrderRecord(ping.at(NEXT), order.id)
      expect(rated).toMatchObject({ subject: 'order', order: null, comment: null, score: 1 })
    })

    test('of a contact is found from its order, which stands when the contact is erased', async () => {
      const { rows } = await database.pool.query(
        `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, answered_at, closed_at, category, summary)
         values ('C20260310000009', 'voice', 'closed', $1, $2, $3, $3, $3, 'billing', '问电费') returning id`,
        [chen.accountId, lin.id, CLOSED],
      )
      await takeScore(database.ctx(NEXT), { ...said(rows[0].id, 1), subject: 'contact', way: 'keys', comment: null })
      const [order] = await opened()
      expect((await findOrderRecord(ping.at(NEXT), order.id)).rated).toMatchObject({
        ...{ subject: 'contact', subjectNo: 'C20260310000009', way: 'keys', order: null, followUp: null },
        contact: {
          ...{ accountNo: chen.accountNo, category: 'billing', agent: 'lin', summary: '问电费' },
          at: new Date(CLOSED).toISOString(),
        },
      })
      await database.pool.query('delete from contact where id = $1', [rows[0].id])
      const left = await findOrderRecord(ping.at(NEXT), order.id)
      expect(left).toMatchObject({ rated: null, order: { id: order.id } })
      await closed('fault-repair', { subkind: 'low-voltage' })
      await database.pool.query('truncate satisfaction cascade')
      expect((await findOrderRecord(ping.at(NEXT), order.id)).rated).toBeNull()
    })

    test('opens one order, however often it is said', async () => {
      const id = await closed('fault-repair', { subkind: 'low-voltage' })
      await Promise.all([1, 1, 2, 2].map((score) => takeScore(customer(NEXT), said(id, score))))
      await takeScore(customer(NEXT), said(id, 1), { mayChange: true })
      await takeScore(customer(NEXT), said(id, 2), { mayChange: true })
      expect(await opened()).toHaveLength(1)
    })

    test('opens its order when it is changed into one', async () => {
      const id = await closed('fault-repair', { subkind: 'low-voltage' })
      await takeScore(customer(NEXT), said(id, 5))
      expect(await opened()).toEqual([])
      expect(await takeScore(customer(NEXT), said(id, 1), { mayChange: true })).toBe('changed')
      expect(await opened()).toHaveLength(1)
    })

    test('leaves nothing where its order cannot be opened', async () => {
      const id = await closed('fault-repair', { subkind: 'low-voltage' })
      await database.pool.query(`update order_subkind set valid_to = '2026-01-01' where subkind = 'low-score'`)
      await expect(takeScore(customer(NEXT), said(id, 1))).rejects.toMatchObject({ code: 'SUBKIND_UNFIT' })
      await database.pool.query(`update order_subkind set valid_to = null where subkind = 'low-score'`)
      expect(await all('select from satisfaction')).toEqual([])
      await takeScore(customer(NEXT), said(id, 1))
      expect(await opened()).toHaveLength(1)
    })

    test('of a call is not read by the agent who took it', async () => {
      const { rows } = await database.pool.query(
        `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, answered_at, closed_at, category, summary)
         values ('C20260310000001', 'voice', 'closed', $1, $2, $3, $3, $3, 'billing', '问电费') returning id`,
        [chen.accountId, lin.id, CLOSED],
      )
      await takeScore(database.ctx(NEXT), {
        subject: 'contact',
        id: rows[0].id,
        score: 1,
        comment: '态度差',
        way: 'message',
      })
      const [order] = await opened()
      await expect(findWorkOrder(lin.at(NEXT), order.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const seen = await listWorkOrders(wen.at(NEXT), { status: 'unfinished', limit: 30 })
      expect(seen.orders.map(({ id }) => id)).toEqual([order.id])
    })

    test('is told by no ended follow-up, timeline or list of reasons to who was scored and his unit', async () => {
      const staff = await seat(database, 'staff', { roles: ['quality'] })
      const unit = await seat(database, 'unit', { roles: ['manager'], scope: 'X.X2.' })
      const readers = [ping, unit, wen, staff]
      await closed('fault-repair', { subkind: 'low-voltage', doer: 'ping' })
      const id = await closed('fault-repair', { subkind: 'low-voltage', doer: 'wen' })
      await database.pool.query(
        `insert into follow_up (work_order_id, account_id, way, state, drawn_at, next_at) values ($1, $2, 'message', 'waiting', $3, $3)`,
        [id, chen.accountId, NEXT],
      )
      await takeScore(database.ctx(NEXT), { ...said(id, 1), way: 'message' })
      const seen = readers.map(async (who) => {
        const ended = await listFollowUps(who.at(NEXT), { state: 'ended' })
        const { reasons } = await findReasons(who.at(NEXT), { month: '2026-03', by: 'subkind' })
        const { orders } = await listReasonOrders(who.at(NEXT), {
          ...{ month: '2026-03', by: 'subkind', key: 'fault-repair~low-voltage' },
        })
        const [reason] = reasons
        return [ended.items.length, reason?.count, reason?.rated, reason?.figures.low, orders.map(({ score }) => score)]
      })
      const told = [1, 2, 1, 1, expect.arrayContaining([1, null])]
      const none = [0, 2, 0, null, [null, null]]
      expect(await Promise.all(seen)).toEqual([told, none, none, told])
      expect(await all(`select from timeline_entry where kind = 'work-order'`)).toEqual([])
    })

    test('of a complaint of somebody keeps its words from the order that he may read', async () => {
      const id = await closed()
      await database.pool.query(`update work_order set complained_username = 'lin' where id = $1`, [id])
      await takeScore(customer(NEXT), said(id, 1))
      const [order] = await opened()
      expect(order.description).not.toContain('没人来')
    })
  })
})
