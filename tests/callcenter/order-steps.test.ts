import { beforeAll, describe, expect, test } from 'vitest'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findOrderRecord, findWorkOrder, listWorkOrders } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import {
  decideStep,
  listSteps,
  type OrderFacts,
  type OrderStatus,
  type OrderStep,
  orderSteps,
  type Route,
} from '../../callcenter/rules/steps.ts'
import type { Role } from '../../db/context.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const rules = {
  mostReturns: 2,
  mostRefusals: 2,
  callBackTries: 3,
  callBackGapMinutes: 120,
  reopenDays: 30,
  isNight: false,
}
const at = (minute: number) => new Date(Date.parse('2026-03-10T08:00:00+08:00') + minute * 60_000)
const facts = (status: OrderStatus, route: Route, ...acts: (string | [string, number, string])[]): OrderFacts => ({
  ...{ status, route, isAudited: false, isCalledBack: true, openTasks: 0 },
  acts: acts.map((act) =>
    typeof act === 'string' ? { act, at: at(0), outcome: null } : { act: act[0], at: at(act[1]), outcome: act[2] },
  ),
})
const decide = (order: OrderFacts, step: OrderStep, { hasNote = true, minute = 0 } = {}) => {
  const verdict = decideStep(order, step, { rules, hasNote, now: at(minute) })
  return verdict.ok ? verdict.to : verdict.because
}

