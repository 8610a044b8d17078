import { beforeAll, describe, expect, test } from 'vitest'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { mergeWorkOrder, takeOutWorkOrder } from '../../callcenter/orders/mergers.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { actOnClock } from '../../callcenter/orders/pauses.ts'
import { findOrderRecord, findWorkOrder, listUnfinishedOrders, listWorkOrders } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import { decideMerger, type Mergeable } from '../../callcenter/rules/mergers.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('two orders may be done as one', () => {
  const order = (more: Partial<Mergeable> = {}): Mergeable => ({
    ...{ id: 1, kind: 'fault-repair', organisationId: 7, accountId: 5, status: 'open', hasMerged: false, openTasks: 0 },
    ...more,
  })
  test.each([
    ['of one kind and unit', {}, {}, true],
    ['of two customers', {}, { accountId: 6 }, true],
    ['of two kinds', {}, { kind: 'praise' }, 'MERGE_UNLIKE'],
    ['of two units', {}, { organisationId: 8 }, 'MERGE_UNLIKE'],
    ['complaints of one customer', { kind: 'complaint' }, { kind: 'complaint' }, true],
    ['complaints of two', { kind: 'complaint' }, { kind: 'complaint', accountId: 6 }, 'MERGE_UNLIKE'],
    [
      'reports of nobody named',
      { kind: 'report', accountId: null },
      { kind: 'report', accountId: null },
      'MERGE_UNLIKE',
    ],
    ['one of them reported back', { status: 'finished' }, {}, 'MERGE_NOT_POSSIBLE'],
    ['the other closed', {}, { status: 'closed' }, 'MERGE_NOT_POSSIBLE'],
    ['the same', {}, { id: 1 }, 'MERGE_NOT_POSSIBLE'],
    ['the other merged itself', {}, { status: 'merged' }, 'MERGED_ALREADY'],
    ['one of which has taken in another', { hasMerged: true }, {}, 'MERGED_ALREADY'],
    ['the other has taken in another', {}, { hasMerged: true }, true],
    ['one of which waits for a task', { openTasks: 1 }, {}, 'TASKS_OPEN'],
    ['the other waits for a task', {}, { openTasks: 1 }, true],
  ] as const)('%s', (_, one, into, expected) => {
    const verdict = decideMerger(order(one), order({ id: 2, ...into }))
    expect(verdict.ok || verdict.because).toBe(expected)
  })
})

