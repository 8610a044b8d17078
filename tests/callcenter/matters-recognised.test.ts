import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { beginChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { answerContact, closeContact, receiveCall } from '../../callcenter/contacts.ts'
import { callcenter } from '../../callcenter/index.ts'
import { suggestKnowledge } from '../../callcenter/knowledge/search.ts'
import { newMatter } from '../../callcenter/matters/contract.ts'
import { acceptMatter, findMatter, submitMatter, withdrawMatter } from '../../callcenter/matters/matters.ts'
import { findRecognised } from '../../callcenter/matters/recognise.ts'
import { registerMatter } from '../../callcenter/matters/write.ts'
import { newWorkOrder } from '../../callcenter/orders/contract.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findOrderRecord, findWorkOrder } from '../../callcenter/orders/read.ts'
import { findReasons } from '../../callcenter/reasons/reasons.ts'
import { listInForce } from '../../callcenter/sql/matters-in-force.ts'
import type { App } from '../../db/department.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { logInAs, serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const PHONE = '13800138000'

describe('a service matter in force', () => {
  const database = useDatabase()
  const at = (time: string, day = '2026-03-10') => `${day}T${time}+08:00`
  let app: App
  let network: Network
  let lin: Seat
  let ban: Seat
  let guan: Seat
  let units: Record<string, number>
  let accountNo: string
  let other: string
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    network = await layNetwork(ctx)
    const customer = { kind: 'person' as const, name: '陈桂兰', phone: PHONE, idNumber: '33028119700101234x' }
    accountNo = (await openChenGuilan(ctx, network, { customer })).accountNo
    const station = await database.pool.query(
      `insert into organisation (parent_id, kind, code, name, path)
       select id, 'station', 'X2', '城北供电所', 'X.X2.' from organisation where path = 'X.' returning id`,
    )
    const district = await database.pool.query(
      `with d as (insert into transformer_district (name, kind, capacity_kva, organisation_id) values ('城北1号公变', 'public', 400, $1) returning id)
       insert into district_term (district_id, feeder_id, valid_from, case_ref) select id, $2, '2024-01-01', 'test' from d returning district_id as id`,
      [station.rows[0].id, network.feederId],
    )
    const meter = { profile: 'eastron-sdm630', phase: 'single' as const, ratedCurrentA: 5, maximumCurrentA: 60 }
    other = (
      await openChenGuilan(ctx, network, {
        organisationId: station.rows[0].id,
        point: { districtId: district.rows[0].id, mode: 'low-low', phase: 'single', priceCode: 'residential-tier' },
        customer: { kind: 'person', name: '林国栋', phone: '13800138001', idNumber: '330281197001012358' },
        meter: {
          ...{ ...meter, assetNo: 'M-LIN-1', registers: [{ role: 'importTotal', digits: 6, startValue: 0 }] },
          link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
        },
        contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
      })
    ).accountNo
    lin = await seat(database, 'lin')
    ban = await seat(database, 'ban', { roles: ['lead'] })
    guan = await seat(database, 'guan', { roles: ['manager'] })
    const { rows } = await database.pool.query('select path, id from organisation')
    units = Object.fromEntries(rows.map(({ path, id }) => [path, id]))
    app = await serveAt(database, [callcenter], at('09:00:00'))
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    await emptyTables(
      ...([
        database,
        'agent_state',
        'contact',
        'contact_event',
        'work_order',
        'work_order_matter',
        'contact_matter',
      ] as const),
      ...['service_matter', 'service_matter_version', 'service_matter_scope', 'service_matter_event'],
    )
    await database.pool.query(`update matter_rule set figure = 1 where rule = 'opinion-offered'`)
  })

  const inForce = async (scope: object, more: object = {}, unit = 'X.') => {
    const content = {
      ...{
        title: '城关计划检修',
        kind: 'planned-work',
        orders: ['complaint~outage', 'fault-repair~low-voltage'],
        scope,
      },
      ...{ validFrom: at('08:00:00'), validTo: at('18:00:00'), documentNo: '检修〔2026〕3号' },
      ...{ contactName: '吴站长', contactPhone: '0595-23230001', replyZh: '检修计划停电，18 时前恢复。' },
    }
    const written = newMatter.parse({ unitId: units[unit], ...content, ...more })
    const drafted = await registerMatter(ban.at(at('07:00:00')), written)
    const waiting = await submitMatter(ban.at(at('07:10:00')), drafted.id, drafted)
    return acceptMatter(guan.at(at('07:20:00')), drafted.id, waiting)
  }
  const onFile = async (no = accountNo, time = at('09:00:00')) =>
    (await findCallerFile(lin.at(time), no)).matters.map(({ id }) => id)
  const open = (more: object = {}, time = at('09:00:00')) =>
    openWorkOrder(
      lin.at(time),
      newWorkOrder.parse({ kind: 'complaint', subkind: 'outage', accountNo, description: '停电没有通知', ...more }),
    )
  const ofOrder = async (order: Promise<{ matters: { id: number }[] }>) => (await order).matters.map(({ id }) => id)
  const station = () => ({ units: [units['X.X1.']] })

  test('is on the file of accounts in its scope: of the unit, of a unit above, of the district, of the account', async () => {
    const whole = await inForce({ units: [units['X.']] })
    const ofStation = await inForce(station())
    const ofDistrict = await inForce({ districts: [network.districtId] })
    const ofAccount = await inForce({ accounts: [accountNo] })
    expect(await onFile()).toEqual([whole.id, ofStation.id, ofDistrict.id, ofAccount.id])
    expect(await onFile(other)).toEqual([whole.id])
    const { matters } = await findCallerFile(lin.at(at('09:00:00')), other)
    expect(matters).toEqual([
      {
        ...{
          id: whole.id,
          matterNo: whole.matterNo,
          unit: '安溪县供电公司',
          title: '城关计划检修',
          kind: 'planned-work',
        },
        ...{ orders: ['complaint~outage', 'fault-repair~low-voltage'], replyEn: null, documentNo: '检修〔2026〕3号' },
        ...{ validFrom: '2026-03-10T00:00:00.000Z', validTo: '2026-03-10T10:00:00.000Z' },
        ...{ contactName: '吴站长', contactPhone: '0595-23230001', replyZh: '检修计划停电，18 时前恢复。' },
      },
    ])
  })

  test('is there once, however many parts of its scope the account lies in', async () => {
    const { id } = await inForce({ ...station(), districts: [network.districtId], accounts: [accountNo] })
    expect(await onFile()).toEqual([id])
  })

  test('is there from the instant of its beginning until that of its end, and not once it is withdrawn', async () => {
    const matter = await inForce(station())
    expect(await onFile(accountNo, at('07:59:59'))).toEqual([])
    expect(await onFile(accountNo, at('08:00:00'))).toEqual([matter.id])
    expect(await onFile(accountNo, at('17:59:59'))).toEqual([matter.id])
    expect(await onFile(accountNo, at('18:00:00'))).toEqual([])
    await withdrawMatter(ban.at(at('09:00:00')), matter.id, { revision: matter.revision, reason: '检修取消' })
    expect(await onFile(accountNo, at('09:00:01'))).toEqual([])
  })

  test('is not there before it is accepted', async () => {
    const written = newMatter.parse({
      ...{ unitId: units['X.'], title: '检修', kind: 'other', orders: ['complaint~outage'], scope: station() },
      ...{ validFrom: at('08:00:00'), validTo: at('18:00:00'), documentNo: '3号' },
      ...{ contactName: '吴站长', contactPhone: '0595-23230001', replyZh: '检修停电' },
    })
    const drafted = await registerMatter(ban.at(at('07:00:00')), written)
    await submitMatter(ban.at(at('07:10:00')), drafted.id, drafted)
    expect(await onFile()).toEqual([])
  })

  test('is asked for by one prepared statement that looks at no matter which is over', async () => {
    const ctx = lin.at(at('09:00:00'))
    const asked: string[] = []
    const watched = {
      ...ctx.db,
      prepared: {
        ...ctx.db.prepared,
        rows: (sql: string, values?: unknown[]) => ctx.db.prepared.rows(sql, asked.push(sql) ? values : []),
      },
    }
    await listInForce({ ...ctx, db: watched as typeof ctx.db }, { accountId: 1 })
    expect(asked).toHaveLength(1)
    const client = await database.pool.connect()
    await client.query('begin; set local enable_seqscan = off')
    const plan = await client.query(`explain ${asked[0]}`, [ctx.now, 1, '2026-03-10', null])
    await client.query('rollback')
    client.release()
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
    for (const index of ['unit', 'district', 'account']) expect(text).toContain(`service_matter_scope_${index}`)
  })

  test('of that account alone is told once it is sure who speaks', async () => {
    await inForce({ accounts: [accountNo] }, { title: '陈桂兰赔偿争议已协商' })
    const whole = await inForce(station())
    expect(await onFile()).toHaveLength(2)
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(at('09:00:01')), { callId: 'm-1', callerPhone: PHONE })
    await answerContact(lin.at(at('09:00:02')), contactId ?? 0)
    expect(await onFile(accountNo, at('09:00:03'))).toEqual([whole.id])
    const { matters } = await findRecognised(lin.at(at('09:00:03')), accountNo)
    expect(matters.map(({ id }) => id)).toEqual([whole.id])
  })

  test('is linked to an order of its sub-kinds as that is opened, and stays when the matter is over', async () => {
    const matter = await inForce(station())
    const order = await open()
    const link = { id: matter.id, matterNo: matter.matterNo, title: '城关计划检修', consented: null }
    expect(order).toMatchObject({ kind: 'complaint', matters: [link] })
    expect(await ofOrder(open({ subkind: 'business' }))).toEqual([])
    expect(await ofOrder(open({ accountNo: other }))).toEqual([])
    expect(await ofOrder(open({}, at('18:00:00')))).toEqual([])
    await withdrawMatter(ban.at(at('19:00:00')), matter.id, { revision: matter.revision, reason: '检修取消' }).catch(
      () => {},
    )
    const { order: later } = await findOrderRecord(lin.at(at('09:00:00', '2026-03-12')), order.id)
    expect(later.matters).toMatchObject([{ ...link, replyZh: '检修计划停电，18 时前恢复。' }])
    expect((await findMatter(lin.at(at('20:00:00')), matter.id)).recognised).toEqual({
      ...{ contacts: 0, orders: 1, complaints: 1, opinions: 0 },
    })
  })

  test('is linked without an account where it is of the whole unit, or where the agent chose it', async () => {
    const place = { accountNo: undefined, address: '东门街12号' }
    const whole = await inForce({ units: [units['X.']] })
    const part = await inForce({ districts: [network.districtId] })
    const { matters, possible } = await findRecognised(lin.at(at('09:00:00')), undefined)
    expect([matters.map(({ id }) => id), possible.map(({ id }) => id)]).toEqual([[whole.id], [part.id]])
    expect(await ofOrder(open(place))).toEqual([whole.id])
    expect(await ofOrder(open({ ...place, matterId: part.id }))).toEqual([whole.id, part.id])
    const unfit = { code: 'MATTER_UNFIT' }
    await expect(open({ ...place, matterId: part.id, subkind: 'business' })).rejects.toMatchObject(unfit)
    await expect(open({ accountNo: other, matterId: part.id })).rejects.toMatchObject(unfit)
  })

  test('lets a complaint be an opinion with the consent of who complains, and keeps it one without', async () => {
    const matter = await inForce(station())
    const agreed = await open({ consented: true })
    expect(agreed).toMatchObject({ kind: 'opinion', subkind: 'other', matters: [{ id: matter.id, consented: true }] })
    const kept = await open({ consented: false })
    expect(kept).toMatchObject({ kind: 'complaint', subkind: 'outage', matters: [{ id: matter.id, consented: false }] })
    expect((await findMatter(lin.at(at('10:00:00')), matter.id)).recognised).toEqual({
      ...{ contacts: 0, orders: 2, complaints: 1, opinions: 1 },
    })
  })

  test('offers that for nothing else: no other kind, nobody named, none in force, or the rule says no', async () => {
    const no = { code: 'OPINION_NOT_OFFERED' }
    await expect(open({ consented: true })).rejects.toMatchObject(no)
    await inForce(station())
    await expect(open({ consented: true, subkind: 'business' })).rejects.toMatchObject(no)
    await expect(open({ consented: true, kind: 'fault-repair', subkind: 'low-voltage' })).rejects.toMatchObject(no)
    await expect(open({ consented: true, complainedUnitId: units['X.X1.'] })).rejects.toMatchObject(no)
    await database.pool.query(`update matter_rule set figure = 0 where rule = 'opinion-offered'`)
    await expect(open({ consented: true })).rejects.toMatchObject(no)
    expect((await findRecognised(lin.at(at('09:00:00')), accountNo)).isOpinionOffered).toBe(false)
    expect((await database.pool.query('select 1 from work_order')).rows).toEqual([])
    expect(await open()).toMatchObject({ kind: 'complaint' })
  })

  test('counts the contacts of accounts in its scope once they are written', async () => {
    const matter = await inForce(station())
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const call = { callId: `m-${++calls}-c`, callerPhone: PHONE }
    const { contactId } = await receiveCall(database.ctx(at('09:00:01')), call)
    const { version } = await answerContact(lin.at(at('09:00:02')), contactId ?? 0)
    await closeContact(lin.at(at('09:05:00')), contactId ?? 0, { category: 'outage', summary: '问检修', version })
    expect((await findMatter(ban.at(at('10:00:00')), matter.id)).recognised.contacts).toBe(1)
    expect((await database.pool.query('select 1 from contact_matter')).rows).toHaveLength(1)
  })

  test('is said first by the assistant to who asks of his own account, with its source, and stands before the articles', async () => {
    await inForce(station(), { orders: ['inquiry~outage-notice'] })
    await inForce(station(), { title: '电费调整', orders: ['inquiry~bill'], replyZh: '下月起执行。' })
    const { rows } = await database.pool.query(
      `insert into app_user (username, name, roles, organisation_id, password_hash, customer_id)
       select 'chen', '陈桂兰', '{customer}', a.organisation_id, 'x', t.customer_id from account a join account_term t on t.account_id = a.id
       where a.account_no = $1 returning id, customer_id as "customerId"`,
      [accountNo],
    )
    const [{ id, customerId }] = rows
    const actor = { id, username: 'chen', name: '陈桂兰', roles: ['customer' as const], customerId }
    const chen = { ...database.ctx(at('09:00:00')), actor }
    await beginChat(chen, undefined, { language: 'zh' })
    const { messages } = await writeMessage(chen, undefined, { key: 'message-matter-1', body: '我家停电了吗' })
    const answer = messages.findLast(({ sender }) => sender === 'assistant')
    expect(answer?.body.startsWith('城关计划检修\n检修计划停电，18 时前恢复。\n\n')).toBe(true)
    expect(answer?.sources[0]).toMatchObject({ is: 'matter', title: '城关计划检修' })
    expect(answer?.body).not.toContain('下月起执行')
    const suggested = await suggestKnowledge(lin.at(at('09:01:00')), { accountNo })
    expect(suggested.matters.map(({ title }) => title)).toEqual(['城关计划检修', '电费调整'])
  })

  test('divides the complaints of a month, and knows which became opinions', async () => {
    await open()
    await inForce(station())
    await open()
    await open({ consented: true })
    await open({ consented: false })
    await open({ complainedUsername: 'guan' })
    await open({ kind: 'opinion', subkind: 'other' })
    const counted = async (who: Seat) =>
      (await findReasons(who.at(at('12:00:00')), { month: '2026-03', by: 'subkind' })).complaints
    expect(await counted(ban)).toEqual({ inside: 3, outside: 1, asOpinions: 1 })
    expect(await counted(guan)).toEqual({ inside: 2, outside: 1, asOpinions: 1 })
  })

  test('counts for nobody an order that is hidden from him', async () => {
    const matter = await inForce(station())
    await open({ complainedUsername: 'guan' })
    const counted = async (who: Seat) => (await findMatter(who.at(at('10:00:00')), matter.id)).recognised.orders
    expect([await counted(ban), await counted(guan)]).toEqual([1, 0])
  })

  test('is served over HTTP, and its order goes when it is erased', async () => {
    const matter = await inForce(station())
    const agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.X1.' })
    const body = { kind: 'complaint', subkind: 'outage', accountNo, description: '停电没有通知', consented: true }
    const opened = await agent('POST', '/api/callcenter/work-orders', body)
    expect(opened).toMatchObject({
      status: 201,
      body: { kind: 'opinion', matters: [{ id: matter.id, consented: true }] },
    })
    expect((await findWorkOrder(lin.at(at('09:00:00')), opened.body.id)).kind).toBe('opinion')
    const here = await agent('GET', `/api/callcenter/matters-in-force?accountNo=${accountNo}`)
    expect(here).toMatchObject({ status: 200, body: { matters: [{ id: matter.id }], isOpinionOffered: true } })
    expect(
      await agent('POST', `/api/callcenter/service-matters/${matter.id}/acceptance`, { revision: 3 }),
    ).toMatchObject({
      status: 403,
    })
    expect(await agent('GET', '/api/callcenter/service-matters?view=nope')).toMatchObject({
      ...{ status: 400, body: { error: { issues: [{ path: 'view' }] } } },
    })
    await emptyTables(database, 'work_order')
    expect((await database.pool.query('select 1 from work_order_matter')).rows).toEqual([])
  })
})
