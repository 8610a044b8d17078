import { beforeAll, describe, expect, test } from 'vitest'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { mergeWorkOrder } from '../../callcenter/orders/mergers.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findOrderRecord, findWorkOrder } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import { askTask, listAskedTasks, listTasks, takeTaskStep } from '../../callcenter/orders/tasks/tasks.ts'
import {
  decideTask,
  isDueFit,
  listTaskActs,
  type TaskAct,
  type TaskState,
  taskActs,
} from '../../callcenter/rules/tasks.ts'
import type { Role } from '../../db/context.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a task', () => {
  const ways: Partial<Record<TaskAct, Partial<Record<TaskState, TaskState>>>> = {
    acceptance: { asked: 'accepted' },
    refusal: { asked: 'refused' },
    result: { accepted: 'done' },
    cancellation: { asked: 'cancelled', accepted: 'cancelled' },
  }
  const states: TaskState[] = ['asked', 'accepted', 'done', 'refused', 'cancelled']
  test.each(taskActs.flatMap((act) => states.map((state) => [state, act] as const)))('%s by %s', (state, act) => {
    const to = ways[act]?.[state]
    expect(decideTask(state, act, true)).toEqual(to ? { ok: true, to } : { ok: false, because: 'TASK_NOT_POSSIBLE' })
    expect(listTaskActs(state).includes(act)).toBe(to !== undefined)
  })

  test('says why it is refused, taken back, and what was done', () => {
    expect(decideTask('asked', 'acceptance', false).ok).toBe(true)
    for (const [state, act] of [
      ['asked', 'refusal'],
      ['accepted', 'result'],
      ['asked', 'cancellation'],
    ] as const)
      expect(decideTask(state, act, false)).toEqual({ ok: false, because: 'NOTE_MISSING' })
  })

  test.each([
    ['before the promise', '10:00', ['11:00'], true],
    ['at the promise', '11:00', ['11:00'], true],
    ['after the promise', '11:01', ['11:00', '12:00'], false],
    ['where the promise is broken already', '11:00', ['08:30'], true],
    ['where the clock stands', '11:00', [null], true],
    ['where nothing is promised', '11:00', [], true],
    ['now', '09:00', [], false],
  ])('is due %s: %s', (_, due, promised, expected) => {
    const at = (time: string) => new Date(`2026-03-10T${time}:00+08:00`)
    const given = { now: at('09:00'), promised: promised.map((each) => each && at(each)) as (Date | null)[] }
    expect(isDueFit(at(due), given)).toBe(expected)
  })
})