describe('a merged work order', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}:00+08:00`
  const ctx = (time: string) => database.ctx(at(time), { username: 'lin', roles: ['lead', 'dispatcher'] })
  let home = { accountId: 0, accountNo: '' }
  let other = { accountId: 0, accountNo: '' }

  beforeAll(async () => {
    const start = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(start)
    home = await openChenGuilan(start, network)
    other = await openChenGuilan(start, network, {
      ...{ customer: { kind: 'person', name: '林水生', phone: '13700137000' }, address: '青石村7号', meter: undefined },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    })
  })

  const open = (accountNo: string, time = '08:00') =>
    openWorkOrder(ctx(time), {
      ...{ kind: 'fault-repair', subkind: 'low-voltage', urgency: 'normal', description: '停电', form: {} },
      accountNo,
    })
  const merge = (order: WorkOrder, into: WorkOrder, time = '08:10') =>
    mergeWorkOrder(ctx(time), order.id, { version: order.version, intoId: into.id })

  test('stops its clocks, is no work of its own, and is still the customer’s open order', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    const merged = await merge(second, first)
    expect(merged).toMatchObject({ status: 'merged', mergedInto: first.workOrderNo, steps: [] })
    expect(merged.clocks).toMatchObject([{ stoppedAt: new Date(at('08:10')).toISOString(), state: 'merged' }])
    const { orders } = await listWorkOrders(ctx('08:11'), { status: 'unfinished', limit: 100 })
    expect(orders.map(({ id }) => id)).not.toContain(second.id)
    expect((await listUnfinishedOrders(ctx('08:11'), other.accountId)).map(({ id }) => id)).toContain(second.id)
    const { acts } = await findOrderRecord(ctx('08:11'), first.id)
    expect(acts.at(-1)).toMatchObject({ act: 'taken-in', note: second.workOrderNo })
  })

  test('is taken out as it was, under its old clock', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    const sent = await takeOrderStep(ctx('08:05'), second.id, 'dispatch', { version: second.version })
    const merged = await merge(sent, first)
    const out = await takeOutWorkOrder(ctx('08:20'), second.id, { version: merged.version })
    expect(out).toMatchObject({ status: 'dispatched', mergedInto: null, finishedAt: null })
    expect(out.clocks).toMatchObject([{ dueAt: second.clocks[0]?.dueAt, stoppedAt: null }])
    const { proofs } = await findOrderRecord(ctx('08:21'), second.id)
    expect(proofs).toMatchObject([{ isProved: true, events: [{ act: 'start' }, { act: 'merge' }, { act: 'reopen' }] }])
    await expect(takeOutWorkOrder(ctx('08:22'), second.id, { version: out.version })).rejects.toMatchObject({
      code: 'MERGE_NOT_POSSIBLE',
    })
  })

  test('is told what comes of the other', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    await merge(second, first)
    const held = await findWorkOrder(ctx('08:12'), first.id)
    const sent = await takeOrderStep(ctx('08:12'), first.id, 'dispatch', { version: held.version })
    const taken = await takeOrderStep(ctx('08:13'), first.id, 'acceptance', { version: sent.version })
    await takeOrderStep(ctx('08:40'), first.id, 'result', { version: taken.version, note: '更换熔断器' })
    const told = await listTimeline(ctx('09:00'), { accountId: other.accountId, limit: 50 })
    expect(told.map(({ titleZh }) => titleZh)).toContainEqual(expect.stringContaining(`${first.workOrderNo} 已处理`))
  })

  test('has a clock that is neither met nor missed, whenever it was merged; a pause is found again', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    const late = await merge(second, first, '09:30')
    expect(late.clocks).toMatchObject([{ state: 'merged' }])
    const sent = await takeOrderStep(ctx('08:01'), first.id, 'dispatch', { version: first.version + 1 })
    const taken = await takeOrderStep(ctx('08:02'), first.id, 'acceptance', { version: sent.version })
    const input = { version: taken.version, clock: 'arrive', reason: '道路积水' } as const
    const paused = await actOnClock(ctx('08:05'), first.id, 'pause', input)
    const out = await takeOutWorkOrder(ctx('09:40'), second.id, { version: late.version })
    const merged = await merge(paused, out, '09:41')
    const prove = async () => (await findOrderRecord(ctx('10:00'), first.id)).proofs[0]
    expect(await prove()).toMatchObject({ isProved: true, state: 'merged' })
    const again = await takeOutWorkOrder(ctx('10:00'), first.id, { version: merged.version })
    expect(again.clocks).toEqual(paused.clocks)
    expect(await prove()).toMatchObject({ isProved: true, state: 'paused' })
    const on = { version: again.version, clock: 'arrive', reason: '道路已通' } as const
    const resumed = await actOnClock(ctx('10:05'), first.id, 'resume', on)
    expect(resumed.clocks).toMatchObject([{ dueAt: new Date(at('10:45')).toISOString() }])
    expect(await prove()).toMatchObject({ isProved: true })
  })

  test('goes on by itself when the order that led it is cancelled, which nobody does who has not seen the merger', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    await merge(second, first)
    const cancel = (version: number) => takeOrderStep(ctx('08:20'), first.id, 'cancellation', { version, note: '误报' })
    await expect(cancel(first.version)).rejects.toMatchObject({ code: 'ORDER_CHANGED' })
    await cancel(first.version + 1)
    const out = await findWorkOrder(ctx('08:21'), second.id)
    expect(out).toMatchObject({ status: 'open', mergedInto: null, clocks: [{ ...second.clocks[0] }] })
    const { acts } = await findOrderRecord(ctx('08:21'), second.id)
    expect(acts.at(-1)).toMatchObject({ act: 'merger-undo', note: first.workOrderNo })
    const told = await listTimeline(ctx('09:00'), { accountId: other.accountId, limit: 50 })
    expect(told.map(({ titleZh }) => titleZh)).not.toContainEqual(expect.stringContaining(first.workOrderNo))
  })

  test('refuses: no such order, then what the rule says, then the version', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    const act = (id: number, intoId: number, version: number) => mergeWorkOrder(ctx('08:10'), id, { version, intoId })
    await expect(act(second.id, 999_999, 9)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(act(second.id, second.id, 9)).rejects.toMatchObject({ code: 'MERGE_NOT_POSSIBLE' })
    await expect(act(second.id, first.id, 9)).rejects.toMatchObject({ code: 'ORDER_CHANGED' })
    const elsewhere = { ...ctx('08:10'), scope: 'Y.' }
    await expect(mergeWorkOrder(elsewhere, second.id, { version: 1, intoId: first.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('crosswise at once: one of the two is merged, and neither waits for ever', async () => {
    const [first, second] = [await open(home.accountNo), await open(other.accountNo)]
    const both = await Promise.allSettled([merge(first, second), merge(second, first)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'MERGED_ALREADY' } })
  })
})
