import { beforeAll, describe, expect, test } from 'vitest'
import { alertClocks } from '../../callcenter/orders/clocks.ts'
import type { ClockProof, WorkOrder } from '../../callcenter/orders/contract.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { actOnClock } from '../../callcenter/orders/pauses.ts'
import { proveClocks } from '../../callcenter/orders/proof.ts'
import { countLate, findOrderRecord, listWorkOrders } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import type { OrderStep } from '../../callcenter/rules/steps.ts'
import { transact } from '../../db/pool.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a clock of a work order', () => {
  const database = useDatabase()
  const instant = (text: string) => `${text.replace(' ', 'T')}:00+08:00`
  const told = (at: string | null | undefined) =>
    at && new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  const as = (now: string) =>
    database.ctx(instant(now), { username: 'lin', roles: ['lead', 'dispatcher', 'quality', 'crew'] })
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    // A limit in working time, as a company may set one.
    await database.pool.query(
      `update deadline_rule set amount = 60, unit = 'working-minutes' where kind = 'opinion' and clock = 'answer'`,
    )
  })

  type Opening = Parameters<typeof openWorkOrder>[1]
  const open = (kind: Opening['kind'], subkind: Opening['subkind'], now: string, more: Partial<Opening> = {}) =>
    openWorkOrder(as(now), {
      ...{ kind, subkind, urgency: 'normal', address: '东门街1号', description: '来电反映', form: {} },
      ...more,
    })
  const step = (order: WorkOrder, name: OrderStep, now: string, note?: string) =>
    takeOrderStep(as(now), order.id, name, { version: order.version, note })
  const take = async (order: WorkOrder, now: string) => step(await step(order, 'dispatch', now), 'acceptance', now)
  const act = (order: WorkOrder, which: 'pause' | 'resume', now: string) =>
    actOnClock(as(now), order.id, which, { version: order.version, clock: 'answer', reason: '客户要求改期' })
  const prove = async (order: WorkOrder, now: string) => {
    const proofs = await proveClocks(as(now), order.id)
    return (name: string) => proofs.find(({ clock }) => clock === name) as ClockProof
  }

  test.each([
    ['on a Friday at 16:30, a working hour', 'opinion', 'other', '2026-03-06 16:30', 'answer', '2026-03-06 17:30'],
    ['on a Friday at 17:00, a working hour', 'opinion', 'other', '2026-03-06 17:00', 'answer', '2026-03-09 09:00'],
    ['over 春节 with its worked Saturday', 'complaint', 'outage', '2026-02-12 09:00', 'answer', '2026-02-27 00:00'],
    ['day and night, before midnight', 'fault-repair', 'low-voltage', '2026-02-16 23:50', 'arrive', '2026-02-17 00:35'],
    ['day and night, 24 hours of a holiday', 'complaint', 'outage', '2026-02-16 23:50', 'contact', '2026-02-17 23:50'],
  ] as const)('that begins %s is proved due', async (_, kind, subkind, now, clock, due) => {
    const proof = (await prove(await open(kind, subkind, now), '2026-05-01 00:00'))(clock)
    expect([told(proof.storedDueAt), told(proof.countedDueAt)]).toEqual([due, due])
    expect(proof).toMatchObject({ isProved: true, isCalendarKept: true, rule: { validFrom: '2022-01-01' } })
  })

  test('tells each day that it counted, and why not the others', async () => {
    const { days, rule } = (await prove(await open('complaint', 'outage', '2026-02-12 09:00'), '2026-02-12 09:00'))(
      'answer',
    )
    expect(rule).toMatchObject({
      limit: { zh: '5 个工作日' },
      legalBasis: expect.stringContaining('十项承诺'),
      area: null,
    })
    const counted = days.filter((each) => each.counted > 0).map(({ day, kind }) => [day.slice(5), kind])
    expect(counted).toEqual([
      ['02-13', 'working'],
      ['02-14', 'make-up'],
      ['02-24', 'working'],
      ['02-25', 'working'],
      ['02-26', 'working'],
    ])
    expect(days.filter((each) => each.counted === 0).map(({ day, kind }) => [day.slice(5), kind])).toEqual([
      ['02-12', 'working'],
      ['02-15', 'weekend'],
      ...['02-16', '02-17', '02-18', '02-19', '02-20'].map((day) => [day, 'holiday']),
      ...[
        ['02-21', 'weekend'],
        ['02-22', 'weekend'],
        ['02-23', 'holiday'],
      ],
    ])
  })

  test('stands from a pause to what ends it, and only the working part of a night lengthens it', async () => {
    const order = await take(await open('opinion', 'other', '2026-03-05 17:00'), '2026-03-05 17:05')
    const paused = await act(order, 'pause', '2026-03-05 17:15')
    expect(paused.clocks).toMatchObject([{ dueAt: null, state: 'paused' }])
    expect((await prove(paused, '2026-03-06 08:00'))('answer')).toMatchObject({
      ...{ storedDueAt: null, countedDueAt: null, isProved: true, state: 'paused' },
    })
    const resumed = await act(paused, 'resume', '2026-03-06 09:00')
    expect(told(resumed.clocks[0]?.dueAt)).toBe('2026-03-06 09:45')
    const proof = (await prove(resumed, '2026-03-06 09:00'))('answer')
    expect(proof).toMatchObject({ isProved: true, events: [{ act: 'start' }, { act: 'pause' }, { act: 'resume' }] })
    expect(proof.events.map(({ dueAt }) => told(dueAt))).toEqual(['2026-03-06 09:00', null, '2026-03-06 09:45'])
    await expect(database.pool.query('delete from order_clock_event')).rejects.toThrow('append-only')
  })

  test('that stands when the order is done is due by what it had left, and was met', async () => {
    const order = await take(await open('opinion', 'other', '2026-03-05 17:00'), '2026-03-05 17:05')
    const paused = await act(order, 'pause', '2026-03-05 17:15')
    const done = await step(paused, 'result', '2026-03-09 10:00', '已采纳')
    expect(done.clocks).toMatchObject([{ state: 'met', pausedAt: null }])
    expect(told(done.clocks[0]?.dueAt)).toBe('2026-03-09 10:45')
    expect((await prove(done, '2026-03-09 10:00'))('answer').isProved).toBe(true)
  })

  test.each([
    ['transfer', 'accepted', 'dispatched'],
    ['refusal', 'dispatched', 'open'],
  ] as const)('that stands goes on by itself on a %s', async (name, from, to) => {
    const order = await take(await open('opinion', 'other', '2026-03-05 15:00'), '2026-03-05 15:05')
    const paused = await act(order, 'pause', '2026-03-05 15:15')
    await database.pool.query('update work_order set status = $2 where id = $1', [order.id, from])
    const left = await step(paused, name, '2026-03-05 15:35', '属他班组')
    expect(left).toMatchObject({ status: to, clocks: [{ pausedAt: null }] })
    expect(told(left.clocks[0]?.dueAt)).toBe('2026-03-05 16:20')
    const proof = (await prove(left, '2026-03-05 15:36'))('answer')
    expect(proof).toMatchObject({ isProved: true })
    expect(proof.events.at(-1)).toMatchObject({ act: 'resume', reason: name })
  })

  test.each(['open', 'dispatched'])(
    'that stands may go on while its order is %s, and not once it is closed',
    async (status) => {
      const order = await take(await open('opinion', 'other', '2026-03-05 15:00'), '2026-03-05 15:05')
      const paused = await act(order, 'pause', '2026-03-05 15:15')
      const become = (to: string) =>
        database.pool.query('update work_order set status = $2 where id = $1', [order.id, to])
      await become('closed')
      await expect(act(paused, 'resume', '2026-03-05 15:20')).rejects.toMatchObject({ code: 'CLOCK_NOT_POSSIBLE' })
      await become(status)
      expect((await act(paused, 'resume', '2026-03-05 15:20')).clocks).toMatchObject([{ pausedAt: null }])
    },
  )

  test('is paused by who does the order, with the order in hand, once, and not when its time is over', async () => {
    const order = await open('opinion', 'other', '2026-03-05 16:00')
    await expect(act(order, 'pause', '2026-03-05 16:01')).rejects.toMatchObject({ code: 'CLOCK_NOT_POSSIBLE' })
    const taken = await take(order, '2026-03-05 16:05')
    const agent = database.ctx(instant('2026-03-05 16:10'), { username: 'x', roles: ['agent'] })
    const input = { version: taken.version, clock: 'answer', reason: '等资料' } as const
    await expect(actOnClock(agent, order.id, 'pause', input)).rejects.toMatchObject({ code: 'STEP_NOT_YOURS' })
    await expect(actOnClock(as('2026-03-05 16:10'), 999_999, 'pause', input)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(act(taken, 'resume', '2026-03-05 16:10')).rejects.toMatchObject({ code: 'CLOCK_NOT_POSSIBLE' })
    await expect(act(taken, 'pause', '2026-03-05 17:01')).rejects.toMatchObject({ code: 'CLOCK_NOT_POSSIBLE' })
    await expect(act(order, 'pause', '2026-03-05 16:10')).rejects.toMatchObject({ code: 'ORDER_CHANGED' })
    const paused = await act(taken, 'pause', '2026-03-05 16:10')
    await expect(act(paused, 'pause', '2026-03-05 16:11')).rejects.toMatchObject({ code: 'CLOCK_NOT_POSSIBLE' })
  })

  test('of an order that is answered at once was met at that instant, which is proved too', async () => {
    const order = await open('inquiry', 'bill', '2026-03-10 08:00', { answer: '上月 85.20 元' })
    const proof = (await prove(order, '2026-03-20 00:00'))('answer')
    expect(proof).toMatchObject({
      isProved: true,
      state: 'met',
      events: [{ act: 'start' }, { act: 'stop', reason: 'answer' }],
    })
  })

  test('keeps its promise when the calendar is changed later, and a due instant that was changed by hand is found', async () => {
    const order = await open('complaint', 'outage', '2026-06-01 09:00')
    await database.pool.query(
      `insert into work_calendar (day, kind, name, source, confirmed) values ('2026-06-03', 'holiday', '停工', '试', false)`,
    )
    const later = (await prove(order, '2026-06-10 00:00'))('answer')
    expect([told(later.storedDueAt), told(later.presentDueAt), later.isProved]).toEqual([
      ...['2026-06-09 00:00', '2026-06-10 00:00', true],
    ])
    await database.pool.query(
      `update work_order_clock set due_at = due_at + interval '1 day' where work_order_id = $1 and clock = 'answer'`,
      [order.id],
    )
    expect((await prove(order, '2026-06-10 00:00'))('answer')).toMatchObject({ isProved: false, state: 'overdue' })
  })

  test('is warned of, then found broken, then escalated, each once', async () => {
    const order = await open('fault-repair', 'low-voltage', '2026-04-01 08:00')
    const alerts = async (now: string) => {
      await transact(as(now), alertClocks)
      const record = await findOrderRecord(as(now), order.id)
      return record.alerts.map(({ level, at }) => `${level} ${told(at)}`)
    }
    expect(await alerts('2026-04-01 08:35')).toEqual([])
    const warned = 'warning 2026-04-01 08:36'
    expect(await alerts('2026-04-01 08:36')).toEqual([warned])
    expect(await alerts('2026-04-01 08:45')).toEqual([warned])
    expect(await alerts('2026-04-01 08:46')).toEqual([warned, 'breach 2026-04-01 08:46'])
    expect(await alerts('2026-04-01 09:46')).toEqual([
      ...[warned, 'breach 2026-04-01 08:46', 'escalation 2026-04-01 09:46'],
    ])
    const { rows } = await database.pool.query(
      `select payload ->> 'level' as level from event where kind = 'work-order.alerted' and payload ->> 'workOrderId' = $1 order by id`,
      [String(order.id)],
    )
    expect(rows.map(({ level }) => level)).toEqual(['warning', 'breach', 'escalation'])
  })

  test('is listed and counted as overdue, then as escalated, to whoever may see it', async () => {
    const order = await open('fault-repair', 'low-voltage', '2026-05-01 08:00')
    const late = async (now: string, reader = as(now)) => {
      await transact(as(now), alertClocks)
      const list = async (by: object) =>
        (await listWorkOrders(reader, { status: 'unfinished', limit: 100, ...by })).orders.map(({ id }) => id)
      const [overdue, escalated] = [await list({ overdue: true }), await list({ escalated: true })]
      expect(await countLate(reader)).toEqual({ overdue: overdue.length, escalated: escalated.length })
      return [overdue.includes(order.id), escalated.includes(order.id)]
    }
    expect(await late('2026-05-01 08:44')).toEqual([false, false])
    expect(await late('2026-05-01 08:46')).toEqual([true, false])
    expect(await late('2026-05-01 09:46')).toEqual([true, true])
    const elsewhere = { ...as('2026-05-01 09:46'), scope: 'Y.' }
    expect(await late('2026-05-01 09:46', elsewhere)).toEqual([false, false])
    await step(await take(order, '2026-05-01 09:47'), 'result', '2026-05-01 09:50', '更换熔断器')
    expect(await late('2026-05-01 09:51')).toEqual([false, false])
  })

  test('is warned of anew in its next round', async () => {
    const first = await take(await open('fault-repair', 'low-voltage', '2026-04-02 08:00'), '2026-04-02 08:01')
    await transact(as('2026-04-02 08:46'), alertClocks)
    const done = await step(first, 'result', '2026-04-02 08:50', '更换熔断器')
    const reached = await takeOrderStep(as('2026-04-02 09:00'), done.id, 'call-back', {
      ...{ version: done.version, outcome: 'satisfied' },
    })
    const closed = await step(reached, 'closure', '2026-04-02 09:01', '办结')
    await step(closed, 'reopening', '2026-04-02 15:00', '又停电')
    await transact(as('2026-04-02 15:46'), alertClocks)
    const { alerts } = await findOrderRecord(as('2026-04-02 15:47'), first.id)
    expect(alerts.map(({ level, at }) => `${level} ${told(at)}`).sort()).toEqual([
      ...['breach 2026-04-02 08:46', 'breach 2026-04-02 15:46'],
      ...['warning 2026-04-02 08:46', 'warning 2026-04-02 15:46'],
    ])
  })
})
