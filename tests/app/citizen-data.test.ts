import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { runBills } from '../../billing/index.ts'
import { bindingCodeOf } from '../../db/customers/binding-codes.ts'
import { revealPhone } from '../../db/customers/identities.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { unpack } from '../../db/sheets/archive.ts'
import { writeZip } from '../../db/sheets/zip.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { statementsOf } from '../support/statements.ts'
import { askCode, codeOf, enrol, givenUp, queueBill, signUp, textsOf } from './citizen.ts'
import { enter, GOOD } from './policy.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

const NOW = '2026-03-10T09:00:00+08:00'
const chen = { name: '陈桂兰', idNumber: '350524197001011234' }
const PHONE = '13900001001'

type Kind = { kind: string; count: number; shown: Record<string, unknown>[]; purpose: object; kept: object }

describe('what the company keeps of a citizen', () => {
  const database = useDatabase()
  let site: Site
  let home: OpenedAccount
  let token: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const network = await layNetwork(ctx)
    home = await openChenGuilan(ctx, network, {
      class: 'commercial',
      point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: 'DEMO-COM-SINGLE' },
    })
    const meters = steadyMeters(new Map([[home.pointId, { dailyWh: 5_000 }]]))
    const bills = { ...database.ctx('2026-03-01T08:00:00+08:00'), scope: 'X.' }
    for (const billMonth of ['2026-01', '2026-02']) await runBills(bills, { billMonth }, meters)
    await addPerson(database, 'lin', ['agent'])
    await revealPhone(database.ctx(NOW, { username: 'lin', roles: ['agent'] }), home.accountId)
    await layCalls()
    site = await openSite(database, departments, NOW)
    token = await enrol(site, PHONE)
    const code = bindingCodeOf({ accountId: home.accountId, holderId: home.customerId, billMonth: '2026-02' })
    await put(`bindings/${home.accountNo}`, { relation: 'own', code, ...chen })
  })
  afterAll(() => site.app.close())

  async function layCalls(): Promise<void> {
    await layCall('C1', { phone: '13800138000', summary: '问阶梯' })
    await layOrder('C1', 'reading-doubt')
    await database.pool.query(
      `insert into point_day (point_id, day, import_wh, measured, interpolated, estimated, edited, missing, suspect,
         slots_wh, validated_at) values ($1, '2026-03-01', 5200, 96, 0, 0, 0, 0, 0, '', $2)`,
      [home.pointId, NOW],
    )
  }
  async function layCall(no: string, call: { phone?: string; summary: string; at?: string }): Promise<void> {
    await database.pool.query(
      `insert into contact (contact_no, channel, state, phone_hash, account_id, queued_at, agent_id, category, summary)
       select $1, 'voice', 'closed', $2, $3, $4, id, 'advice', $5 from app_user where username = 'lin'`,
      [no, call.phone ? hashForLookup(call.phone) : null, home.accountId, call.at ?? NOW, call.summary],
    )
  }
  async function layOrder(contactNo: string | null, subkind: string): Promise<void> {
    await database.pool.query(
      `insert into work_order (work_order_no, kind, subkind_id, handler, urgency, status, account_id, contact_id,
         organisation_id, address, description, opened_by, opened_at)
       select 'W' || nextval('work_order_serial'), s.kind, s.id, s.handler, 'normal', 'closed', a.id,
         (select id from contact where contact_no = $2), a.organisation_id, a.address, $1, 'lin', $3
       from account a, order_subkind s where a.id = $4 and s.subkind = $1`,
      [subkind, contactNo, NOW, home.accountId],
    )
  }
  const put = (path: string, payload: object, by = token) =>
    ask(site, { method: 'PUT', url: `/api/citizens/${path}`, payload, token: by })
  const exported = async () => {
    const { body } = await put('me/export', { password: GOOD })
    return unpack(Buffer.from((body as { base64: string }).base64, 'base64'), 1_000_000)
  }
  const data = async (by = token) =>
    (await ask(site, { method: 'GET', url: '/api/citizens/me/data', token: by })).body as {
      kinds: Kind[]
      isFixed: boolean
    }
  const kindOf = async (kind: string, by = token) => (await data(by)).kinds.find((each) => each.kind === kind)

  test('is told by kind, with what for and how long, people’s numbers masked', async () => {
    const { kinds, isFixed } = await data()
    expect(isFixed).toBe(false)
    expect(kinds.map(({ kind }) => kind)).toEqual([
      ...['identity', 'contact', 'accounts', 'bills', 'payments', 'readings', 'applications', 'calls', 'work-orders'],
      ...['log-ins', 'bindings', 'consents', 'looks', 'notices', 'messages', 'marks', 'chats'],
    ])
    for (const { purpose, kept } of kinds)
      expect([purpose, kept]).toEqual([
        { zh: expect.stringMatching(/./), en: expect.stringMatching(/./) },
        { zh: expect.stringMatching(/./), en: expect.stringMatching(/./) },
      ])
    const count = Object.fromEntries(kinds.map((kind) => [kind.kind, kind.count]))
    expect(count).toMatchObject({
      identity: 1,
      contact: 2,
      accounts: 1,
      bills: 2,
      readings: 1,
      calls: 1,
      bindings: 1,
      looks: 1,
    })
    expect(await kindOf('identity')).toMatchObject({ shown: [{ name: '陈**', idNumber: '350***********1234' }] })
    expect(await kindOf('contact')).toMatchObject({
      shown: [{ logInPhone: '139****1001' }, { filePhone: '138****8000' }],
    })
    expect(await kindOf('looks')).toMatchObject({ shown: [{ at: '2026-03-10 09:00', role: 'agent' }] })
    expect(JSON.stringify(kinds)).not.toContain('陈桂兰')
    expect(kinds.find(({ kind }) => kind === 'bills')).toMatchObject({
      kept: { zh: '自会计年度终了起至少 30 年', en: 'at least 30 years from the end of the accounting year' },
      basis: expect.stringContaining('会计档案管理办法'),
    })
    await database.pool.query(`update retention_rule set figure = 7, unit = 'days' where kind = 'notices'`)
    expect(await kindOf('notices')).toMatchObject({
      kept: { zh: '至注销；自告知起 7 天', en: 'Until the log-in is closed; 7 days from the day on which it was told' },
    })
  })

  test('is counted where nobody reads it: years of days are not fetched', async () => {
    const asked = await statementsOf(() => data())
    const ofYears = asked.filter((sql) => /(from|join) (bill b|payment p|point_day d|contact c|notice) /.test(sql))
    expect(ofYears.filter((sql) => !sql.startsWith('select count(*)'))).toEqual([])
    expect(ofYears.filter((sql) => sql.includes('point_day'))).toHaveLength(1)
  })

  test('is nothing of anybody where he is nobody yet', async () => {
    const other = await enrol(site, '13900001002')
    const { kinds } = await data(other)
    const there = kinds.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count])
    expect(there).toEqual([
      ['contact', 1],
      ['log-ins', 1],
      ['consents', 1],
    ])
  })

  test('is handed to him in files, in clear, once he gave his password again; that is on record', async () => {
    const refused = await put('me/export', { password: 'wrong' })
    expect(refused.body).toMatchObject({ error: { code: 'OLD_PASSWORD_WRONG', issues: [{ path: 'password' }] } })
    const { body } = await put('me/export', { password: GOOD })
    const { name, base64 } = body as { name: string; base64: string }
    expect(name).toBe('我的信息-2026-03-10.zip')
    const [json = '', identity, ...others] = unpack(Buffer.from(base64, 'base64'), 1_000_000)
    const { kinds } = JSON.parse(json) as { kinds: { kind: string; rows: object[] }[] }
    expect(kinds.find(({ kind }) => kind === 'identity')?.rows).toEqual([chen])
    expect(identity).toBe(`\uFEFF姓名,证件号码\n陈桂兰,350524197001011234\n`)
    expect(others.find((file) => file.includes('账单编号'))?.split('\n')).toHaveLength(4)
    expect(others.find((file) => file.includes('计量点'))).toContain(',2026-03-01,5.2,')
    const { rows } = await database.pool.query(`select 1 from audit_entry where action = 'citizen.exported'`)
    expect(rows).toHaveLength(1)
  })

  test('of calls and orders is what he said himself from his own phone, and nothing that others said of his account', async () => {
    await layCall('C2', { phone: '13700007777', summary: '邻居举报窃电' })
    await layCall('C3', { summary: '柜台来人投诉' })
    await layCall('C4', { phone: '13800138000', summary: '号码的前一位主人', at: '2025-12-31T23:59:00+08:00' })
    for (const [contactNo, subkind] of [
      ['C2', 'theft'],
      ['C3', 'service'],
      [null, 'meter-check'],
    ] as const)
      await layOrder(contactNo, subkind)
    const [, ...files] = await exported()
    expect(files.find((file) => file.includes('联系编号'))).toMatch(/^[^\n]*\nC1,[^\n]*问阶梯,\n$/)
    expect(files.find((file) => file.includes('工单编号'))).toMatch(
      /^[^\n]*\nW1,service-request,reading-doubt,[^\n]*\n$/,
    )
    await database.pool.query(
      `with another as (insert into identity (phone_hash) values ($1) returning id)
       insert into customer (kind, name, identity_id, opened_at) select 'person', '陈小妹', id, now() from another`,
      [hashForLookup('13800138000')],
    )
    expect([(await kindOf('calls'))?.count, (await kindOf('work-orders'))?.count]).toEqual([0, 0])
    await database.pool.query(`delete from customer where name = '陈小妹'`)
    expect((await kindOf('calls'))?.count).toBe(1)
  })

  test('of chats is what was written in his own log-in, word for word, and nobody else’s', async () => {
    for (const [no, phone, body] of [
      ['H1', '13900001001', '我家电费怎么算'],
      ['H2', '13900001002', '别人的话'],
    ])
      await database.pool.query(
        `with c as (insert into contact (contact_no, channel, state, queued_at, closed_at, category, summary)
           values ($1, 'chat', 'closed', $4, $4, 'advice', '会话') returning id),
         t as (insert into chat_thread (contact_id, owner, user_id, language, customer_seen_at, customer_wrote_at, ended_at, ended_by)
           select c.id, 'nobody', u.id, 'zh', $4, $4, $4, 'customer' from c, app_user u where u.phone_hash = $2 returning contact_id)
         insert into chat_message (contact_id, sender, body, at) select contact_id, 'customer', $3, $4 from t`,
        [no, hashForLookup(phone ?? ''), body, NOW],
      )
    expect(await kindOf('chats')).toMatchObject({ count: 1 })
    expect((await exported()).find((file) => file.includes('发送方'))).toMatch(
      /\nH1,[^\n]*,customer,我家电费怎么算,\n$/,
    )
  })

  test('of calls and orders is no report of his own account, though it came from a phone in his file', async () => {
    const own = async () => [(await kindOf('calls'))?.count, (await kindOf('work-orders'))?.count]
    const before = await own()
    const phone = '13800138000'
    await layCall('R1', { phone, summary: '妻子举报窃电' })
    await database.pool.query(`update contact set category = 'report' where contact_no = 'R1'`)
    await layOrder('R1', 'theft')
    await layCall('R2', { phone, summary: '租客举报' })
    await layOrder('R2', 'theft')
    await database.pool.query(`update contact set account_id = null where contact_no = 'R2'`)
    expect(await own()).toEqual(before)
    // Of somebody else's account it is his own words.
    await layCall('R3', { phone, summary: '举报邻居' })
    await layOrder('R3', 'theft')
    await database.pool.query(`update contact set category = 'report', account_id = null where contact_no = 'R3'`)
    await database.pool.query(
      `update work_order set account_id = null where contact_id = (select id from contact where contact_no = 'R3')`,
    )
    expect(await own()).toEqual(before.map((count = 0) => count + 1))
    expect((await exported()).join('\n')).not.toMatch(/妻子|租客/)
  })

  test('is neither exported nor closed by a log-in of staff, nor by one that everybody uses', async () => {
    await addPerson(database, 'both', ['customer', 'agent'])
    const staff = await logIn(site, 'both')
    for (const path of ['me/export', 'me/closing'])
      expect((await put(path, { password: 'a long enough password' }, staff)).body).toMatchObject({
        error: { code: 'LOG_IN_FIXED' },
      })
  })

  test('rests on the text that he agreed to: of another one he is asked again, and it is on record which and when', async () => {
    const session = async () => (await ask(site, { method: 'GET', url: '/api/session', token })).body
    expect(await session()).not.toHaveProperty('agreementDue')
    await database.pool.query(`update privacy_text set valid_to = '2026-03-10' where valid_to is null`)
    await database.pool.query(`insert into privacy_text values ('2026-03', '新', 'new', '2026-03-10')`)
    expect(await session()).toMatchObject({ agreementDue: true })
    expect((await put('me/agreement', { privacyVersion: '2026-11' })).body).toMatchObject({
      error: { code: 'PRIVACY_CHANGED' },
    })
    expect((await kindOf('consents'))?.count).toBe(1)
    expect((await put('me/agreement', { privacyVersion: '2026-03' })).status).toBe(204)
    expect((await put('me/agreement', { privacyVersion: '2026-03' })).status).toBe(204)
    expect(await session()).not.toHaveProperty('agreementDue')
    const shown = (await kindOf('consents'))?.shown
    expect(shown).toContainEqual({ version: '2026-03', at: '2026-03-10 09:00', withdrawnAt: null })
    const { rows } = await database.pool.query(`select detail from audit_entry where action = 'citizen.agreed'`)
    expect(rows).toEqual([{ detail: { privacy: '2026-03' } }])
    await database.pool.query(`delete from privacy_consent where version = '2026-03'`)
    await database.pool.query(`delete from privacy_text where version = '2026-03'`)
    await database.pool.query('update privacy_text set valid_to = null')
  })

  test('of his log-in is gone when he closes it: phone free, sessions and bindings ended, the customer file as it was', async () => {
    const other = (await enter(site, PHONE, GOOD)).token
    await queueBill(database, PHONE)
    expect((await put('me/closing', { password: 'wrong' })).status).toBe(409)
    expect((await put('me/closing', { password: GOOD })).status).toBe(204)
    for (const each of [token, other]) {
      expect((await ask(site, { method: 'GET', url: '/api/session', token: each })).status).toBe(401)
    }
    expect((await enter(site, PHONE, GOOD)).status).toBe(401)
    expect((await textsOf(site, PHONE))[0]).toContain('已注销')
    expect(await givenUp(database)).toEqual(['closed'])
    const { rows } = await database.pool.query(
      `select u.name, u.customer_id, u.phone_hash, u.disabled_at is not null as disabled,
         (select count(*)::int from account_binding b where b.user_id = u.id and b.ended_at is null) as bindings,
         (select count(*)::int from privacy_consent c where c.user_id = u.id and c.withdrawn_at is null) as consents,
         (select count(*)::int from former_password f where f.user_id = u.id) as passwords,
         (select name from customer where id = $1) as customer
       from app_user u where name = '已注销'`,
      [home.customerId],
    )
    expect(rows).toEqual([
      {
        ...{
          name: '已注销',
          customer_id: null,
          phone_hash: null,
          disabled: true,
          bindings: 0,
          consents: 0,
          passwords: 0,
        },
        customer: '陈桂兰',
      },
    ])
    site.setNow('2026-03-10T09:10:00+08:00')
    await askCode(site, PHONE)
    expect(await codeOf(site, PHONE)).toMatch(/^\d{6}$/)
    expect((await signUp(site, PHONE)).status).toBe(200)
  })
})

test('an archive is read again, name by name', () => {
  const long = '电'.repeat(10_000)
  const entries = ['1', long].map((text, n) => ({ name: `${n}.txt`, content: Buffer.from(text) }))
  expect(unpack(writeZip(entries, new Date(NOW)), 100_000)).toEqual(['1', long])
})
