import { beforeAll, describe, expect, test } from 'vitest'
import { reportFault } from '../../callcenter/menu/tell.ts'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { mergeWorkOrder } from '../../callcenter/orders/mergers.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { listOrdersAtWork } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import type { OrderStep } from '../../callcenter/rules/steps.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a fault reported to the menu', () => {
  const database = useDatabase()
  const ctx = (time: string) =>
    database.ctx(`2026-03-10T${time}:00+08:00`, { username: 'lin', roles: ['lead', 'dispatcher'] })
  let home = { accountId: 0, accountNo: '' }
  let contactId = 0

  beforeAll(async () => {
    const start = database.ctx('2026-01-01T08:00:00+08:00')
    home = await openChenGuilan(start, await layNetwork(start))
    const { rows } = await database.pool.query(
      `insert into contact (contact_no, channel, state, queued_at, ranked_at) values ('C1', 'note', 'queued', $1, $1) returning id`,
      ['2026-03-10T08:00:00+08:00'],
    )
    contactId = rows[0].id
  })

  const report = async (time: string) =>
    (await reportFault(ctx(time), { accountId: home.accountId, contactId }, '报修')).detail.reported
  const ordersAtWork = (time: string) => listOrdersAtWork(ctx(time), home.accountId)
  const walk = async (order: WorkOrder, time: string, ...steps: OrderStep[]) => {
    let current = order
    for (const step of steps)
      current = await takeOrderStep(ctx(time), current.id, step, { version: current.version, note: '更换熔断器' })
    return current
  }

  test('is told of the order that a crew is still to do, and has a crew of its own once that was reported back', async () => {
    const first = await report('08:00')
    const [opened] = await ordersAtWork('08:01')
    const taken = await walk(opened as WorkOrder, '08:01', 'dispatch', 'acceptance')
    expect(await report('08:10')).toBe(first)
    expect(await walk(taken, '08:30', 'result')).toMatchObject({ status: 'finished' })
    const second = await report('09:00')
    expect(second).not.toBe(first)
    expect(await ordersAtWork('09:01')).toMatchObject([{ workOrderNo: second, status: 'open' }])
  })

  test('that is done with another order is as far as that one', async () => {
    const [own] = await ordersAtWork('09:10')
    const leading = await openWorkOrder(ctx('09:10'), {
      ...{ kind: 'fault-repair', subkind: 'low-voltage', urgency: 'normal', description: '停电', form: {} },
      accountNo: home.accountNo,
    })
    const { id, version, workOrderNo } = own as WorkOrder
    await mergeWorkOrder(ctx('09:11'), id, { version, intoId: leading.id })
    expect(await report('09:12')).toBe(workOrderNo)
    const held = (await ordersAtWork('09:12')).find((order) => order.id === leading.id) as WorkOrder
    await walk(held, '09:30', 'dispatch', 'acceptance', 'result')
    const again = await report('09:40')
    expect([workOrderNo, leading.workOrderNo]).not.toContain(again)
  })
})
