import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { answerContact, receiveCall } from '../../callcenter/contacts.ts'
import { findFileOrder } from '../../callcenter/file/orders.ts'
import { checkFacts } from '../../callcenter/identity/checks.ts'
import { callcenter } from '../../callcenter/index.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import type { App } from '../../db/department.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { logInAs, serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const NOW = '2026-03-10T10:00:00+08:00'
const EARLIER = '2026-03-09T10:00:00+08:00'

describe('orders of the file in view', () => {
  const database = useDatabase()
  let lin: Seat
  let app: App
  let accountNo: string
  let otherNo: string
  let asked: string
  let answered: string
  let own: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    otherNo = (
      await openChenGuilan(ctx, network, {
        ...{ customer: { kind: 'person', name: '林水生' }, address: '青石村1号', meter: undefined },
        contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
      })
    ).accountNo
    lin = await seat(database, 'lin')
    const wu = await seat(database, 'wu')
    const base = { accountNo, urgency: 'normal' as const, form: {} }
    const repair = { ...base, kind: 'fault-repair' as const, subkind: 'low-voltage' as const }
    asked = (await openWorkOrder(wu.at(EARLIER), { ...repair, description: '家中无电' })).workOrderNo
    const inquiry = { ...base, kind: 'inquiry' as const, subkind: 'bill' as const }
    const said = { description: '问二月电费', answer: '已说明' }
    const { workOrderNo, status } = await openWorkOrder(wu.at(EARLIER), { ...inquiry, ...said })
    expect(status).toBe('closed')
    answered = workOrderNo
    own = (await openWorkOrder(lin.at(EARLIER), { ...repair, description: '灯不亮' })).workOrderNo
    app = await serveAt(database, [callcenter], NOW)
  })
  afterAll(() => app.close())

  const read = (workOrderNo: string, of = accountNo) => findFileOrder(lin.at(NOW), { accountNo: of, workOrderNo })
  async function talk(): Promise<number> {
    await setMyState(lin.at(NOW), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(NOW), { callId: 'order-call', callerPhone: '13800138000' })
    return (await answerContact(lin.at(NOW), contactId ?? 0)).id
  }

  test('are named with those that are done with, and open by their number', async () => {
    const file = await findCallerFile(lin.at(NOW), accountNo)
    expect(file.openOrders.map(({ workOrderNo }) => workOrderNo)).toEqual([asked, own])
    expect(file.doneOrders).toMatchObject({ known: true, value: [{ workOrderNo: answered, status: 'closed' }] })
    expect(await read(answered)).toMatchObject({ order: { description: '问二月电费', result: '已说明' } })
    await expect(read('W1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(read(answered, otherNo)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('tell nothing before it is known who speaks, but for what the agent wrote himself', async () => {
    const id = await talk()
    const file = await findCallerFile(lin.at(NOW), accountNo)
    expect(file.doneOrders).toEqual({ known: false })
    for (const no of [asked, answered]) await expect(read(no)).rejects.toMatchObject({ code: 'IDENTITY_TOO_LOW' })
    expect((await read(own)).order).toMatchObject({ description: '灯不亮', address: '幸福小区***' })
    const facts = [
      { kind: 'accountNo' as const, value: accountNo },
      { kind: 'name' as const, value: '陈桂兰' },
    ]
    expect((await checkFacts(lin.at(NOW), id, { facts })).passed).toBe(true)
    expect((await read(asked)).order).toMatchObject({ description: '家中无电', address: '幸福小区3幢502室' })
  })

  test('open by number or id over HTTP, to whoever may read orders; what is neither is refused', async () => {
    const lead = await logInAs(app, database, { role: 'lead', organisationPath: 'X.' })
    const byNo = await lead('GET', `/api/callcenter/work-orders/${answered}/record`)
    expect(byNo).toMatchObject({ status: 200, body: { order: { workOrderNo: answered } } })
    const byId = await lead('GET', `/api/callcenter/work-orders/${byNo.body.order.id}/record`)
    expect(byId.body).toEqual(byNo.body)
    expect(await lead('GET', '/api/callcenter/work-orders/W99/record')).toMatchObject({ status: 404 })
    expect(await lead('GET', '/api/callcenter/work-orders/W1x/record')).toMatchObject({ status: 400 })
    const dispatcher = await logInAs(app, database, { role: 'dispatcher', organisationPath: 'X.' })
    const path = `/api/callcenter/accounts/${accountNo}/work-orders/${asked}/record`
    expect(await dispatcher('GET', path)).toMatchObject({ status: 403 })
    expect(await lead('GET', path)).toMatchObject({ status: 200, body: { order: { workOrderNo: asked } } })
  })
})
