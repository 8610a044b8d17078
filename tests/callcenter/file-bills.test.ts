import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { runBills } from '../../billing/index.ts'
import { setMyState } from '../../callcenter/agents.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { answerContact, closeContact, receiveCall } from '../../callcenter/contacts.ts'
import { findFileBill, findFileBillChanges, listFileBills } from '../../callcenter/file/bills.ts'
import { checkFacts } from '../../callcenter/identity/checks.ts'
import { callcenter } from '../../callcenter/index.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import type { App } from '../../db/department.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { logInAs, serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const NOW = '2026-04-10T10:00:00+08:00'
const PHONE = '13800138000'
const NEW_PHONE = '13900139000'

describe('bills of the file in view', () => {
  const database = useDatabase()
  let lin: Seat
  let chen: OpenedAccount
  let sold: OpenedAccount
  let app: App
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const point = {
      districtId: network.districtId,
      mode: 'low-low' as const,
      phase: 'single' as const,
      priceCode: 'SH-RES-FLAT',
    }
    chen = await openChenGuilan(ctx, network, { point })
    const former = { kind: 'person' as const, name: '林水生', phone: '13700137000' }
    sold = await openChenGuilan(ctx, network, {
      ...{ point, customer: former, address: '青石村1号' },
      meter: {
        ...{ assetNo: 'M-SOLD-1', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    })
    const meters = steadyMeters(
      new Map([
        [chen.pointId, { dailyWh: 8_000 }],
        [sold.pointId, { dailyWh: 5_000 }],
      ]),
    )
    await runBills(database.ctx('2026-02-01T02:00:00+08:00'), { billMonth: '2026-01' }, meters)
    await runBills(database.ctx('2026-03-01T02:00:00+08:00'), { billMonth: '2026-02' }, meters)
    const customer = { kind: 'person' as const, name: '周新居', phone: NEW_PHONE }
    await applyChanges(
      database.ctx('2026-03-01T09:00:00+08:00'),
      [{ change: 'customer-set', accountId: sold.accountId, from: '2026-03-01', customer }],
      { caseRef: 'application:T', reason: '过户' },
    )
    await runBills(database.ctx('2026-04-01T02:00:00+08:00'), { billMonth: '2026-03' }, meters)
    lin = await seat(database, 'lin')
    app = await serveAt(database, [callcenter], NOW)
  })
  afterAll(() => app.close())
  beforeEach(() => emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message'))

  const desk = () => lin.at(NOW)
  const list = (of: OpenedAccount, page = { limit: 24 }) => listFileBills(desk(), { accountNo: of.accountNo, ...page })
  const idOf = async ({ accountId }: OpenedAccount, billMonth: string) => {
    const { rows } = await database.pool.query('select id from bill where account_id = $1 and bill_month = $2', [
      ...[accountId, billMonth],
    ])
    return Number(rows[0].id)
  }
  const read = async (of: OpenedAccount, billMonth: string) =>
    findFileBill(desk(), { accountNo: of.accountNo, id: await idOf(of, billMonth) })
  async function talk(callerPhone: string, known?: { accountNo: string; name: string }): Promise<number> {
    await setMyState(desk(), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(NOW), { callId: `bills-${++calls}`, callerPhone })
    const { id } = await answerContact(desk(), contactId ?? 0)
    const facts = Object.entries(known ?? {}).map(([kind, value]) => ({ kind: kind as 'accountNo' | 'name', value }))
    if (known) expect((await checkFacts(desk(), id, { facts })).passed).toBe(true)
    return id
  }
  const low = { code: 'IDENTITY_TOO_LOW' }
  const gone = { code: 'NOT_FOUND' }

  test('are read line by line, with what they rest on and why they differ, once it is known who speaks', async () => {
    await talk(PHONE, { accountNo: chen.accountNo, name: '陈桂兰' })
    const { items } = await list(chen)
    expect(items.map(({ billMonth }) => billMonth)).toEqual(['2026-03', '2026-02', '2026-01'])
    const bill = await read(chen, '2026-02')
    expect(bill).toMatchObject({ customerName: '陈桂兰', energyKwh: 224, bindingCode: null, status: 'overdue' })
    expect(bill.lines.length).toBeGreaterThan(0)
    expect(bill.registers).toMatchObject([{ role: 'importTotal', energyKwh: 224 }])
    const of = { accountNo: chen.accountNo, id: bill.id }
    const changes = await findFileBillChanges(desk(), { ...of, against: 'previous' })
    expect(changes.earlier).toMatchObject({ billMonth: '2026-01' })
    expect(changes.parts.map(({ code }) => code)).toContain('days')
  })

  test('are refused, each of the three reads, before it is known who speaks, and again after he has gone read by right', async () => {
    const id = await talk(PHONE)
    const of = { accountNo: chen.accountNo, id: await idOf(chen, '2026-02') }
    await expect(list(chen)).rejects.toMatchObject(low)
    await expect(findFileBill(desk(), of)).rejects.toMatchObject(low)
    await expect(findFileBillChanges(desk(), { ...of, against: 'previous' })).rejects.toMatchObject(low)
    const { rows } = await database.pool.query('select version from contact where id = $1', [id])
    await closeContact(desk(), id, { category: 'billing', summary: '已说明', version: rows[0].version })
    expect((await list(chen)).items).toHaveLength(3)
    expect((await findFileBill(desk(), of)).lines.length).toBeGreaterThan(0)
  })

  test('of another account are refused while somebody else is on the line', async () => {
    await talk(PHONE, { accountNo: chen.accountNo, name: '陈桂兰' })
    await expect(list(sold)).rejects.toMatchObject(low)
  })

  test('of a former holder are told to no one on the line, nor as the latest one; by right they are read', async () => {
    expect((await list(sold)).items).toHaveLength(3)
    expect((await read(sold, '2026-02')).customerName).toBe('林水生')
    await talk(NEW_PHONE, { accountNo: sold.accountNo, name: '周新居' })
    expect(await list(sold, { limit: 2 })).toMatchObject({ items: [{ billMonth: '2026-03' }], nextCursor: null })
    await expect(read(sold, '2026-02')).rejects.toMatchObject(gone)
    const { use } = await read(sold, '2026-03')
    expect(use.months.map(({ billMonth }) => billMonth)).toEqual(['2026-03'])
    await database.pool.query('update bill set standing = false where account_id = $1 and bill_month = $2', [
      ...[sold.accountId, '2026-03'],
    ])
    expect((await findCallerFile(desk(), sold.accountNo)).latestBill).toEqual({ known: true, value: null })
    await database.pool.query('update bill set standing = true where account_id = $1 and bill_month = $2', [
      ...[sold.accountId, '2026-03'],
    ])
  })

  test('of a former holder are not told either to who writes by the log-in of the present one', async () => {
    const { rows } = await database.pool.query(`select id from customer where name = '周新居'`)
    const user = await addUser(database.ctx(NOW), {
      ...{ username: 'zhou', name: '周新居', password: 'a long enough password' },
      ...{ roles: ['customer'], organisationPath: 'X.', customerId: Number(rows[0].id) },
    })
    await database.pool.query(
      `with chat as (
         insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, ranked_at, answered_at)
         values ('C20260410000009', 'chat', 'active', $1, $2, $3, $3, $3) returning id)
       insert into chat_thread (contact_id, owner, user_id, language, customer_seen_at, customer_wrote_at)
       select id, 'agent', $4, 'zh', $3, $3 from chat`,
      [sold.accountId, lin.id, NOW, user],
    )
    expect((await list(sold)).items.map(({ billMonth }) => billMonth)).toEqual(['2026-03'])
    await expect(read(sold, '2026-02')).rejects.toMatchObject(gone)
    expect((await read(sold, '2026-03')).customerName).toBe('周新居')
  })

  test('say no more of the holder than the level allows', async () => {
    await database.pool.query(`update identity_rule set level = 'code' where field in ('name', 'address')`)
    await talk(PHONE, { accountNo: chen.accountNo, name: '陈桂兰' })
    expect(await read(chen, '2026-02')).toMatchObject({ customerName: '陈**', address: '幸福小区***' })
    await database.pool.query(`update identity_rule set level = 'number' where field in ('name', 'address')`)
  })

  test('are not found under another account’s number, nor by a stranger, and not read by other roles', async () => {
    const id = await idOf(chen, '2026-02')
    await expect(findFileBill(desk(), { accountNo: sold.accountNo, id })).rejects.toMatchObject(gone)
    const path = `/api/callcenter/accounts/${chen.accountNo}/bills`
    const agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.X1.' })
    expect(await agent('GET', `${path}/${id}`)).toMatchObject({ status: 200, body: { billMonth: '2026-02' } })
    expect(await agent('GET', `${path}/999999`)).toMatchObject({ status: 404 })
    expect(await agent('GET', `${path}/${id}/changes?against=never`)).toMatchObject({ status: 400 })
    const crew = await logInAs(app, database, { role: 'crew', organisationPath: 'X.' })
    expect(await crew('GET', path)).toMatchObject({ status: 403 })
  })
})
