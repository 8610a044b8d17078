import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { newWorkOrder, WorkOrder } from '../../callcenter/orders/contract.ts'
import { listOrderKinds } from '../../callcenter/orders/kinds.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findWorkOrder, listUnfinishedOrders, listWorkOrders } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a work order', () => {
  const database = useDatabase()
  const ctx = (now: string) => database.ctx(now, { username: 'lin', roles: ['lead', 'dispatcher', 'quality'] })
  let city = { accountId: 0, accountNo: '' }
  let rural = { accountId: 0, accountNo: '', customerId: 0 }

  beforeAll(async () => {
    const start = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(start)
    city = await openChenGuilan(start, network)
    const village = await start.db.first<{ id: number }>(
      `insert into organisation (parent_id, kind, code, name, path, area)
       select id, 'station', 'X2', '青石供电所', 'X.X2.', 'rural' from organisation where path = 'X.' returning id`,
    )
    rural = await openChenGuilan(start, network, {
      organisationId: village?.id ?? 0,
      customer: { kind: 'person', name: '林水生', phone: '13700137000' },
      address: '青石村7号',
      meter: undefined,
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    })
  })

  const all = {
    'fault-repair': ['fault-repair', 'low-voltage'],
    'meter-check': ['service-request', 'meter-check'],
    'reading-doubt': ['service-request', 'reading-doubt'],
    complaint: ['complaint', 'outage'],
    report: ['report', 'theft'],
  } as const
  const base = (name: keyof typeof all) => {
    const [kind, subkind] = all[name]
    return { kind, subkind, urgency: 'normal' as const, description: '全楼无电', form: {} }
  }
  const open = (
    name: keyof typeof all,
    now: string,
    accountNo: string | undefined = city.accountNo,
    more: Partial<z.output<typeof newWorkOrder>> = {},
  ) => openWorkOrder(ctx(now), { ...base(name), accountNo, ...more })
  const step = (order: WorkOrder, name: Parameters<typeof takeOrderStep>[2], now: string, note?: string) =>
    takeOrderStep(ctx(now), order.id, name, { version: order.version, note })
  /** Dispatched and accepted in one. */
  const take = async (order: WorkOrder, now: string) => step(await step(order, 'dispatch', now), 'acceptance', now)
  const clock = (order: WorkOrder, name: string) => order.clocks.find((each) => each.name === name)
  const iso = (at: string) => new Date(at).toISOString()

  test('that tells of danger is urgent, whatever was chosen', async () => {
    const now = '2026-03-10T23:40:00+08:00'
    const told = async (form: z.output<typeof newWorkOrder>['form']) =>
      (
        await open('fault-repair', now, city.accountNo, {
          urgency: 'normal',
          form: { ...base('fault-repair').form, ...form },
        })
      ).urgency
    expect([await told({ danger: true }), await told({ danger: false }), await told({})]).toEqual([
      'urgent',
      'normal',
      'normal',
    ])
  })

  test('for a fault in town is to be on the spot in 45 minutes, and in 90 in the country', async () => {
    const now = '2026-03-10T23:50:00+08:00'
    expect((await open('fault-repair', now)).clocks).toMatchObject([
      {
        name: 'arrive',
        startedAt: iso(now),
        dueAt: iso('2026-03-11T00:35:00+08:00'),
        state: 'running',
        limit: { zh: '45 分钟' },
      },
    ])
    expect((await open('fault-repair', now, rural.accountNo)).clocks).toMatchObject([
      { name: 'arrive', dueAt: iso('2026-03-11T01:20:00+08:00'), limit: { zh: '90 分钟' } },
    ])
  })

  test('starts the clock of restoration when the crew arrives, not before, and keeps what was promised', async () => {
    const opened = await open('fault-repair', '2026-03-10T08:00:00+08:00', rural.accountNo)
    expect(clock(opened, 'restore')).toBeUndefined()
    const accepted = await take(opened, '2026-03-10T08:05:00+08:00')
    expect(clock(accepted, 'restore')).toBeUndefined()
    const arrived = await step(accepted, 'arrival', '2026-03-10T09:30:00+08:00')
    expect(clock(arrived, 'arrive')).toMatchObject({ stoppedAt: iso('2026-03-10T09:30:00+08:00'), state: 'met' })
    expect(clock(arrived, 'restore')).toMatchObject({
      startedAt: iso('2026-03-10T09:30:00+08:00'),
      dueAt: iso('2026-03-10T13:30:00+08:00'),
      limit: { zh: '4 小时' },
    })
    const late = await step(arrived, 'result', '2026-03-10T13:30:01+08:00', '更换熔断器')
    expect(clock(late, 'restore')?.state).toBe('missed')
    expect(clock(await findWorkOrder(ctx('2026-05-01T00:00:00+08:00'), late.id), 'restore')?.state).toBe('missed')
  })

  test.each([
    ['over a weekend', '2026-03-06T17:59:00+08:00', '2026-03-07T17:59:00+08:00', '2026-03-14T00:00:00+08:00'],
    ['opened on a Sunday', '2026-03-08T10:00:00+08:00', '2026-03-09T10:00:00+08:00', '2026-03-14T00:00:00+08:00'],
    // 13 Fri, 14 Sat worked, 15–23 free, 24 Tue, 25, 26.
    [
      'over 春节 with a worked Saturday',
      '2026-02-12T09:00:00+08:00',
      '2026-02-13T09:00:00+08:00',
      '2026-02-27T00:00:00+08:00',
    ],
    // 25, 26, 27 Feb, the worked Saturday 28, 2 March.
    ['before a worked Saturday', '2026-02-24T09:00:00+08:00', '2026-02-25T09:00:00+08:00', '2026-03-03T00:00:00+08:00'],
  ])(
    'about a complaint %s has 24 hours to call and 5 working days to answer',
    async (_, now, contactDue, answerDue) => {
      const order = await open('complaint', now)
      expect(clock(order, 'contact')).toMatchObject({ dueAt: iso(contactDue), limit: { zh: '24 小时' } })
      expect(clock(order, 'answer')).toMatchObject({ dueAt: iso(answerDue), limit: { zh: '5 个工作日' } })
    },
  )

  test('keeps the due instant of the day on which it was opened when a rule changes later', async () => {
    const order = await open('fault-repair', '2026-03-10T08:00:00+08:00')
    await database.pool.query(
      `update deadline_rule set valid_to = '2026-04-01' where kind = 'fault-repair' and clock = 'arrive' and area = 'city'`,
    )
    await database.pool.query(
      `insert into deadline_rule (kind, clock, area, starts, amount, unit, legal_basis, valid_from)
       values ('fault-repair', 'arrive', 'city', 'opened', 30, 'minutes', '试行', '2026-04-01')`,
    )
    const kept = await findWorkOrder(ctx('2026-04-02T08:00:00+08:00'), order.id)
    expect(clock(kept, 'arrive')).toMatchObject({ dueAt: iso('2026-03-10T08:45:00+08:00'), limit: { zh: '45 分钟' } })
    const newer = await open('fault-repair', '2026-04-01T00:00:00+08:00')
    expect(clock(newer, 'arrive')).toMatchObject({ dueAt: iso('2026-04-01T00:30:00+08:00'), legalBasis: '试行' })
    const { subkinds } = await listOrderKinds(ctx('2026-03-31T23:59:00+08:00'), {})
    const low = subkinds.find(({ subkind }) => subkind === 'low-voltage')
    expect(low?.limits.map(({ clock: name, limit }) => [name, limit.zh])).toEqual([
      ['arrive', '45 分钟'],
      ['restore', '3 小时'],
    ])
  })

  test('is on record with who did what and when, which nobody takes away', async () => {
    const opened = await open('reading-doubt', '2026-03-10T08:00:00+08:00')
    expect(opened).toMatchObject({
      status: 'open',
      customerName: '陈桂兰',
      address: '幸福小区3幢502室',
      openedBy: 'test',
    })
    const accepted = await take(opened, '2026-03-10T09:00:00+08:00')
    const finished = await step(accepted, 'result', '2026-03-11T10:00:00+08:00', '示数无误')
    expect(finished).toMatchObject({
      status: 'finished',
      result: '示数无误',
      finishedAt: iso('2026-03-11T10:00:00+08:00'),
    })
    const { rows } = await database.pool.query(
      'select act, actor, note from work_order_entry where work_order_id = $1 order by id',
      [opened.id],
    )
    expect(rows).toEqual([
      { act: 'opened', actor: 'lin', note: '全楼无电' },
      { act: 'dispatch', actor: 'lin', note: null },
      { act: 'acceptance', actor: 'lin', note: null },
      { act: 'result', actor: 'lin', note: '示数无误' },
    ])
    await expect(database.pool.query('delete from work_order_entry')).rejects.toThrow('append-only')
  })

  test('accepted by two crews at once is one crew’s', async () => {
    const order = await open('fault-repair', '2026-03-10T08:00:00+08:00')
    const sent = await step(order, 'dispatch', '2026-03-10T08:00:30+08:00')
    const both = await Promise.allSettled([1, 2].map(() => step(sent, 'acceptance', '2026-03-10T08:01:00+08:00')))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await findWorkOrder(ctx('2026-03-10T08:02:00+08:00'), order.id)).version).toBe(3)
  })

  test('that is cancelled stops its clocks and is nobody’s unfinished work', async () => {
    const order = await open('complaint', '2026-03-10T08:00:00+08:00', rural.accountNo)
    const cancelled = await step(order, 'cancellation', '2026-03-10T09:00:00+08:00', '与前一投诉重复')
    expect(cancelled).toMatchObject({ status: 'cancelled', result: '与前一投诉重复' })
    expect(cancelled.clocks.map(({ state }) => state)).toEqual(['met', 'met'])
    const unfinished = await listUnfinishedOrders(ctx('2026-03-10T09:00:01+08:00'), rural.accountId)
    expect(unfinished.map(({ id }) => id)).not.toContain(order.id)
  })

  test('tells the customer’s timeline that it was opened, done and closed', async () => {
    const order = await open('reading-doubt', '2026-03-12T08:00:00+08:00', rural.accountNo)
    const accepted = await take(order, '2026-03-12T08:10:00+08:00')
    const finished = await step(accepted, 'result', '2026-03-12T09:00:00+08:00', '示数无误')
    const called = await takeOrderStep(ctx('2026-03-12T10:00:00+08:00'), finished.id, 'call-back', {
      ...{ version: finished.version, outcome: 'satisfied' },
    })
    await step(called, 'closure', '2026-03-12T10:00:00+08:00', '已回访')
    const entries = await listTimeline(ctx('2026-03-12T23:00:00+08:00'), { accountId: rural.accountId, limit: 50 })
    expect(entries.filter(({ titleZh }) => titleZh.includes(order.workOrderNo)).map(({ titleZh }) => titleZh)).toEqual([
      `服务申请·抄表数据异常工单 ${order.workOrderNo} 已办结`,
      `服务申请·抄表数据异常工单 ${order.workOrderNo} 已处理`,
      `服务申请·抄表数据异常工单 ${order.workOrderNo} 已受理`,
    ])
  })

  test('without an account needs an address, and goes to the organisation of who opened it', async () => {
    const nowhere = { ...base('report'), description: '有人私拉电线' }
    await expect(openWorkOrder(ctx('2026-03-10T08:00:00+08:00'), nowhere)).rejects.toMatchObject({
      code: 'ADDRESS_MISSING',
      status: 400,
      issues: [{ path: 'address' }],
    })
    const station = { ...ctx('2026-03-10T08:00:00+08:00'), scope: 'X.X2.' }
    const order = await openWorkOrder(station, { ...nowhere, address: '青石村口' })
    expect(order).toMatchObject({ organisation: '青石供电所', address: '青石村口', accountNo: null })
  })

  test('about a contact that does not exist is refused by name', async () => {
    await expect(
      open('report', '2026-03-10T08:00:00+08:00', city.accountNo, { contactId: 424_242 }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('of one station is not seen, listed or touched by another', async () => {
    const now = '2026-03-10T08:00:00+08:00'
    const order = await open('fault-repair', now)
    const village = { ...ctx(now), scope: 'X.X2.' }
    await expect(findWorkOrder(village, order.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(takeOrderStep(village, order.id, 'dispatch', { version: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(openWorkOrder(village, { ...base('report'), accountNo: city.accountNo })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const { orders } = await listWorkOrders(village, { status: 'unfinished', limit: 100 })
    expect(orders.map(({ organisation }) => organisation)).toEqual(orders.map(() => '青石供电所'))
    const station = await listWorkOrders({ ...village, scope: 'X.X1.' }, { status: 'unfinished', limit: 100 })
    expect(station.orders.map(({ id }) => id)).toContain(order.id)
  })

  test('of a report is not told to whoever holds the account', async () => {
    const holder = (now: string) => {
      const read = ctx(now)
      return listTimeline(
        { ...read, actor: { ...read.actor, roles: ['customer'], customerId: rural.customerId } },
        { accountId: rural.accountId, limit: 100 },
      )
    }
    const now = '2026-04-01T08:00:00+08:00'
    const before = (await holder(now)).length
    const report = await take(await open('report', now, rural.accountNo), now)
    await step(report, 'result', now, '属实')
    await open('meter-check', now, rural.accountNo)
    const told = (await holder(now)).map(({ titleZh }) => titleZh)
    expect(told.slice(0, told.length - before)).toEqual([expect.stringContaining('验表')])
    const colleagues = await listTimeline(ctx(now), { accountId: rural.accountId, limit: 100 })
    expect(colleagues.filter(({ titleZh }) => titleZh.startsWith('举报'))).toHaveLength(2)
  })

  test('is found by its number and by that of its account, whatever its status, and listed by its kind', async () => {
    const now = '2026-04-02T08:00:00+08:00'
    const repair = await open('fault-repair', now, rural.accountNo)
    await step(repair, 'cancellation', now, '误报')
    const found = async (query: object, as = ctx(now)) =>
      (await listWorkOrders(as, { status: 'unfinished', limit: 100, ...query })).orders
    expect((await found({ no: repair.workOrderNo })).map(({ id, status }) => [id, status])).toEqual([
      [repair.id, 'cancelled'],
    ])
    const ofAccount = await found({ no: rural.accountNo })
    expect(ofAccount.map(({ id }) => id)).toContain(repair.id)
    expect(new Set(ofAccount.map(({ accountNo }) => accountNo))).toEqual(new Set([rural.accountNo]))
    expect(await found({ no: 'W404' })).toEqual([])
    expect(await found({ no: repair.workOrderNo, kind: 'inquiry' })).toEqual([])
    const stranger = { ...ctx(now), scope: 'Z.' }
    expect(await found({ no: repair.workOrderNo }, stranger)).toEqual([])
    await open('meter-check', now)
    const checks = await found({ kind: 'service-request' })
    expect(new Set(checks.map(({ kind }) => kind))).toEqual(new Set(['service-request']))
  })

  test('is listed by pages without a gap or a repeat, and where overdue, by that', async () => {
    const now = '2026-06-01T08:00:00+08:00'
    const whole = await listWorkOrders(ctx(now), { status: 'unfinished', limit: 100 })
    const paged: number[] = []
    let cursor: string | null | undefined
    do {
      const page = await listWorkOrders(ctx(now), { status: 'unfinished', limit: 3, cursor: cursor ?? undefined })
      paged.push(...page.orders.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(paged).toEqual(whole.orders.map(({ id }) => id))
    const dues = whole.orders.map(({ clocks }) =>
      Math.min(...clocks.flatMap(({ dueAt, stoppedAt }) => (dueAt && !stoppedAt ? Date.parse(dueAt) : []))),
    )
    expect(new Set(dues).size).toBeGreaterThan(1)
    expect(dues).toEqual(dues.toSorted((one, other) => one - other))
    const fresh = await open('fault-repair', now)
    const overdue = await listWorkOrders(ctx(now), { status: 'unfinished', overdue: true, limit: 100 })
    expect(overdue.orders.length).toBeGreaterThan(0)
    expect(overdue.orders.every(({ clocks }) => clocks.some(({ state }) => state === 'overdue'))).toBe(true)
    expect(overdue.orders.map(({ id }) => id)).not.toContain(fresh.id)
  })
})
