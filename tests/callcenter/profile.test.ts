import { beforeAll, describe, expect, test } from 'vitest'
import { runBills } from '../../billing/index.ts'
import { setMyState } from '../../callcenter/agents.ts'
import { answerContact, nameContactAccount, receiveCall } from '../../callcenter/contacts.ts'
import { checkFacts } from '../../callcenter/identity/checks.ts'
import { findProfile } from '../../callcenter/profile/profile.ts'
import { bandOfLoyalty, bandOfRisk, bandOfValue, yearsBetween } from '../../callcenter/rules/profile.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('a band', () => {
  test.each([
    [50_000, 'high'],
    [49_999.99, 'middle'],
    [4_999, 'low'],
  ])('of value: %d yuan is %s', (yuan, band) => {
    expect(bandOfValue(yuan, { highYuan: 50_000, middleYuan: 5_000 })).toBe(band)
  })
  test.each([
    [0, 'new'],
    [1, 'settled'],
    [5, 'long'],
  ])('of loyalty: %d years is %s', (years, band) => {
    expect(bandOfLoyalty(years, { longYears: 5, newYears: 1 })).toBe(band)
  })
  test.each([
    [0, 3, 'none'],
    [10, 1, 'some'],
    [10, 2, 'high'],
  ])('of risk: %d yuan overdue and %d bills is %s', (arrearsYuan, unpaidBills, band) => {
    expect(bandOfRisk({ arrearsYuan, unpaidBills }, { riskBills: 2 })).toBe(band)
  })
  test('counts whole years', () => {
    expect([yearsBetween('2020-03-11', '2026-03-10'), yearsBetween('2020-03-10', '2026-03-10')]).toEqual([5, 6])
  })
})

describe('a profile', () => {
  const database = useDatabase()
  const now = '2026-04-10T10:00:00+08:00'
  let lin: Seat
  let wen: Seat
  let accountNo = ''
  let accountId = 0
  let emptyNo = ''

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const point = { mode: 'low-low' as const, phase: 'single' as const, priceCode: 'SH-RES-FLAT' }
    const opened = await openChenGuilan(ctx, network, { point: { districtId: network.districtId, ...point } })
    accountNo = opened.accountNo
    accountId = opened.accountId
    const empty = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: '林水生', phone: '13700137000' },
      address: '青石村7号',
      meter: undefined,
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    })
    emptyNo = empty.accountNo
    const meters = steadyMeters(new Map([[opened.pointId, { dailyWh: 8_000 }]]))
    await runBills(database.ctx('2026-03-01T02:00:00+08:00'), { billMonth: '2026-02' }, meters)
    lin = await seat(database, 'lin')
    wen = await seat(database, 'wen')
  })

  test('says of each figure what it is made of', async () => {
    const { rows } = await database.pool.query(
      `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, closed_at, category, summary)
       select 'C' || n, case n when 3 then 'counter' else 'voice' end, 'closed', $1, $2, '2026-02-01', '2026-02-01', 'billing', '问电费' from generate_series(1, 3) n returning id`,
      [accountId, wen.id],
    )
    await database.pool.query(
      `insert into satisfaction (contact_id, account_id, score, way, rated_at) values ($1, $3, 5, 'chat', '2026-02-02'), ($2, $3, 2, 'own', '2026-02-02')`,
      [rows[0].id, rows[1].id, accountId],
    )
    const profile = await findProfile(lin.at(now), accountNo)
    const bill = await database.pool.query('select total_yuan from bill where account_id = $1', [accountId])
    const totalYuan = bill.rows[0].total_yuan
    expect(profile).toEqual({
      months: 12,
      value: { known: true, value: { band: 'low', totalYuan, bills: 1 } },
      loyalty: { known: true, value: { band: 'new', since: expect.any(String), years: 0 } },
      risk: {
        known: true,
        value: { band: 'some', arrearsYuan: totalYuan, unpaidBills: 1, oldestDueOn: expect.any(String) },
      },
      channel: {
        known: true,
        value: {
          preferred: 'voice',
          counts: [
            { channel: 'voice', count: 2 },
            { channel: 'counter', count: 1 },
          ],
        },
      },
      complaints: { known: true, value: { count: 0 } },
      satisfaction: { known: true, value: { mean: 3.5, rated: 2 } },
    })
  })

  test('says unknown, never 0, where there is nothing to tell it from', async () => {
    const none = { known: false, because: 'none' }
    expect(await findProfile(lin.at(now), emptyNo)).toMatchObject({
      ...{ value: none, risk: none, channel: none, satisfaction: none },
    })
  })

  test('does not count a complaint of who reads it', async () => {
    await database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address, description, opened_by, opened_at, complained_username)
       select 'W1', (select id from order_subkind where kind = 'complaint' and subkind = 'service'), 'quality', 'complaint', 'normal', 'open', $1, organisation_id, '某处', '态度', 'x', '2026-03-01', 'wen' from account where id = $1`,
      [accountId],
    )
    expect((await findProfile(wen.at(now), accountNo)).complaints).toEqual({ known: true, value: { count: 0 } })
    expect((await findProfile(lin.at(now), accountNo)).complaints).toEqual({ known: true, value: { count: 1 } })
  })

  test('is withheld until it is known who speaks', async () => {
    await setMyState(lin.at(now), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(now), { callId: 'p-1', callerPhone: '13999999999' })
    const { id, version } = await answerContact(lin.at(now), contactId ?? 0)
    const withheld = { known: false, because: 'withheld' }
    expect(await findProfile(lin.at(now), accountNo)).toMatchObject({
      ...{
        value: withheld,
        risk: withheld,
        loyalty: withheld,
        channel: withheld,
        complaints: withheld,
        satisfaction: withheld,
      },
    })
    await nameContactAccount(lin.at(now), id, { accountNo, version })
    const facts = [
      { kind: 'accountNo' as const, value: accountNo },
      { kind: 'name' as const, value: '陈桂兰' },
    ]
    await checkFacts(lin.at(now), id, { facts })
    expect((await findProfile(lin.at(now), accountNo)).value).toMatchObject({ known: true })
  })

  test('counts nothing of a former holder’s time', async () => {
    const ming = await seat(database, 'ming')
    expect((await findProfile(ming.at(now), accountNo)).complaints).toEqual({ known: true, value: { count: 1 } })
    const columns = 'class, parts, contract_capacity_kva, running_capacity_kva, status, changed_by, reason, case_ref'
    await database.pool.query(`update account_term set known_to = $2 where account_id = $1`, [accountId, now])
    await database.pool.query(
      `insert into account_term (account_id, customer_id, valid_from, valid_to, known_from, ${columns})
       select account_id, holder, coalesce(since, valid_from), until, known_to, ${columns} from account_term,
         lateral (values (customer_id, null::date, '2026-03-15'::date),
           ((select id from customer where name = '林水生'), '2026-03-15', null)) as now (holder, since, until) where account_id = $1`,
      [accountId],
    )
    const none = { known: false, because: 'none' }
    expect(await findProfile(ming.at(now), accountNo)).toMatchObject({
      ...{ value: none, satisfaction: none },
      // The call of the test before.
      channel: { value: { counts: [{ channel: 'voice', count: 1 }] } },
      loyalty: { value: { since: '2026-03-15' } },
      complaints: { value: { count: 0 } },
    })
  })
})