describe('an order on its way', () => {
  const statuses: OrderStatus[] = ['open', 'dispatched', 'accepted', 'reviewing', 'finished', 'closed', 'cancelled']
  const same = (...those: OrderStatus[]) => Object.fromEntries(those.map((status) => [status, status]))
  const everywhere: Partial<Record<OrderStep, Partial<Record<OrderStatus, OrderStatus>>>> = {
    dispatch: { open: 'dispatched' },
    acceptance: { dispatched: 'accepted' },
    refusal: { dispatched: 'open' },
    contact: { accepted: 'accepted' },
    result: { accepted: 'finished' },
    audit: { reviewing: 'finished' },
    'call-back': { finished: 'finished' },
    closure: { finished: 'closed' },
    return: { reviewing: 'accepted', finished: 'accepted' },
    transfer: { open: 'dispatched', dispatched: 'dispatched', accepted: 'dispatched' },
    urge: same('open', 'dispatched', 'accepted', 'reviewing', 'finished'),
    supervision: same('open', 'dispatched', 'accepted', 'reviewing', 'finished'),
    reopening: { closed: 'dispatched' },
    cancellation: { open: 'cancelled', dispatched: 'cancelled', accepted: 'cancelled' },
  }
  const onSite = { accepted: 'accepted' } as const
  const further: Record<Route, typeof everywhere> = {
    desk: { answer: { open: 'closed' } },
    office: {},
    field: { departure: onSite, arrival: onSite, estimate: onSite, restoration: onSite },
  }
  const cells = (['desk', 'office', 'field'] as const).flatMap((route) =>
    orderSteps.flatMap((step) =>
      statuses.map((status) => {
        const next = { ...everywhere, ...further[route] }[step]
        return [route, status, step, next?.[status] ?? 'STEP_NOT_POSSIBLE'] as const
      }),
    ),
  )
  test.each(cells)('by the %s that is %s becomes by %s: %s', (route, status, step, expected) => {
    const order = { ...facts(status, route, 'arrival', 'acceptance', 'closure'), isCalledBack: false }
    expect(decide(order, step)).toBe(expected)
  })

  test('that is audited goes from its result to the audit', () => {
    expect(decide({ ...facts('accepted', 'office'), isAudited: true }, 'result')).toBe('reviewing')
  })

  test.each(['departure', 'arrival', 'restoration', 'contact'] as const)(
    'has one %s until it is taken anew',
    (step) => {
      const taken = ['arrival', 'acceptance', step]
      expect(decide(facts('accepted', 'field', ...taken), step)).toBe('STEP_NOT_POSSIBLE')
      expect(decide(facts('accepted', 'field', ...taken, 'transfer', 'acceptance'), step)).toBe('accepted')
      expect(decide(facts('accepted', 'field', ...taken, 'result', 'return'), step)).toBe('accepted')
    },
  )

  test.each([
    ['nobody has arrived', [], 'STEP_NOT_POSSIBLE'],
    ['somebody has arrived', ['arrival'], 'accepted'],
    ['somebody had, and it was taken up again', ['arrival', 'closure', 'reopening', 'acceptance'], 'STEP_NOT_POSSIBLE'],
    ['somebody has anew', ['arrival', 'closure', 'reopening', 'acceptance', 'arrival'], 'accepted'],
  ])('where %s its power is back: %s', (_, acts, expected) => {
    expect(decide(facts('accepted', 'field', 'acceptance', ...acts), 'restoration')).toBe(expected)
  })

  test('is not set out for once somebody has arrived', () => {
    expect(decide(facts('accepted', 'field', 'acceptance', 'arrival'), 'departure')).toBe('STEP_NOT_POSSIBLE')
  })

  test('may be estimated anew', () => {
    expect(decide(facts('accepted', 'field', 'acceptance', 'estimate'), 'estimate')).toBe('accepted')
  })

  test.each([
    ['return', 'finished'],
    ['refusal', 'dispatched'],
  ] as const)('has a ceiling of its %ss', (step, status) => {
    expect(decide(facts(status, 'office', step), step)).not.toBe('RETURNS_USED_UP')
    expect(decide(facts(status, 'office', step, step), step)).toBe('RETURNS_USED_UP')
  })

  test.each([
    ['that nobody called back', [], 0, 'CALL_BACK_MISSING'],
    ['whose customer was reached', [['call-back', 0, 'dissatisfied']], 0, 'closed'],
    [
      'tried twice in vain',
      [
        ['call-back', 0, 'unreached'],
        ['call-back', 120, 'unreached'],
      ],
      240,
      'CALL_BACK_MISSING',
    ],
    [
      'tried three times in vain',
      [
        ['call-back', 0, 'unreached'],
        ['call-back', 120, 'unreached'],
        ['call-back', 240, 'unreached'],
      ],
      241,
      'closed',
    ],
    [
      'reached before its result was sent back',
      [['call-back', 0, 'satisfied'], 'return', 'result'],
      0,
      'CALL_BACK_MISSING',
    ],
  ] as [string, (string | [string, number, string])[], number, string][])(
    '%s is closed or not',
    (_, acts, minute, expected) => {
      expect(decide(facts('finished', 'office', 'result', ...acts), 'closure', { minute })).toBe(expected)
    },
  )

  test('is called back again after a while only', () => {
    const tried = facts('finished', 'office', 'result', ['call-back', 0, 'unreached'])
    expect(decide(tried, 'call-back', { minute: 119 })).toBe('CALL_BACK_TOO_SOON')
    expect(decide(tried, 'call-back', { minute: 120 })).toBe('finished')
  })

  test('is called back by day', () => {
    const asked = { rules: { ...rules, isNight: true }, hasNote: true, now: at(0) }
    expect(decideStep(facts('finished', 'office', 'result'), 'call-back', asked)).toEqual({
      ok: false,
      because: 'CALL_BACK_AT_NIGHT',
    })
    expect(listSteps(facts('finished', 'office', 'result'), asked)).not.toContain('call-back')
  })

  test.each(['result', 'answer'] as const)('that waits for a task has no %s', (step) => {
    const order = { ...facts(step === 'result' ? 'accepted' : 'open', 'desk'), openTasks: 1 }
    expect(decide(order, step)).toBe('TASKS_OPEN')
    expect(decide({ ...order, openTasks: 0 }, step)).not.toBe('TASKS_OPEN')
  })

  test.each(['closure', 'answer'])('that ended by its %s is taken up again within its days', (end) => {
    const day = 24 * 60
    expect(decide(facts('closed', 'desk', end), 'reopening', { minute: 30 * day })).toBe('dispatched')
    expect(decide(facts('closed', 'desk', end), 'reopening', { minute: 30 * day + 1 })).toBe('REOPENED_TOO_LATE')
  })

  test('names the impossible step, then the ceiling, then the call-back, then the note', () => {
    const none = { hasNote: false }
    expect(decide(facts('closed', 'office'), 'result', none)).toBe('STEP_NOT_POSSIBLE')
    expect(decide(facts('finished', 'office', 'return', 'return'), 'return', none)).toBe('RETURNS_USED_UP')
    expect(decide(facts('finished', 'office'), 'closure', none)).toBe('CALL_BACK_MISSING')
    for (const step of ['result', 'transfer', 'cancellation'] as const)
      expect(decide(facts('accepted', 'office'), step, none)).toBe('NOTE_MISSING')
  })

  test('is offered what comes next, in its order', () => {
    const of = { rules, now: at(0) }
    expect(listSteps(facts('open', 'desk'), of)).toEqual([
      ...['answer', 'dispatch', 'urge', 'supervision', 'transfer', 'cancellation'],
    ])
    expect(listSteps(facts('accepted', 'field', 'acceptance', 'departure'), of)).toEqual([
      ...['arrival', 'estimate', 'contact', 'result', 'urge', 'supervision', 'transfer', 'cancellation'],
    ])
    expect(listSteps(facts('cancelled', 'field'), of)).toEqual([])
  })
})

