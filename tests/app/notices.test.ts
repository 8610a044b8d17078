import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { afterQuiet } from '../../app/notices/rules/quiet-hours.ts'
import { createNotices } from '../../app/notices/tell.ts'
import { EventPump } from '../../app/pump.ts'
import {
  createBilling,
  describeToldCharge,
  findToldBill,
  findToldOutlook,
  findToldPayment,
  recordPayment,
  runBills,
} from '../../billing/index.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import type { App } from '../../db/department.ts'
import { createIntake, findToldApplication } from '../../intake/index.ts'
import { listUsages } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { openHousehold } from '../billing/households.ts'
import { inputsFor, linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { statementsOf } from '../support/statements.ts'

const notices = createNotices({
  findBill: findToldBill,
  findCharge: describeToldCharge,
  findPayment: findToldPayment,
  findOutlook: findToldOutlook,
  findApplication: findToldApplication,
})

describe('notices', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`${time}+08:00`, { username: 'billing', roles: ['billing'] })
  let network: Network
  let app: App
  let wang: Caller
  let li: Caller
  let clerk: Caller
  let home: Awaited<ReturnType<typeof openHousehold>>

  const deliver = async (time: string) => {
    await untilReadable(database.pool)
    const { db, now } = at(time)
    const fail = (fault: unknown) => {
      throw fault
    }
    await new EventPump({ db, clock: () => now, subscribers: notices.subscribers, log: { error: fail } }).drain()
  }
  const messages = async () => {
    const { rows } = await database.pool.query('select * from message order by id')
    return rows.map(({ phone, body, send_after, kind }) => {
      return { kind, phone: decryptText(phone), text: body && decryptText(body), sendAfter: send_after as Date }
    })
  }
  const itemsOf = async (caller: Caller) => (await caller('GET', '/api/notices')).body.items

  beforeAll(async () => {
    const ctx = at('2025-01-10T12:00:00')
    network = await layNetwork(ctx)
    home = await openHousehold(ctx, network, {
      name: '王秀英',
      priceCode: 'SH-RES-TIER',
      energisedAt: '2025-01-10T00:00:00+08:00',
    })
    const other = await openHousehold(ctx, network, {
      name: '李建国',
      priceCode: 'SH-RES-TIER',
      energisedAt: '2025-01-10T00:00:00+08:00',
    })
    app = await serveAt(
      database,
      [createBilling(listUsages), createIntake(ports), notices],
      '2025-02-01T21:30:00+08:00',
    )
    const own = async (accountId: number) => {
      const row = await database.pool.query('select customer_id from account_term where account_id = $1', [accountId])
      return row.rows[0].customer_id as number
    }
    wang = await logInAs(app, database, {
      role: 'customer',
      organisationPath: 'X.',
      customerId: await own(home.accountId),
      username: 'wang',
      phone: '13900000001',
    })
    li = await logInAs(app, database, {
      role: 'customer',
      organisationPath: 'X.',
      customerId: await own(other.accountId),
      username: 'li',
    })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  it('tell of a bill: on the page at once, on the phone after the quiet hours, without the whole number', async () => {
    const meters = (await database.pool.query('select asset_no from device order by id')).rows
    const readings = meters.map(({ asset_no: meter }) => {
      return { meter, at: new Date('2025-02-01T00:00:00+08:00'), values: { importWh: 200_000 } }
    })
    await storeReadings(at('2025-02-01T00:10:00'), { source: 'mqtt', topic: 't', readings, keep: 'every' })
    expect(await runBills(at('2025-02-01T21:00:00'), { billMonth: '2025-01' }, listUsages)).toMatchObject({ issued: 2 })
    await deliver('2025-02-01T21:30:00')
    const { body } = await wang('GET', '/api/notices')
    expect(body.unread).toBe(1)
    const [item] = body.items
    expect(item).toMatchObject({
      kind: 'bill',
      isRead: false,
      title: { zh: '2025年1月电费账单', en: 'Bill for 2025-01' },
    })
    const bill = (await wang('GET', item.link.replace('/my/bills/', '/api/billing/bills/'))).body
    expect(item.text.zh).toBe(`户号 ${bill.accountNo} 电费 ${bill.totalYuan} 元,请于 ${bill.dueOn} 前交清。`)
    const sent = await messages()
    expect(sent).toEqual([
      {
        ...{ kind: 'bill', phone: '13900000001', sendAfter: new Date('2025-02-02T08:00:00+08:00') },
        text: `户号尾号 ${bill.accountNo.slice(-4)} 2025年1月电费 ${bill.totalYuan} 元,请于 ${bill.dueOn} 前交清。明细见网上营业厅。`,
      },
    ])
    // Who has no phone reads it on his page alone.
    expect(await itemsOf(li)).toHaveLength(1)
  })

  it('are told once, however often the event is delivered', async () => {
    await database.pool.query("delete from event_cursor where subscriber = 'notices.told'")
    await deliver('2025-02-01T21:40:00')
    expect(await itemsOf(wang)).toHaveLength(1)
    expect(await messages()).toHaveLength(1)
  })

  it('are read up to where somebody has seen them, and by nobody else', async () => {
    const [item] = await itemsOf(wang)
    expect(await li('POST', '/api/notices/reading', { throughId: item.id })).toMatchObject({ status: 204 })
    expect((await wang('GET', '/api/notices')).body.unread).toBe(1)
    await wang('POST', '/api/notices/reading', { throughId: item.id })
    expect(await wang('GET', '/api/notices')).toMatchObject({ body: { unread: 0, items: [{ isRead: true }] } })
  })

  it('come to the phone as chosen, in hours of one’s own', async () => {
    const usual = { from: 21 * 60, to: 8 * 60 }
    expect((await wang('GET', '/api/notices/choices')).body).toMatchObject({
      ...{ quiet: usual, usualQuiet: usual, hasPhone: true },
      kinds: [
        { kind: 'bill', sms: true, isConnected: true },
        { kind: 'progress', sms: true, isConnected: true },
        { kind: 'planned-work', sms: true, isConnected: false },
      ],
    })
    const chosen = { sms: { bill: true, progress: false, 'planned-work': true }, quiet: { from: 12 * 60, to: 14 * 60 } }
    expect(await wang('PUT', '/api/notices/choices', chosen)).toMatchObject({
      status: 200,
      body: { quiet: chosen.quiet },
    })
    await pay('2025-02-03T12:30:00', '50.00')
    await deliver('2025-02-03T12:30:00')
    expect((await messages()).at(-1)).toEqual({
      ...{ kind: 'bill', phone: '13900000001', sendAfter: new Date('2025-02-03T14:00:00+08:00') },
      text: expect.stringContaining('已收到交费 50.00 元。'),
    })
    await wang('PUT', '/api/notices/choices', { ...chosen, sms: { ...chosen.sms, bill: false } })
    // What waited for two o’clock is not wanted any more.
    expect((await messages()).at(-1)).toMatchObject({ kind: 'bill', text: null })
    await pay('2025-02-03T15:30:00', '10.00')
    await deliver('2025-02-03T15:30:00')
    expect(await messages()).toHaveLength(2)
    expect(await itemsOf(wang)).toHaveLength(3)
    const same = await wang('PUT', '/api/notices/choices', { ...chosen, quiet: { from: 60, to: 60 } })
    expect(same).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'quiet.to' }] } } })
  })

  it('of many events ask once what holds, and after a change what holds then', async () => {
    for (const minute of ['01', '02', '03']) await pay(`2025-02-03T16:${minute}:00`, '1.00')
    const asked = await statementsOf(() => deliver('2025-02-03T16:05:00'))
    expect(asked.filter((sql) => sql.includes('from notice_rule'))).toHaveLength(1)
    expect(asked.filter((sql) => sql.includes('insert into notice '))).toHaveLength(3)
    await database.pool.query(`update notice_rule set figure = 1 where rule = 'stale-hours'`)
    await pay('2025-02-03T16:10:00', '1.00')
    await deliver('2025-02-03T17:10:00')
    expect((await itemsOf(wang))[0]).toMatchObject({ isRead: true })
    await database.pool.query(`update notice_rule set figure = 72 where rule = 'stale-hours'`)
    await database.pool.query(`delete from notice where at between $1 and $2`, [
      '2025-02-03T16:00:00+08:00',
      '2025-02-03T16:59:00+08:00',
    ])
  })

  it('ring no phone for what is long past', async () => {
    await wang('PUT', '/api/notices/choices', {
      sms: { bill: true, progress: true, 'planned-work': true },
      quiet: { from: 0, to: 1 },
    })
    await pay('2025-02-04T10:00:00', '1.00')
    await deliver('2025-02-07T10:00:00')
    const items = await itemsOf(wang)
    expect(items.map(({ isRead }: { isRead: boolean }) => isRead)).toEqual([true, false, false, true])
    expect(await messages()).toHaveLength(2)
  })

  it('tell who is bound to the account of its bills and payments, until he is not', async () => {
    const bind = `insert into account_binding (user_id, account_id, holder_id, relation, bound_at)
      select u.id, $1, t.customer_id, 'other', $2 from app_user u, account_term t where u.username = 'li' and t.account_id = $1`
    await database.pool.query(bind, [home.accountId, '2025-02-05T00:00:00+08:00'])
    await pay('2025-02-05T10:00:00', '2.00')
    await deliver('2025-02-05T10:00:00')
    expect((await itemsOf(li))[0]).toMatchObject({ title: { zh: '已收到交费' } })
    await database.pool.query("update account_binding set ended_at = bound_at, ended_by = 'li', end_reason = 'self'")
    await pay('2025-02-05T11:00:00', '3.00')
    await deliver('2025-02-05T11:00:00')
    expect(await itemsOf(li)).toHaveLength(2)
  })

  it('tell an applicant of his application’s steps and of what the office writes, and not of what he wrote himself', async () => {
    const { body } = await wang('POST', '/api/intake/applications', linXiaoman)
    const url = `/api/intake/applications/${body.id}`
    await wang('POST', `${url}/messages`, { body: '什么时候上门?' })
    await clerk('POST', `${url}/messages`, { body: '明天上午。' })
    const seen = { papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'property' }] }
    const accept = { ...inputsFor(network).accept, data: seen }
    expect(await clerk('POST', `${url}/steps`, accept)).toMatchObject({ status: 200 })
    await deliver('2025-02-01T22:00:00')
    const items = await itemsOf(wang)
    const told = items.slice(0, -6).map(({ title }: { title: { zh: string } }) => title.zh)
    expect(told).toEqual(['业务受理已完成', '供电公司的留言'])
    expect(items[0].link).toBe(`/my/applications/${body.id}`)
    expect(await itemsOf(li)).toHaveLength(2)
    const sent = (await messages()).filter(({ kind }) => kind === 'progress')
    expect(sent.map(({ kind }) => kind)).toEqual(['progress', 'progress'])
    expect(sent[1]?.text).toContain(`申请 ${body.applicationNo}:业务受理已完成,下一步现场勘查。`)
  })

  async function pay(time: string, amountYuan: string) {
    const { rows } = await database.pool.query('select account_no from account where id = $1', [home.accountId])
    const ctx = database.ctx(`${time}+08:00`, { username: 'cashier', roles: ['cashier'] })
    const accountNo = rows[0].account_no as string
    await recordPayment(ctx, { accountNo, amountYuan, channel: 'online', idempotencyKey: time })
  }
})

describe('quiet hours', () => {
  const night = { from: 21 * 60, to: 8 * 60 }
  const noon = { from: 12 * 60, to: 14 * 60 }
  it.each([
    ['2025-02-01T20:59:59', night, '2025-02-01T20:59:59'],
    ['2025-02-01T21:00:00', night, '2025-02-02T08:00:00'],
    ['2025-02-01T00:00:00', night, '2025-02-01T08:00:00'],
    ['2025-02-01T07:59:59', night, '2025-02-01T08:00:00'],
    ['2025-02-01T08:00:00', night, '2025-02-01T08:00:00'],
    ['2025-12-31T23:30:00', night, '2026-01-01T08:00:00'],
    ['2025-02-01T12:00:00', noon, '2025-02-01T14:00:00'],
    ['2025-02-01T14:00:00', noon, '2025-02-01T14:00:00'],
  ])('of a phone: %s in %o rings at %s', (time, hours, rings) => {
    expect(afterQuiet(new Date(`${time}+08:00`), hours)).toEqual(new Date(`${rings}+08:00`))
  })
})
