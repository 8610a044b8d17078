import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { runBills } from '../../billing/index.ts'
import { bindingCodeOf } from '../../db/customers/binding-codes.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { steadyMeters } from '../billing/meters.ts'
import { linXiaoman } from '../intake/lin-xiaoman.ts'
import { identityNumber } from '../journeys/visit.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { readPdf } from '../support/pdf-text.ts'
import { statementsOf } from '../support/statements.ts'
import { enrol, givenUp, queueBill, textsOf } from './citizen.ts'
import { addPerson, ask, HOST, logIn, openSite, type Site } from './site.ts'

const NOW = '2026-03-10T09:00:00+08:00'
const NOBODYS = '3302999999999'
const chen = { name: '陈桂兰', idNumber: '350524197001011234' }
const lin = { name: '林小满', idNumber: '11010519491231002X' }

type Account = { accountNo: string; relation: string; isVoid: boolean; bindingId: number | null; holder: string | null }
type Mine = {
  own: { name: string; bindingId: number | null } | null
  accounts: (Account & {
    nickname: string | null
    address: string | null
    watchers: { bindingId: number; who: string; relation: string }[]
  })[]
}

describe('an account is bound', () => {
  const database = useDatabase()
  let site: Site
  let home: OpenedAccount
  let shop: OpenedAccount
  let works: OpenedAccount
  let garden: OpenedAccount
  let serial = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const network = await layNetwork(ctx)
    const point = { districtId: network.districtId, mode: 'low-low' as const, phase: 'single' as const }
    const priced = { ...point, priceCode: 'DEMO-COM-SINGLE' }
    const meterOf = (assetNo: string, unitId: number) => ({
      ...{ assetNo, profile: 'eastron-sdm630', phase: 'single' as const, ratedCurrentA: 5, maximumCurrentA: 60 },
      registers: [{ role: 'importTotal' as const, digits: 6, startValue: 0 }],
      link: { terminalAssetNo: network.terminalAssetNo, unitId },
    })
    const opened = (nth: number, customer: Parameters<typeof openChenGuilan>[2]) =>
      openChenGuilan(ctx, network, {
        ...{ class: 'commercial', point: priced, meter: meterOf(`M-${nth}`, nth) },
        ...{ contract: { contractNo: `HT-${nth}`, signedOn: '2025-12-30' }, ...customer },
      })
    home = await opened(1, {})
    shop = await opened(2, { customer: { kind: 'person', ...chen, phone: '13800138000' }, address: '城东路1号铺' })
    works = await opened(3, {
      customer: { kind: 'organisation', name: '安溪茶厂', idNumber: '91350524MA2XYZ1234', phone: '0595-23230000' },
      address: '工业区8号',
    })
    garden = await opened(4, { customer: { kind: 'person', ...lin, phone: '13900001234' }, address: '河滨路9号' })
    const bills = { ...database.ctx('2026-03-01T08:00:00+08:00'), scope: 'X.' }
    const meters = steadyMeters(new Map([home, shop, works].map(({ pointId }) => [pointId, { dailyWh: 5_000 }])))
    for (const billMonth of ['2026-01', '2026-02']) await runBills(bills, { billMonth }, meters)
    site = await openSite(database, departments, NOW)
  })
  afterAll(() => site.app.close())

  const fresh = () => {
    serial += 1
    return enrol(site, `1390000${String(1000 + serial)}`)
  }
  const holderOf = async ({ accountId }: OpenedAccount) => {
    const { rows } = await database.pool.query(
      `select coalesce(c.party_id, c.id) as id from account_term t join customer c on c.id = t.customer_id
       where t.account_id = $1 and t.valid_to is null and t.known_to is null`,
      [accountId],
    )
    return Number(rows[0].id)
  }
  const codeOn = async (account: OpenedAccount, billMonth = '2026-02') =>
    bindingCodeOf({ accountId: account.accountId, holderId: await holderOf(account), billMonth })
  const put = (token: string, accountNo: string, payload: object) =>
    ask(site, { method: 'PUT', url: `/api/citizens/bindings/${accountNo}`, payload, token })
  const bindOther = async (token: string, account: OpenedAccount, code?: string) =>
    put(token, account.accountNo, { relation: 'other', code: code ?? (await codeOn(account)) })
  const bindOwn = async (token: string, account: OpenedAccount, change: object = {}) =>
    put(token, account.accountNo, { relation: 'own', code: await codeOn(account), ...chen, ...change })
  const mine = async (token: string) =>
    (await ask(site, { method: 'GET', url: '/api/citizens/accounts', token })).body as Mine
  const see = async (token: string, url: string) => (await ask(site, { method: 'GET', url, token })).status
  const readable = async (token: string) => {
    const { body } = await ask(site, { method: 'GET', url: '/api/customers/me/accounts', token })
    return (body as { accounts: { accountNo: string; relation: string; nickname: string | null }[] }).accounts
  }
  const unbind = (token: string, id: number | null | undefined) =>
    ask(site, { method: 'DELETE', url: `/api/citizens/bindings/${id}`, token })
  const told = async (token: string) =>
    ((await ask(site, { method: 'GET', url: '/api/notices', token })).body as { items: object[] }).items
  const codeOf = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code

  test('as another’s by the code of its bill, and shows that account alone, without whose it is', async () => {
    const token = await fresh()
    expect(await readable(token)).toEqual([])
    const { status, body } = await bindOther(token, home)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      own: null,
      accounts: [
        { accountNo: home.accountNo, relation: 'other', holder: '陈**', isVoid: false, address: '幸福小区3幢502室' },
      ],
    })
    expect(await readable(token)).toMatchObject([{ accountNo: home.accountNo, relation: 'other' }])
    const file = await ask(site, { method: 'GET', url: `/api/customers/accounts/${home.accountNo}`, token })
    expect(file.body).toMatchObject({ customerName: '陈**', phone: null, householdPersons: null, contractNo: null })
    expect(await see(token, `/api/customers/accounts/${shop.accountNo}`)).toBe(404)
    expect(await see(token, `/api/metering/points/${home.pointId}`)).toBe(200)
    expect(await see(token, `/api/metering/points/${shop.pointId}`)).toBe(404)
  })

  test('however the code is typed, by those of the latest three months, and by no older one', async () => {
    const typed = (await codeOn(home)).toLowerCase().replace('-', ' ')
    expect((await bindOther(await fresh(), home, typed)).status).toBe(200)
    expect((await bindOther(await fresh(), home, await codeOn(home, '2025-12'))).status).toBe(200)
    expect(codeOf(await bindOther(await fresh(), home, await codeOn(home, '2025-11')))).toBe('BINDING_REFUSED')
    expect(codeOf(await bindOther(await fresh(), home, await codeOn(shop)))).toBe('BINDING_REFUSED')
  })

  test('again without another row, and at the same moment once', async () => {
    const token = await fresh()
    const tried = await Promise.all(Array.from({ length: 5 }, () => bindOther(token, home)))
    expect(tried.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect((await mine(token)).accounts).toHaveLength(1)
    const before = tried.map(({ body }) => (body as { wasBound: boolean }).wasBound)
    expect(before.toSorted()).toEqual([false, true, true, true, true])
  })

  test('again with a wrong code is refused as any other number is', async () => {
    const token = await fresh()
    await bindOther(token, home)
    const again = await bindOther(token, home, 'AAAA-AAAA')
    const nobody = await put(token, NOBODYS, { relation: 'other', code: 'AAAA-AAAA' })
    expect(again.answer.body).toBe(nobody.answer.body)
    expect(codeOf(again)).toBe('BINDING_REFUSED')
    await database.pool.query('delete from binding_failure')
  })

  test('as one’s own after the real-name check, which shows all that is his', async () => {
    const token = await fresh()
    await bindOther(token, shop)
    const { body } = await bindOwn(token, home, { idNumber: chen.idNumber.toLowerCase(), name: ' 陈 桂兰' })
    expect(body).toMatchObject({ own: { name: '陈**', bindingId: expect.any(Number) } })
    expect((await readable(token)).map(({ relation }) => relation)).toEqual(['own', 'own'])
    expect(codeOf(await bindOther(token, shop))).toBe('ALREADY_OWN')
    expect(codeOf(await bindOwn(token, shop))).toBe('ALREADY_OWN')
    const file = await ask(site, { method: 'GET', url: `/api/customers/accounts/${shop.accountNo}`, token })
    expect(file.body).toMatchObject({ customerName: '陈桂兰' })
    expect((await textsOf(site, '13800138000'))[0]).toContain('绑定为本人户号')
    const me = await ask(site, { method: 'GET', url: '/api/citizens/me', token })
    expect(me.body).toMatchObject({ realName: '陈**' })
  })

  const differing: [string, object][] = [
    ['another name', { name: '陈桂芳' }],
    ['another number', { idNumber: '11010519491231002X' }],
  ]
  test('not as one’s own with a wrong name or number: one answer, and it counts', async () => {
    const token = await fresh()
    const answers = []
    for (const [, change] of differing) answers.push(await bindOwn(token, home, change))
    expect(answers.map(codeOf)).toEqual(['REAL_NAME_DIFFERS', 'REAL_NAME_DIFFERS'])
    expect(answers[0]?.answer.body).toBe(answers[1]?.answer.body)
    for (let time = 0; time < 3; time++) await bindOwn(token, home, { name: '某某' })
    expect(codeOf(await bindOwn(token, home))).toBe('BINDING_REFUSED')
    expect(await readable(token)).toEqual([])
    await database.pool.query('delete from binding_failure')
  })

  test('not as one’s own by trying out numbers, with a right binding as another’s between the tries', async () => {
    const token = await fresh()
    for (let time = 0; time < 5; time++) {
      await bindOwn(token, home, { idNumber: '11010519491231002X' })
      await bindOther(token, home)
    }
    expect(codeOf(await bindOwn(token, home))).toBe('BINDING_REFUSED')
    await database.pool.query('delete from binding_failure')
  })

  test('is on the record of the county whose account it is', async () => {
    const { rows } = await database.pool.query(
      "select distinct action, unit from audit_entry where subject = $1 and action like 'account.%bound'",
      [`account:${home.accountNo}`],
    )
    expect(rows).toContainEqual({ action: 'account.bound', unit: 'X.X1.' })
  })

  test('not as one’s own of an organisation, nor of a second person', async () => {
    const token = await fresh()
    expect(codeOf(await bindOwn(token, works))).toBe('OWN_IS_FOR_PERSONS')
    await bindOwn(token, home)
    expect(codeOf(await bindOwn(token, garden, lin))).toBe('ANOTHER_PARTY')
    expect((await bindOther(token, garden)).status).toBe(200)
  })

  test('not with a wrong code or of a number that nobody has: the same answer, byte by byte, and the same work', async () => {
    const token = await fresh()
    const wrong = await bindOther(token, home, 'AAAA-AAAA')
    const tries: string[][] = []
    for (const accountNo of [home.accountNo, NOBODYS]) {
      tries.push(await statementsOf(() => put(token, accountNo, { relation: 'other', code: 'AAAA-AAAA' })))
    }
    expect(tries[0]?.length).toBeGreaterThan(8)
    expect(tries[1]).toEqual(tries[0])
    await database.pool.query('delete from binding_failure')
    const nobody = await put(token, NOBODYS, { relation: 'other', code: 'AAAA-AAAA' })
    const own = await put(token, NOBODYS, { relation: 'own', code: 'AAAA-AAAA', ...chen })
    const later = await bindOwn(token, home, { code: 'AAAA-AAAA' })
    const told = [wrong, nobody, own, later].map(({ answer }) => `${answer.statusCode} ${answer.body}`)
    expect(new Set(told).size).toBe(1)
    expect(told[0]).toContain('BINDING_REFUSED')
    const { rows } = await database.pool.query(
      'select failures from binding_failure where failures > 0 order by failures',
    )
    expect(rows.map(({ failures }) => failures)).toEqual([1, 2, 3])
    await database.pool.query('delete from binding_failure')
  })

  test('not by who has failed five times, with the right code neither, until a day has gone', async () => {
    const token = await fresh()
    await Promise.all(Array.from({ length: 7 }, () => bindOther(token, home, 'AAAA-AAAA')))
    const locked = await bindOther(token, home)
    expect(codeOf(locked)).toBe('BINDING_REFUSED')
    expect((await bindOther(await fresh(), home)).status).toBe(200)
    site.setNow('2026-03-11T09:00:01+08:00')
    const again = await logInAgain(token)
    expect((await bindOther(again, home)).status).toBe(200)
    site.setNow(NOW)
    await database.pool.query('delete from binding_failure')
  })

  /** A session does not last a day: the same user under another token. */
  async function logInAgain(token: string): Promise<string> {
    site.setNow(NOW)
    const { body } = await ask(site, { method: 'GET', url: '/api/session', token })
    site.setNow('2026-03-11T09:00:01+08:00')
    const { cookie } = await ask(site, {
      ...{ method: 'POST', url: '/api/session' },
      payload: { username: (body as { username: string }).username, password: 'Hu-Po 2026 spring' },
    })
    return cookie?.value ?? ''
  }

  test('not by anybody once ten have failed on its number, and a number that nobody has is counted alike', async () => {
    for (const accountNo of [home.accountNo, NOBODYS]) {
      for (let person = 0; person < 3; person++) {
        const token = await fresh()
        for (let time = 0; time < 4; time++) await put(token, accountNo, { relation: 'other', code: 'AAAA-AAAA' })
      }
    }
    const answers = [
      await bindOther(await fresh(), home),
      await put(await fresh(), NOBODYS, { relation: 'other', code: 'X' }),
    ]
    expect(answers.map(codeOf)).toEqual(['BINDING_REFUSED', 'BINDING_REFUSED'])
    expect((await bindOther(await fresh(), shop)).status).toBe(200)
    const { rows } = await database.pool.query('select failures from binding_failure where failures >= 10')
    expect(rows).toEqual([{ failures: 10 }, { failures: 10 }])
    await database.pool.query('delete from binding_failure')
  })

  test('as another’s ten at most', async () => {
    const token = await fresh()
    await database.pool.query(`update citizen_policy set figure = 1 where rule = 'bindings-user'`)
    await bindOther(token, home)
    expect(codeOf(await bindOther(token, shop))).toBe('BINDINGS_FULL')
    await database.pool.query(`update citizen_policy set figure = 10 where rule = 'bindings-user'`)
  })

  test('under a name of one’s own, which nobody else reads', async () => {
    const token = await fresh()
    await bindOther(token, home)
    const name = (accountNo: string, nickname: string | null) =>
      ask(site, { method: 'PUT', url: `/api/citizens/accounts/${accountNo}/nickname`, payload: { nickname }, token })
    await name(home.accountNo, '妈妈家')
    expect(await readable(token)).toMatchObject([{ nickname: '妈妈家' }])
    expect((await name(shop.accountNo, '店')).status).toBe(404)
    const other = await fresh()
    await bindOther(other, home)
    expect(await readable(other)).toMatchObject([{ nickname: null }])
    await name(home.accountNo, null)
    expect(await readable(token)).toMatchObject([{ nickname: null }])
  })

  test('until it is unbound, by himself or by its holder, who sees who is bound; the one removed is told', async () => {
    const holder = await fresh()
    await bindOwn(holder, home)
    const phone = `1390000${String(1000 + serial + 1)}`
    const [one, other] = [await fresh(), await fresh()]
    await bindOther(one, home)
    await bindOther(other, home)
    await database.pool.query(
      `insert into notice (user_id, kind, topic, facts, event_id, at)
       select id, 'bill', 'payment-recorded', jsonb_build_object('accountNo', $1::text, 'amountYuan', '1.00'), 1, $2
       from app_user where phone_tail = $3`,
      [home.accountNo, NOW, phone.slice(-4)],
    )
    expect(await told(one)).toHaveLength(1)
    expect((await unbind(other, (await mine(other)).accounts[0]?.bindingId)).body).toMatchObject({ accounts: [] })
    const watchers = (await mine(holder)).accounts.find(({ accountNo }) => accountNo === home.accountNo)?.watchers
    const watcher = watchers?.find(({ who }) => who === `139****${phone.slice(-4)}`)
    expect(watcher).toMatchObject({ relation: 'other' })
    expect((await unbind(other, watcher?.bindingId)).status).toBe(404)
    expect((await unbind(holder, watcher?.bindingId)).status).toBe(200)
    expect(await readable(one)).toEqual([])
    expect(await told(one)).toEqual([])
    expect((await textsOf(site, phone))[0]).toContain('户主已解除')
    const { rows } = await database.pool.query(
      `select action, detail ->> 'by' as by from audit_entry where subject = $1 and action like 'account.%bound' order by id desc limit 2`,
      [`account:${home.accountNo}`],
    )
    expect(rows).toEqual([
      { action: 'account.unbound', by: 'holder' },
      { action: 'account.unbound', by: 'self' },
    ])
  })

  test('as one’s own until he leaves it: then he is nobody again, and may be somebody else', async () => {
    const token = await fresh()
    const { body } = await bindOwn(token, home)
    await unbind(token, (body as Mine).own?.bindingId)
    expect(await readable(token)).toEqual([])
    expect((await ask(site, { method: 'GET', url: '/api/session', token })).body).toMatchObject({
      name: expect.stringMatching(/^139\*{4}/),
    })
    expect((await bindOwn(token, home)).status).toBe(200)
  })

  test('no more, and what waits to be told of it goes out no more: of that account by another, of all by whom they were his', async () => {
    const phone = `1390000${1000 + serial + 1}`
    const token = await fresh()
    for (const account of [home, works]) {
      await bindOther(token, account)
      await queueBill(database, phone, account.accountNo)
    }
    const { accounts } = await mine(token)
    await unbind(token, accounts.find(({ accountNo }) => accountNo === home.accountNo)?.bindingId)
    expect(await givenUp(database)).toEqual(['unbound', null])
    const looked = await ask(site, { method: 'GET', url: `/api/town/messages?phone=${phone}` })
    expect(looked.body).toMatchObject({
      items: [
        { kind: 'bill', givenUp: null, text: '电费' },
        { kind: 'bill', givenUp: 'unbound', text: null },
        { kind: 'code', givenUp: null },
      ],
    })
    const { body } = await bindOwn(token, home)
    await queueBill(database, phone, shop.accountNo)
    await unbind(token, (body as Mine).own?.bindingId)
    expect(await givenUp(database)).toEqual(['unbound', 'unbound', 'unbound'])
  })

  test('by somebody, which its holder is told on his own log-in where his file has no mobile, and once on each phone', async () => {
    await database.pool.query(
      `update identity set phone_cipher = null, phone_hash = null, phone_tail = null
      where id = (select identity_id from customer where id = $1)`,
      [home.customerId],
    )
    const phone = `1390000${1000 + serial + 1}`
    const holder = await fresh()
    await bindOwn(holder, home)
    const before = (await textsOf(site, phone)).length
    const other = await fresh()
    await bindOther(other, home)
    expect((await told(holder))[0]).toMatchObject({
      kind: 'security',
      title: { zh: '您的户号被绑定' },
      text: { zh: expect.stringContaining(`已将户号 ${home.accountNo} 绑定为亲友户号`) },
      link: '/my/accounts',
      isRead: false,
    })
    expect(await textsOf(site, phone)).toHaveLength(before + 1)
    expect(await told(other)).toEqual([])
  })

  test('only by a citizen: staff have no accounts of their own', async () => {
    await addPerson(database, 'agent', ['agent'])
    expect((await put(await logIn(site, 'agent'), home.accountNo, { relation: 'other', code: 'X' })).status).toBe(403)
  })

  test('or applied for without any: who applied follows his application from the first', async () => {
    const token = await fresh()
    const applicant = { name: '何静', identityNumber: identityNumber(7), phone: '13900007777' }
    const payload = { ...linXiaoman, applicant }
    const made = await ask(site, { method: 'POST', url: '/api/intake/applications', payload, token })
    expect([made.status, made.answer.body]).toEqual([201, expect.any(String)])
    const { id } = made.body as { id: number }
    expect(await see(token, `/api/intake/applications/${id}`)).toBe(200)
    expect(await see(await fresh(), `/api/intake/applications/${id}`)).toBe(404)
    const list = await ask(site, { method: 'GET', url: '/api/intake/applications', token })
    expect(list.body).toMatchObject({ items: [{ id }] })
  })

  describe('by a code that stands on its bill', () => {
    const billOf = async (account: OpenedAccount) => {
      const { rows } = await database.pool.query(
        `select id from bill where account_id = $1 and bill_month = '2026-02' and standing`,
        [account.accountId],
      )
      return Number(rows[0].id)
    }
    const textOfPdf = async (token: string) => {
      const url = `/api/billing/bills/${await billOf(home)}/pdf`
      const headers = { host: HOST, cookie: `dianhu=${token}` }
      const { rawPayload } = await site.app.inject({ method: 'GET', url, headers })
      return readPdf(rawPayload).join('')
    }
    const shown = async (token: string) =>
      (await ask(site, { method: 'GET', url: `/api/billing/bills/${await billOf(home)}`, token })).body

    test('for its holder on page and paper, for staff on paper, for whom it is bound to on neither', async () => {
      const code = await codeOn(home)
      const [holder, bound] = [await fresh(), await fresh()]
      await bindOwn(holder, home)
      await bindOther(bound, home)
      await addPerson(database, 'lead', ['lead'])
      const staff = await logIn(site, 'lead')
      expect(await shown(holder)).toMatchObject({ bindingCode: code, customerName: '陈桂兰' })
      expect(await shown(bound)).toMatchObject({ bindingCode: null, customerName: '陈**' })
      expect(await shown(staff)).toMatchObject({ bindingCode: null, customerName: '陈桂兰' })
      expect(await textOfPdf(holder)).toContain(code)
      expect(await textOfPdf(staff)).toContain(code)
      const paper = await textOfPdf(bound)
      expect(paper).not.toContain(code)
      expect(paper).not.toContain('陈桂兰')
      expect(paper).toContain('陈**')
    })
  })

  describe('and after a transfer', () => {
    let old: { own: string; bound: string; code: string }
    beforeAll(async () => {
      old = { own: await fresh(), bound: await fresh(), code: await codeOn(shop) }
      await bindOwn(old.own, shop)
      await bindOther(old.bound, shop)
      const customer = { kind: 'person' as const, ...lin }
      const change = { change: 'customer-set' as const, accountId: shop.accountId, from: '2026-03-10', customer }
      await applyChanges(database.ctx(NOW), [change], { caseRef: 'application:T', reason: '过户' })
    })

    test('shows nothing to whom it was bound, nor to who held it', async () => {
      for (const token of [old.own, old.bound]) {
        expect((await readable(token)).map(({ accountNo }) => accountNo)).not.toContain(shop.accountNo)
        expect(await see(token, `/api/customers/accounts/${shop.accountNo}`)).toBe(404)
        expect(await see(token, `/api/metering/points/${shop.pointId}`)).toBe(404)
        expect(await see(token, `/api/billing/accounts/${shop.accountNo}/bills`)).toBe(404)
      }
      expect((await mine(old.bound)).accounts).toMatchObject([
        { accountNo: shop.accountNo, isVoid: true, address: null, holder: null },
      ])
    })

    test('is not bound by the code of an earlier bill, but by that of the new holder', async () => {
      expect(codeOf(await bindOther(await fresh(), shop, old.code))).toBe('BINDING_REFUSED')
      expect((await bindOther(await fresh(), shop)).status).toBe(200)
      expect((await bindOther(old.bound, shop)).status).toBe(200)
      expect((await mine(old.bound)).accounts).toMatchObject([{ isVoid: false, holder: '林**' }])
    })

    test('tells the new holder of nobody who was bound before', async () => {
      const token = await fresh()
      await bindOwn(token, shop, lin)
      const accounts = (await mine(token)).accounts
      expect(accounts.find(({ accountNo }) => accountNo === shop.accountNo)?.watchers).toHaveLength(2)
    })

    test('stays shut when the account comes back', async () => {
      const token = await fresh()
      await bindOther(token, home)
      const set = (from: string, name: string) => {
        const customer = {
          kind: 'person' as const,
          name,
          idNumber: name === '过客' ? '110101199001011237' : chen.idNumber,
        }
        const change = { change: 'customer-set' as const, accountId: home.accountId, from, customer }
        return applyChanges(database.ctx(NOW), [change], { caseRef: 'application:T', reason: '过户' })
      }
      await set('2026-03-11', '过客')
      expect(await readable(token)).toEqual([])
      await set('2026-03-12', '陈桂兰')
      expect(await see(token, `/api/customers/accounts/${home.accountNo}`)).toBe(404)
    })
  })

  test('by the code of a bill that was printed before its holder was merged with another entry of himself', async () => {
    const code = await codeOn(works)
    const holder = await holderOf(works)
    const { rows } = await database.pool.query(
      `with kept as (
         insert into customer (kind, name, identity_id, opened_at)
         select kind, name, identity_id, opened_at from customer where id = $1 returning id)
       update customer set party_id = (select id from kept) where id = $1 returning party_id`,
      [holder],
    )
    expect(await holderOf(works)).toBe(Number(rows[0].party_id))
    expect((await bindOther(await fresh(), works, code)).status).toBe(200)
  })
})