describe('an order of which others do a part', () => {
  const database = useDatabase()
  const day = (time: string) => `2026-03-10T${time}:00+08:00`
  const as = (username: string, role: Role, time = '09:00', scope = '') => ({
    ...database.ctx(day(time), { username, roles: [role] }),
    scope,
  })
  let units: Record<string, number> = {}
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    await database.pool.query(
      `insert into organisation (kind, code, name, path, parent_id)
       select 'county', 'Y', '长泰县供电公司', 'Y.', parent_id from organisation where path = 'X.'`,
    )
    const { rows } = await database.pool.query('select id, path from organisation')
    units = Object.fromEntries(rows.map(({ id, path }) => [path, id]))
  })

  const open = (more: Partial<Parameters<typeof openWorkOrder>[1]> = {}) =>
    openWorkOrder(as('lin', 'agent', '08:00', 'X.'), {
      ...{ kind: 'service-request', subkind: 'meter-abnormal', urgency: 'normal', address: '东门街1号' },
      ...{ description: '表计不走字', form: {}, ...more },
    })
  async function accepted(more: Partial<Parameters<typeof openWorkOrder>[1]> = {}): Promise<WorkOrder> {
    const made = await open(more)
    const sent = await takeOrderStep(as('lin', 'agent', '08:01', 'X.'), made.id, 'dispatch', { version: made.version })
    return takeOrderStep(doer(sent, '08:02'), made.id, 'acceptance', { version: sent.version })
  }
  const doer = ({ handler }: WorkOrder, time = '09:00') => as('doer', handler as Role, time, 'X.')
  const input = (version: number, more = {}) => ({
    ...{ version, handler: 'billing' as const, description: '核对近三个月电量', dueAt: day('17:00') },
    ...more,
  })

  test('asks, waits for what was asked, and is reported back after it', async () => {
    const order = await accepted()
    const { tasks } = await askTask(doer(order), order.id, input(order.version))
    expect(tasks).toMatchObject([
      { number: 1, state: 'asked', unit: order.organisation, handler: 'billing', acts: ['cancellation'] },
    ])
    const waiting = await findWorkOrder(doer(order), order.id)
    expect(waiting).toMatchObject({ openTasks: 1 })
    expect(waiting.steps).not.toContain('result')
    const report = { version: waiting.version, note: '已更换' }
    await expect(takeOrderStep(doer(order), order.id, 'result', report)).rejects.toMatchObject({ code: 'TASKS_OPEN' })

    const he = as('he', 'billing', '09:30', 'X.')
    const mine = (await listAskedTasks(he, { state: 'open' })).tasks.find(({ workOrderId }) => workOrderId === order.id)
    expect(mine).toMatchObject({ acts: ['acceptance', 'refusal'], address: '东门街1号' })
    const id = mine?.id ?? 0
    expect(await takeTaskStep(he, id, 'acceptance', { version: 1 })).toMatchObject({
      state: 'accepted',
      acts: ['result'],
    })
    const late = (await listTasks(doer(order, '17:01'), order.id)).tasks
    expect(late).toMatchObject([{ isLate: true }])
    const done = await takeTaskStep(he, id, 'result', { version: 2, note: '电量为零三个月' })
    expect(done).toMatchObject({ state: 'done', answer: '电量为零三个月', answeredBy: 'he', isLate: false, acts: [] })
    expect(await takeOrderStep(doer(order), order.id, 'result', report)).toMatchObject({ openTasks: 0 })
    const { acts } = await findOrderRecord(as('lin', 'agent', '10:00', 'X.'), order.id)
    expect(acts.map(({ act }) => act)).toEqual([
      ...['opened', 'dispatch', 'acceptance', 'task-asked', 'task-acceptance', 'task-result', 'result'],
    ])
    expect((await listAskedTasks(he, { state: 'ended' })).tasks[0]).toMatchObject({ id, state: 'done' })
  })

  test('goes to the unit that was asked and to nobody else', async () => {
    const order = await accepted()
    const asked = await askTask(as('boss', 'dispatcher'), order.id, input(order.version, { unitId: units['X.X1.'] }))
    const id = asked.tasks[0]?.id ?? 0
    const seen = async (ctx: ReturnType<typeof as>) =>
      (await listAskedTasks(ctx, { state: 'open' })).tasks.some((each) => each.id === id)
    expect(await seen(as('he', 'billing', '09:00', 'X.X1.'))).toBe(true)
    expect(await seen(as('he', 'billing', '09:00', 'Y.'))).toBe(false)
    expect(await seen(as('peng', 'crew', '09:00', 'X.X1.'))).toBe(false)
    const stranger = as('he', 'billing', '09:00', 'Y.')
    await expect(takeTaskStep(stranger, id, 'acceptance', { version: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const wrong = as('lin', 'agent', '09:00', 'X.')
    await expect(takeTaskStep(wrong, id, 'acceptance', { version: 1 })).rejects.toMatchObject({
      code: 'STEP_NOT_YOURS',
    })
    // Whose the task is learns of the order what he needs, and takes none of its steps.
    const unit = as('he', 'billing', '09:00', 'X.X1.')
    await expect(findWorkOrder(unit, order.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(takeTaskStep(unit, id, 'cancellation', { version: 1, note: '不做' })).rejects.toMatchObject({
      code: 'STEP_NOT_YOURS',
    })
    // Whoever looks at the order is told all the same.
    await takeTaskStep(unit, id, 'acceptance', { version: 1 })
    const { rows } = await database.pool.query(`select kind, payload from event order by id desc limit 1`)
    const changed = { workOrderId: order.id, workOrderNo: order.workOrderNo, status: 'accepted' }
    expect(rows).toEqual([{ kind: 'work-order.changed', payload: changed }])
  })

  test('is taken on by one: who is slower, or looks at an older order, is told', async () => {
    const order = await accepted()
    await askTask(doer(order), order.id, input(order.version))
    await expect(askTask(doer(order), order.id, input(order.version))).rejects.toMatchObject({ code: 'ORDER_CHANGED' })
    const { tasks } = await listTasks(doer(order), order.id)
    expect(tasks).toHaveLength(1)
    const id = tasks[0]?.id ?? 0
    const both = await Promise.allSettled(
      (['acceptance', 'refusal'] as const).map((act) =>
        takeTaskStep(as('he', 'billing', '09:10', 'X.'), id, act, { version: 1, note: '收到' }),
      ),
    )
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('drops its tasks when it is cancelled, and is merged with another without any', async () => {
    const [order, fellow] = [await accepted(), await accepted()]
    await askTask(doer(order), order.id, input(order.version))
    const { version } = await findWorkOrder(doer(order), order.id)
    await expect(
      mergeWorkOrder(as('lin', 'agent', '09:20', 'X.'), order.id, { version, intoId: fellow.id }),
    ).rejects.toMatchObject({ code: 'TASKS_OPEN' })
    const note = '客户撤回'
    await takeOrderStep(as('lu', 'lead', '09:30', 'X.'), order.id, 'cancellation', { version, note })
    const { tasks, mayAsk } = await listTasks(as('lu', 'lead', '09:31', 'X.'), order.id)
    expect(tasks).toMatchObject([{ state: 'cancelled', answer: note, acts: [] }])
    expect(mayAsk).toBe(false)
  })

  test('refuses a due instant past its promise, and a unit that it complains of', async () => {
    const order = await accepted()
    const due = order.clocks[0]?.dueAt ?? ''
    expect((await listTasks(doer(order), order.id)).suggestedDueAt).toBe(due)
    const late = new Date(Date.parse(due) + 60_000).toISOString()
    await expect(askTask(doer(order), order.id, input(order.version, { dueAt: late }))).rejects.toMatchObject({
      code: 'TASK_DUE_UNFIT',
      issues: [{ path: 'dueAt' }],
    })
    const against = await open({ kind: 'complaint', subkind: 'service', complainedUnitId: units['X.X1.'] })
    const lead = as('lu', 'lead')
    await expect(askTask(lead, against.id, input(against.version, { unitId: units['X.X1.'] }))).rejects.toMatchObject({
      code: 'UNIT_COMPLAINED_OF',
    })
    await askTask(lead, against.id, input(against.version))
    const complained = await listAskedTasks(as('he', 'billing', '09:00', 'X.X1.'), { state: 'open' })
    expect(complained.tasks.some(({ workOrderId }) => workOrderId === against.id)).toBe(false)
  })

  test('tells of a report only what is asked', async () => {
    const report = await open({ kind: 'report', subkind: 'theft', description: '邻居绕表用电', address: '东门街9号' })
    await askTask(as('lin', 'agent', '09:00', 'X.'), report.id, input(report.version))
    const { tasks } = await listAskedTasks(as('he', 'billing', '09:00', 'X.'), { state: 'open' })
    const told = tasks.find(({ workOrderId }) => workOrderId === report.id)
    expect(told).toMatchObject({ address: null, description: '核对近三个月电量' })
    expect(JSON.stringify(told)).not.toContain('邻居')
  })
})