describe('a work order', () => {
  const database = useDatabase()
  const as = (username: string, role: Role, now: string) => database.ctx(now, { username, roles: [role] })
  const day = (time: string) => `2026-03-10T${time}:00+08:00`
  const iso = (text: string) => new Date(text).toISOString()
  let station = 0
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    const { rows } = await database.pool.query(`select id from organisation where path = 'X.X1.'`)
    station = rows[0].id
  })

  type Opening = Parameters<typeof openWorkOrder>[1]
  const open = (kind: Opening['kind'], subkind: Opening['subkind'], more: Partial<Opening> = {}) =>
    openWorkOrder(as('lin', 'agent', day('08:00')), {
      ...{ kind, subkind, urgency: 'normal', address: '东门街1号', description: '来电反映', form: {} },
      ...more,
    })
  type Given = Omit<Parameters<typeof takeOrderStep>[3], 'version'>
  /** One step after another, each by who, when and with what. */
  async function walk(order: WorkOrder, ...steps: [OrderStep, string, Role, string, Given?][]): Promise<WorkOrder> {
    let current = order
    for (const [step, username, role, time, given] of steps)
      current = await takeOrderStep(as(username, role, day(time)), current.id, step, {
        version: current.version,
        ...given,
      })
    return current
  }
  const clock = (order: WorkOrder, name: string) => order.clocks.find((each) => each.name === name)

  test('of the desk is answered and closed in one step, in time', async () => {
    const order = await open('inquiry', 'bill', { answer: '上月电费 85.20 元' })
    expect(order).toMatchObject({
      status: 'closed',
      result: '上月电费 85.20 元',
      finishedAt: iso(day('08:00')),
      steps: ['reopening'],
    })
    expect(order.clocks).toMatchObject([{ name: 'answer', stoppedAt: iso(day('08:00')), state: 'met' }])
    await expect(open('complaint', 'service', { answer: '已道歉' })).rejects.toMatchObject({
      code: 'STEP_NOT_POSSIBLE',
    })
    const { rows } = await database.pool.query(`select 1 from work_order where kind = 'complaint'`)
    expect(rows).toEqual([])
  })

  test('on site goes from dispatch to closure, and says what each may do next', async () => {
    const opened = await open('fault-repair', 'low-voltage')
    expect(opened.steps).toEqual(['dispatch', 'urge'])
    const arrived = await walk(
      opened,
      ['dispatch', 'lin', 'agent', '08:01'],
      ['acceptance', 'peng', 'crew', '08:02'],
      ['departure', 'peng', 'crew', '08:05'],
      ['arrival', 'peng', 'crew', '08:40'],
      ['estimate', 'peng', 'crew', '08:45', { estimatedAt: day('10:00') }],
    )
    expect(arrived).toMatchObject({ status: 'accepted', estimatedAt: iso(day('10:00')) })
    expect(arrived.steps).toEqual(['estimate', 'restoration', 'contact', 'result'])
    expect(clock(arrived, 'restore')).toMatchObject({ dueAt: iso(day('11:40')), stoppedAt: null })
    const restored = await walk(arrived, ['restoration', 'peng', 'crew', '09:50'])
    expect(clock(restored, 'restore')).toMatchObject({ stoppedAt: iso(day('09:50')), state: 'met' })
    const closed = await walk(
      restored,
      ['result', 'peng', 'crew', '10:00', { note: '更换熔断器' }],
      ['call-back', 'lin', 'agent', '10:30', { outcome: 'satisfied' }],
      ['closure', 'lin', 'agent', '10:31', { note: '客户满意' }],
    )
    expect(closed.status).toBe('closed')
    const { acts } = await findOrderRecord(as('lin', 'agent', day('11:00')), closed.id)
    expect(acts.map(({ act }) => act)).toEqual([
      ...['opened', 'dispatch', 'acceptance', 'departure', 'arrival', 'estimate', 'restoration', 'result'],
      ...['call-back', 'closure'],
    ])
    expect(acts.at(-2)).toMatchObject({ act: 'call-back', by: 'lin', outcome: 'satisfied' })
  })

  test('refused with a reason is to be dispatched anew, to another if need be', async () => {
    const sent = await walk(await open('advice', 'price'), ['dispatch', 'lin', 'agent', '08:01'])
    expect(sent.handler).toBe('billing')
    const refused = await walk(sent, ['refusal', 'he', 'billing', '08:05', { note: '属办电咨询' }])
    expect(refused.status).toBe('open')
    const anew = await walk(refused, ['dispatch', 'lin', 'agent', '08:06', { handler: 'intake', unitId: station }])
    expect(anew).toMatchObject({ status: 'dispatched', handler: 'intake', organisation: '城关供电所' })
    expect((await walk(anew, ['acceptance', 'shen', 'intake', '08:07'])).status).toBe('accepted')
  })

  test('is audited by another than who reported it, and goes on under its old clock when it is sent back', async () => {
    const reported = await walk(
      await open('complaint', 'outage'),
      ['dispatch', 'lin', 'agent', '08:01'],
      ['acceptance', 'zheng', 'quality', '08:02'],
      ['contact', 'zheng', 'quality', '09:00'],
      ['result', 'zheng', 'quality', '10:00', { note: '已说明' }],
    )
    expect(reported.status).toBe('reviewing')
    const answer = clock(reported, 'answer')
    expect(answer).toMatchObject({ stoppedAt: iso(day('10:00')) })
    await expect(walk(reported, ['audit', 'zheng', 'quality', '10:05'])).rejects.toMatchObject({ code: 'OWN_RESULT' })
    const back = await walk(reported, ['return', 'lu', 'lead', '10:06', { note: '未答复停电原因' }])
    expect(back).toMatchObject({ status: 'accepted', result: null, finishedAt: null })
    expect(clock(back, 'answer')).toMatchObject({ startedAt: answer?.startedAt, dueAt: answer?.dueAt, stoppedAt: null })
    expect(clock(back, 'contact')?.stoppedAt).toBe(iso(day('09:00')))
    const done = await walk(
      back,
      ['result', 'zheng', 'quality', '11:00', { note: '检修提前,已道歉' }],
      ['audit', 'lu', 'lead', '11:05'],
    )
    expect(done).toMatchObject({ status: 'finished', result: '检修提前,已道歉', finishedAt: iso(day('11:00')) })
    expect(clock(done, 'answer')?.stoppedAt).toBe(iso(day('11:00')))
  })

  test('refuses: no such order, then who, then the step, then what it needs, then the version', async () => {
    const order = await open('fault-repair', 'low-voltage')
    const act = (step: OrderStep, role: Role, given: Given & { version?: number } = {}, id = order.id) =>
      takeOrderStep(as('peng', role, day('09:00')), id, step, { version: 9, ...given })
    await expect(act('closure', 'agent', {}, 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 })
    await expect(act('acceptance', 'quality')).rejects.toMatchObject({ code: 'STEP_NOT_YOURS', status: 403 })
    await expect(act('acceptance', 'crew')).rejects.toMatchObject({ code: 'STEP_NOT_POSSIBLE', status: 409 })
    await expect(act('cancellation', 'lead')).rejects.toMatchObject({ code: 'NOTE_MISSING', status: 400 })
    await expect(act('dispatch', 'agent', { unitId: 999_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(act('dispatch', 'agent')).rejects.toMatchObject({ code: 'ORDER_CHANGED', status: 409 })
    const taken = await walk(order, ['dispatch', 'lin', 'agent', '09:01'], ['acceptance', 'peng', 'crew', '09:02'])
    await expect(
      walk(taken, ['estimate', 'peng', 'crew', '09:03', { estimatedAt: day('09:03') }]),
    ).rejects.toMatchObject({ code: 'ESTIMATE_PAST', issues: [{ path: 'estimatedAt' }] })
  })

  test('is urged, each time counted and linked to the contact, and supervised', async () => {
    const { rows } = await database.pool.query(
      `insert into contact (contact_no, channel, state, queued_at, ranked_at) values ('C7', 'note', 'queued', $1, $1) returning id`,
      [day('08:00')],
    )
    const urged = await walk(
      await open('fault-repair', 'low-voltage'),
      ['urge', 'lin', 'agent', '08:20', { contactId: rows[0].id }],
      ['dispatch', 'lin', 'agent', '08:21'],
      ['urge', 'lin', 'agent', '08:30', { note: '再次来电' }],
      ['supervision', 'zheng', 'quality', '08:31', { note: '一小时内到达' }],
    )
    expect(urged).toMatchObject({ urges: 2, supervision: 'unit', status: 'dispatched' })
    const { acts } = await findOrderRecord(as('lin', 'agent', day('09:00')), urged.id)
    expect(acts.filter(({ act }) => act === 'urge').map(({ contactNo, note }) => [contactNo, note])).toEqual([
      ['C7', null],
      [null, '再次来电'],
    ])
    await expect(walk(urged, ['urge', 'lin', 'agent', '08:32', { contactId: 424_242 }])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('is taken up again under the clock that it had, while that is not due', async () => {
    const closed = await walk(
      await open('service-request', 'other'),
      ['dispatch', 'lin', 'agent', '08:01'],
      ['acceptance', 'zhou', 'district-manager', '08:02'],
      ['result', 'zhou', 'district-manager', '09:00', { note: '已处理' }],
      ['call-back', 'lin', 'agent', '09:30', { outcome: 'satisfied' }],
      ['closure', 'lin', 'agent', '09:31', { note: '办结' }],
    )
    const again = await walk(closed, ['reopening', 'lin', 'agent', '11:00', { note: '问题再现' }])
    expect(again).toMatchObject({ status: 'dispatched', result: null, finishedAt: null })
    const [before, after] = [clock(closed, 'answer'), clock(again, 'answer')]
    expect(after).toMatchObject({ startedAt: before?.startedAt, dueAt: before?.dueAt, stoppedAt: null })
    const { proofs } = await findOrderRecord(as('lin', 'agent', day('11:01')), again.id)
    expect(proofs).toMatchObject([
      { isProved: true, events: [{ act: 'start' }, { act: 'stop' }, { act: 'reopen', reason: 'reopening' }] },
    ])
  })

  test('on site that is closed and taken up again is promised anew, and what was met stays met', async () => {
    const first = await walk(
      await open('fault-repair', 'low-voltage'),
      ['dispatch', 'lin', 'agent', '08:01'],
      ['acceptance', 'peng', 'crew', '08:02'],
      ['arrival', 'peng', 'crew', '08:40'],
      ['result', 'peng', 'crew', '09:00', { note: '更换熔断器' }],
      ['call-back', 'lin', 'agent', '09:30', { outcome: 'satisfied' }],
      ['closure', 'lin', 'agent', '09:31', { note: '办结' }],
    )
    const again = await walk(first, ['reopening', 'lin', 'agent', '15:00', { note: '又停电' }])
    expect(clock(again, 'arrive')).toMatchObject({ round: 2, dueAt: iso(day('15:45')), state: 'running' })
    expect(clock(again, 'restore')).toMatchObject({ round: 1, state: 'met' })
    const arrived = await walk(again, ['acceptance', 'peng', 'crew', '15:02'], ['arrival', 'peng', 'crew', '15:50'])
    expect(clock(arrived, 'arrive')).toMatchObject({ round: 2, state: 'missed' })
    expect(clock(arrived, 'restore')).toMatchObject({ round: 2, dueAt: iso(day('18:50')), state: 'running' })
    const { proofs } = await findOrderRecord(as('lin', 'agent', day('16:00')), again.id)
    expect(proofs.map(({ clock, round, state, isProved }) => [clock, round, state, isProved])).toEqual([
      ['arrive', 1, 'met', true],
      ['restore', 1, 'met', true],
      ['arrive', 2, 'missed', true],
      ['restore', 2, 'running', true],
    ])
    expect(proofs.map(({ events }) => events.map(({ act, reason }) => `${act} ${reason}`))).toEqual([
      ['start opened', 'stop arrival'],
      ['start arrival', 'stop result'],
      ['start reopening', 'stop arrival'],
      ['start arrival'],
    ])
  })

  test('on site that is sent back goes on under its clock, and begins another round only when the crew goes there again', async () => {
    const reported = await walk(
      await open('fault-repair', 'low-voltage'),
      ['dispatch', 'lin', 'agent', '08:01'],
      ['acceptance', 'peng', 'crew', '08:02'],
      ['arrival', 'peng', 'crew', '08:40'],
      ['result', 'peng', 'crew', '09:00', { note: '更换熔断器' }],
    )
    const back = await walk(reported, ['return', 'lin', 'agent', '09:10', { note: '仍停电' }])
    expect(clock(back, 'restore')).toMatchObject({ round: 1, dueAt: iso(day('11:40')), stoppedAt: null })
    const restored = await walk(
      back,
      ['arrival', 'peng', 'crew', '09:40'],
      ['restoration', 'peng', 'crew', '10:00'],
      ['result', 'peng', 'crew', '10:05', { note: '更换导线' }],
    )
    expect(clock(restored, 'arrive')).toMatchObject({ round: 1, state: 'met' })
    expect(clock(restored, 'restore')).toMatchObject({ round: 1, stoppedAt: iso(day('10:00')) })
    const twice = await walk(
      restored,
      ['return', 'lin', 'agent', '10:10', { note: '又停电' }],
      ['arrival', 'peng', 'crew', '10:40'],
    )
    expect(clock(twice, 'restore')).toMatchObject({ round: 2, dueAt: iso(day('13:40')), stoppedAt: null })
  })

  test('is seen by who does it, by the desk and by those above, and by no other trade', async () => {
    const order = await open('advice', 'price')
    const sees = async (role: Role) => {
      const ctx = as('x', role, day('09:00'))
      const { orders } = await listWorkOrders(ctx, { status: 'unfinished', limit: 100 })
      const found = await findWorkOrder(ctx, order.id).then(
        () => true,
        () => false,
      )
      expect(orders.some(({ id }) => id === order.id)).toBe(found)
      return found
    }
    for (const role of ['billing', 'agent', 'quality', 'manager'] as const)
      expect([role, await sees(role)]).toEqual([role, true])
    for (const role of ['crew', 'reader', 'intake'] as const) expect([role, await sees(role)]).toEqual([role, false])
  })
})
