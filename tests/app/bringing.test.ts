import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { bringSheet, checkSheet } from '../../app/bringing/bring.ts'
import { bringNow } from '../../app/bringing/bringings.ts'
import { bringingPorts as ports } from '../../app/bringing/ports-of-departments.ts'
import { bringReleased } from '../../app/bringing/release.ts'
import { createBringing } from '../../app/bringing/routes.ts'
import { checkRows, shapes } from '../../app/bringing/rules/check.ts'
import type { Facts, Kind } from '../../app/bringing/rules/shape.ts'
import { runImport } from '../../app/commands/import.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'

const head =
  '户号,户名,客户类型,证件类型,证件号码,联系电话,用电地址,供电单位,台区,用电类别,合同容量,电价代码,计量方式,相别,户籍人口,开户日期,抄表段'
const CHEN =
  '0033020000012,陈桂兰,个人,身份证,350524197001011239,13800138000,幸福小区3幢502室,城关供电所,幸福小区1号公变,居民,8,SH-RES-TIER,,,3,2019-05-01,'
const NOODLE =
  '3302000000020,周记面馆,单位,,,021-55551234,府前路12号,X.X1.,幸福小区1号公变,工商业,20.5,DEMO-COM-SINGLE,,三相,,2020-02-29,'
const meterHead = '户号,资产编号,型号,相别,基本电流,最大电流,CT,PT,整数位数,装表日期,起码总,起码峰,起码谷,采集终端,站号'
const METER = '0033020000012,M-0001,eastron-sdm630,单相,5,60,,,,2021-03-15,12.345,10,2.345,T-MODBUS-1,7'

const csv = (...lines: string[]) => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)

describe('a row of a sheet', () => {
  const names = (...list: string[]) => new Map(list.map((name) => [name, name]))
  const facts: Facts = {
    today: '2026-11-29',
    scope: '',
    isIdentityNumber: ports.isIdentityNumber,
    isCreditCode: ports.isCreditCode,
    isTwoPart: (code) => code === 'DEMO-IND-2P',
    powerFactorDuties: [{ accountClass: 'commercial', fromKva: 100, usualStandard: '0.85' }],
    tellDemand: ({ demandKw, contractKva }) => (demandKw > contractKva ? '大于合同容量' : null),
    names: {
      organisation: new Map<string, number | null>([
        ['城关供电所', 1],
        ['同名所', null],
      ]),
      district: names('幸福小区1号公变'),
      price: names('SH-RES-TIER'),
      section: names('S1'),
    },
  }
  const right = Object.fromEntries(head.split(',').map((title, n) => [title, CHEN.split(',')[n] ?? '']))
  const check = (kind: Kind, ...rows: Record<string, string>[]) =>
    checkRows(
      shapes[kind],
      rows.map((cells, n) => ({ row: n + 2, cells })),
      facts,
    )
  const told = (change: Record<string, string>) =>
    check('customers', { ...right, ...change }).faults.map(
      ({ column, message, advice }) => `${column}:${message}|${advice}`,
    )

  test('that is right has no fault, and keeps its leading zeros', () => {
    const { rows, faults } = check('customers', right)
    expect(faults).toEqual([])
    expect(rows[0]?.values).toMatchObject({
      accountNo: '0033020000012',
      class: 'residential',
      capacityKva: 8,
      mode: 'low-low',
    })
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['a number that lost its zeros', { 户号: '33020000012' }, /^户号:户号应为 13 位数字\|.*开头的 0/],
    ['a number in scientific notation', { 户号: '3.30200E+12' }, /科学计数/],
    ['no name', { 户名: '' }, /^户名:不能为空/],
    ['a name that is a formula', { 户名: '=1+1' }, /不能以 = \+ - @ 开头/],
    ['a wrong check digit', { 证件号码: '350524197001011234' }, /身份证号码.*校验位/],
    ['a birthday that is none', { 证件号码: '350524197002301234' }, /^证件号码:/],
    ['papers without a number', { 证件号码: '' }, /^证件号码:填了证件类型/],
    ['a number without its kind', { 证件类型: '' }, /^证件类型:/],
    ['a company with a person’s papers', { 客户类型: '单位' }, /^证件类型:单位/],
    ['a phone too short', { 联系电话: '1380013' + '80' }, /^联系电话:/],
    ['an unknown unit', { 供电单位: '城北供电所' }, /“城北供电所”不存在/],
    ['a unit of which there are several', { 供电单位: '同名所' }, /有多个“同名所”\|请填写编码路径/],
    ['an unknown district', { 台区: '没有的公变' }, /^台区:/],
    ['low voltage without a district', { 台区: '' }, /^台区:低压用户须有台区/],
    ['a word that is none', { 用电类别: '住宅' }, /不认识“住宅”\|应为 居民、农业、工商业/],
    ['a capacity that is text', { 合同容量: '八' }, /^合同容量:不是数字/],
    ['a capacity that a spreadsheet shortened', { 合同容量: '5E+2' }, /^合同容量:数字被存成了科学计数/],
    ['a capacity of nothing', { 合同容量: '0' }, /^合同容量:超出范围/],
    ['a capacity of four places', { 合同容量: '8.1234' }, /小数超过 3 位/],
    ['an unknown price', { 电价代码: 'NO-SUCH' }, /^电价代码:/],
    ['persons that are no whole number', { 户籍人口: '2.5' }, /^户籍人口:不是整数/],
    ['a day that is none', { 开户日期: '2019-02-29' }, /^开户日期:没有这一天/],
    ['a day to come', { 开户日期: '2027-01-01' }, /晚于今天/],
    ['a serial number of a day', { 开户日期: '43586' }, /日期序号\|这一天是 2019-05-01/],
    ['an unknown section', { 抄表段: 'S9' }, /^抄表段:/],
    ['a sign that turns text round', { 用电地址: '幸福\u202e小区' }, /乱码/],
  ])('with %s is told', (_, change, fault) => {
    expect(told(change)).toEqual([expect.stringMatching(fault)])
  })

  test('that repeats another, or has its papers under another name, names it', () => {
    const { faults } = check('customers', right, { ...right, 户名: '陈桂芳' })
    expect(faults.map(({ row, column, message }) => [row, column, message])).toEqual([
      [3, '户号', '“0033020000012”与第 2 行重复'],
      [3, '证件号码', '与第 2 行证件号码相同而户名不同'],
    ])
  })
})

describe('a sheet of accounts and one of meters', () => {
  const database = useDatabase()
  const ctx = () => database.ctx('2026-11-29T10:00:00+08:00', { username: 'li-admin', roles: ['admin'] })
  const bring = (kind: Kind, bytes: Buffer, mayUpdate = false) =>
    bringNow(ctx(), { kind, bytes, mayUpdate, fileName: `${kind}.csv` }, ports)
  const count = async (table: string) =>
    Number((await database.pool.query(`select count(*) as n from ${table}`)).rows[0].n)

  beforeAll(async () => void (await layNetwork(ctx())))

  test('looked at writes nothing and says what it would do', async () => {
    const report = await checkSheet(
      ctx(),
      { kind: 'customers', bytes: csv(head, CHEN, NOODLE), mayUpdate: false },
      ports,
    )
    expect(report).toMatchObject({ rows: 2, faultCount: 0, counts: { added: 2, unchanged: 0 } })
    expect(report.totals).toEqual([
      { what: '行数', source: '2', file: null },
      { what: '合同容量 kVA', source: '28.500', file: null },
    ])
    expect(await count('account')).toBe(0)
  })

  test('with one fault brings nothing', async () => {
    const wrong = NOODLE.replace('2020-02-29', '2021-02-29')
    await expect(bring('customers', csv(head, CHEN, wrong))).rejects.toMatchObject({ code: 'SHEET_UNFIT' })
    expect(await count('account')).toBe(0)
    expect(await count('bringing')).toBe(0)
  })

  test('brings what opening each by itself would, with totals that match', async () => {
    const { report } = await bring('customers', csv(head, CHEN, NOODLE))
    expect(report.totals).toEqual([
      { what: '行数', source: '2', file: '2' },
      { what: '合同容量 kVA', source: '28.500', file: '28.500' },
    ])
    const { rows } = await database.pool.query(
      `select a.account_no, a.opened_on, c.name, c.name_key, i.number_cipher, i.phone_tail, t.household_persons, p.point_no, pt.price_code,
         e.subject, t.case_ref, t.changed_by
       from account a join account_term t on t.account_id = a.id join customer c on c.id = t.customer_id
       join identity i on i.id = c.identity_id join metering_point p on p.account_id = a.id
       join point_term pt on pt.point_id = p.id join timeline_entry e on e.account_id = a.id order by a.account_no`,
    )
    expect(rows[0]).toMatchObject({
      account_no: '0033020000012',
      opened_on: '2019-05-01',
      name: '陈桂兰',
      phone_tail: '8000',
      point_no: '0033020000012-1',
      price_code: 'SH-RES-TIER',
      subject: 'opened:0033020000012',
      changed_by: 'li-admin',
    })
    expect(decryptText(rows[0].number_cipher)).toBe('350524197001011239')
    expect(rows[1]).toMatchObject({ name: '周记面馆', number_cipher: null, household_persons: null })
    const { rows: audit } = await database.pool.query(`select detail from audit_entry where action = 'bringing.done'`)
    expect(audit).toHaveLength(1)
    expect(JSON.stringify(audit)).not.toMatch(/陈桂兰|138|350524/)
  })

  test('brought again changes nothing; what differs is told, and changed only where asked for and allowed', async () => {
    expect((await bring('customers', csv(head, CHEN, NOODLE))).report.counts).toEqual({
      added: 0,
      changed: 0,
      unchanged: 2,
      differing: 0,
    })
    const moved = CHEN.replace('13800138000', '13900139000').replace(',8,', ',10,')
    const told = (await bring('customers', csv(head, moved))).report
    expect(told.differences).toEqual([
      { row: 2, column: '联系电话', before: '***', after: '***', mayChange: true, isChanged: false },
      { row: 2, column: '合同容量', before: '8', after: '10', mayChange: false, isChanged: false },
    ])
    expect(told.totals[1]).toEqual({ what: '合同容量 kVA', source: '10.000', file: '8.000' })
    await bring('customers', csv(head, moved), true)
    const { rows } = await database.pool.query(`select phone_tail from identity where phone_tail = '9000'`)
    expect(rows).toHaveLength(1)
    expect(await count('account')).toBe(2)
  })

  test('puts a meter on its point with what it showed, and not two on one', async () => {
    const { report } = await bring('meters', csv(meterHead, METER))
    expect(report.totals[1]).toEqual({ what: '起码总 kWh', source: '12.345', file: '12.345' })
    const { rows } = await database.pool.query(
      `select r.role, r.start_value from installation_register r order by r.role`,
    )
    expect(rows).toEqual([
      { role: 'importPeak', start_value: 10_000 },
      { role: 'importTotal', start_value: 12_345 },
      { role: 'importValley', start_value: 2_345 },
    ])
    expect((await bring('meters', csv(meterHead, METER))).report.counts.unchanged).toBe(1)
    const other = METER.replace('M-0001', 'M-0002')
    const seen = await checkSheet(ctx(), { kind: 'meters', bytes: csv(meterHead, other), mayUpdate: false }, ports)
    expect(seen.faults.map(({ message }) => message)).toEqual([
      '该户已装有电能表 M-0001',
      '该终端下已由电能表 M-0001 占用',
    ])
  })

  test('stopped in the middle leaves nothing, and can be brought again', async () => {
    const bytes = csv(head, CHEN.replace('0033020000012', '3302000000031'))
    const stopped = bringSheet(
      ctx(),
      { kind: 'customers', bytes, mayUpdate: false },
      { caseRef: 'bringing:0', reason: '导入', releasedBy: 'second' },
      ports,
      async (stage) => {
        if (stage === 'counting') throw new Error('the power failed')
      },
    )
    await expect(stopped).rejects.toThrow('the power failed')
    expect(await count('account')).toBe(2)
    expect((await bring('customers', bytes)).report.counts.added).toBe(1)
  })

  test('of another’s scope is unknown, and a number that is taken there is not told of', async () => {
    const narrow = { ...ctx(), scope: 'X.X2.' }
    const report = await checkSheet(narrow, { kind: 'customers', bytes: csv(head, CHEN), mayUpdate: false }, ports)
    expect(report.faults.map(({ column, message }) => `${column} ${message}`)).toEqual([
      '供电单位 供电单位“城关供电所”不存在',
      '台区 台区“幸福小区1号公变”不存在',
    ])
  })

  test('of the network tells a parent that is not there, and brings the rest in order', async () => {
    const lost = csv('编码路径,级别,名称', 'X.X2.X3.,供电所,城北供电所')
    const seen = await checkSheet(ctx(), { kind: 'organisations', bytes: lost, mayUpdate: false }, ports)
    expect(seen.faults).toMatchObject([{ row: 2, column: '编码路径', message: '上级 X.X2. 不存在' }])
    const organisations = csv('编码路径,级别,名称', 'X.X2.,县,新县公司', 'X.X2.X3.,供电所,城北供电所')
    expect((await bring('organisations', organisations)).report.counts.added).toBe(2)
    await bring('districts', csv('名称,类型,容量,馈线,供电单位', '城北1号公变,公变,315,10kV城东112线,城北供电所'))
    const sections = csv('抄表段编号,供电单位,台区经理,抄表例日,抄表周期', 'S-1,城北供电所,王强,5,双月')
    await bring('sections', sections)
    await bring('terminals', csv('资产编号,协议,地址,端口,台区', 'JZQ-9,MQTT,,,城北1号公变'))
    for (const [kind, bytes] of [
      ['organisations', organisations],
      ['sections', sections],
    ] as const) {
      expect((await bring(kind, bytes)).report.counts).toMatchObject({ added: 0, changed: 0, differing: 0 })
    }
  })
})

describe('the command', () => {
  const database = useDatabase()
  let home: string
  const run = async (args: string[]) => {
    const said: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)))
    try {
      const code = await runImport([...args, '--home', home, '--database-url', database.url])
      return { code, said: said.join('\n') }
    } finally {
      log.mockRestore()
    }
  }
  const file = async (name: string, bytes: Buffer) => {
    await writeFile(join(home, name), bytes)
    return join(home, name)
  }

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'bringing-'))
    await layNetwork(database.ctx('2026-11-29T10:00:00+08:00'))
  })
  afterAll(() => rm(home, { recursive: true }))

  test('looks at a sheet, brings it, and tells what is wrong with the next', async () => {
    const path = await file('customers.csv', csv(head, CHEN, NOODLE))
    const looked = await run(['customers', path, '--dry-run', '--json'])
    expect(JSON.parse(looked.said)).toMatchObject({ kind: 'customers', written: false, rows: 2, counts: { added: 2 } })
    const brought = await run(['customers', path])
    expect(brought.code).toBe(0)
    expect(brought.said).toMatch(/已导入:共 2 行,新增 2[\s\S]*kVA:文件 28.500,档案 28.500,一致/)
    const wrong = await run(['customers', await file('wrong.csv', csv(head, CHEN.replace(',居民,', ',住户,')))])
    expect(wrong.code).toBe(2)
    expect(wrong.said).toContain('第 2 行 用电类别:不认识“住户”。应为 居民、农业、工商业')
    const { rows } = await database.pool.query('select file_name, sha256, state, brought_by, content from bringing')
    expect(rows).toMatchObject([{ file_name: 'customers.csv', state: 'done', brought_by: 'system:cli', content: null }])
  })

  test('looks at balances, and brings them with a total of each side', async () => {
    const path = await file(
      'balances.csv',
      csv(
        '原单据号,户号,类型,电费年月,金额,交费期限',
        'Q-1,0033020000012,欠费,2026-10,12.3,2026-11-25',
        'Q-2,3302000000020,预存,,9,',
      ),
    )
    const looked = await run(['balances', path, '--dry-run', '--json'])
    expect(JSON.parse(looked.said)).toMatchObject({ kind: 'balances', written: false, counts: { added: 2 } })
    expect((await database.pool.query('select 1 from opening_balance')).rowCount).toBe(0)
    const brought = await run(['balances', path])
    expect(brought.said).toMatch(/欠费 元:文件 12.30,档案 12.30,一致[\s\S]*预存 元:文件 9.00,档案 9.00,一致/)
  })

  test('does not read a file of 200 MB', async () => {
    const path = await file('large.csv', Buffer.alloc(0))
    await truncate(path, 200 * 1024 * 1024)
    await expect(run(['customers', path])).rejects.toThrow(/超过 48 兆/)
  })

  test('does not encipher under another key than the file’s', async () => {
    const path = await file('again.csv', csv(head, CHEN))
    await rm(join(home, 'identity-key'))
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await run(['customers', path])).code).toBe(2)
    expect(said.mock.calls.flat().join()).toContain('identity-key')
    said.mockRestore()
  })
})

describe('over HTTP', () => {
  const database = useDatabase()
  let app: App
  let own: Caller
  let other: Caller
  const sheet = (bytes: Buffer, kind: Kind = 'customers') => ({
    ...{ kind, fileName: '客户.csv', mayUpdate: false },
    base64: bytes.toString('base64'),
  })

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-11-29T10:00:00+08:00'))
    app = await serveAt(database, [createBringing(ports)], '2026-11-29T10:00:00+08:00')
    own = await logInAs(app, database, { role: 'admin', organisationPath: 'X.' })
    const second = { username: 'second', name: 'second', password: 'a long enough password', roles: ['admin' as const] }
    await addUser(database.ctx('2026-01-01T00:00:00Z'), { ...second, organisationPath: 'X.' })
    other = await logInOnly(app, 'second')
    for (const role of ['accountant', 'cashier'] as const) {
      const user = { username: role, name: role, password: 'a long enough password', roles: [role] }
      await addUser(database.ctx('2026-01-01T00:00:00Z'), { ...user, organisationPath: 'X.' })
    }
  })
  afterAll(() => app?.close())

  test('a sheet is kept enciphered, released by another, and forgotten when it is done', async () => {
    const { body } = await own('POST', '/api/bringing/bringings', sheet(csv(head, CHEN, NOODLE)))
    expect(body).toMatchObject({ state: 'checked', mayRelease: false, mayWithdraw: true, report: { rows: 2 } })
    const { rows } = await database.pool.query('select content from bringing where id = $1', [body.id])
    expect(rows[0].content.includes(Buffer.from('陈桂兰'))).toBe(false)
    const path = `/api/bringing/bringings/${body.id}`
    expect((await own('POST', `${path}/release`)).body.error.code).toBe('SECOND_PERSON_NEEDED')
    expect((await other('POST', `${path}/release`)).body.state).toMatch(/released|done/)
    await expect.poll(async () => (await own('GET', path)).body.state).toBe('done')
    expect((await own('GET', path)).body.report.totals[1]).toEqual({
      what: '合同容量 kVA',
      source: '28.500',
      file: '28.500',
    })
    expect((await database.pool.query('select 1 from bringing where content is not null')).rowCount).toBe(0)
    expect((await other('POST', `${path}/release`)).body.error.code).toBe('BRINGING_NOT_WAITING')
  })

  test('balances are released by who keeps the ledgers, who sees no other kind', async () => {
    const accountant = await logInOnly(app, 'accountant')
    const before = await own('POST', '/api/bringing/bringings', sheet(csv(head, CHEN)))
    const balances = csv('原单据号,户号,类型,电费年月,金额,交费期限', 'R-1,0033020000012,欠费,2026-10,12.3,2026-11-25')
    const { body } = await own('POST', '/api/bringing/bringings', sheet(balances, 'balances'))
    expect(body).toMatchObject({ state: 'checked', releasers: ['accountant', 'manager'] })
    const path = `/api/bringing/bringings/${body.id}`
    expect((await other('GET', path)).body).toMatchObject({ mayRelease: false, mayWithdraw: true })
    const refused = await other('POST', `${path}/release`)
    expect([refused.status, refused.body.error.message]).toEqual([403, '这类导入由电费账务员或主任放行'])
    expect((await (await logInOnly(app, 'cashier'))('POST', `${path}/release`)).status).toBe(403)

    expect((await accountant('GET', '/api/bringing/bringings')).body).toMatchObject({
      kinds: [{ kind: 'balances' }],
      items: [{ id: body.id, mayRelease: true, mayWithdraw: false }],
    })
    for (const url of ['', '/faults.csv']) {
      expect((await accountant('GET', `/api/bringing/bringings/${before.body.id}${url}`)).status).toBe(404)
    }
    expect((await accountant('POST', `/api/bringing/bringings/${before.body.id}/release`)).status).toBe(404)
    expect((await accountant('POST', '/api/bringing/bringings', sheet(balances, 'balances'))).status).toBe(403)
    expect((await accountant('GET', '/api/bringing/bringings')).body.waiting).toBe(1)
    expect((await own('GET', '/api/bringing/bringings')).body.waiting).toBe(0)
    expect((await accountant('GET', `${path}/rows`)).body).toEqual({
      titles: ['原单据号', '户号', '类型', '电费年月', '金额', '交费期限'],
      rows: [{ row: 2, cells: ['R-1', '0033020000012', '欠费', '2026-10', '12.3', '2026-11-25'] }],
      count: 1,
    })
    // What is personal is shown to nobody, and the sheets of others not at all.
    expect((await accountant('GET', `/api/bringing/bringings/${before.body.id}/rows`)).status).toBe(404)
    const people = (await other('GET', `/api/bringing/bringings/${before.body.id}/rows`)).body
    expect(people.rows[0].cells.slice(0, 6)).toEqual(['0033020000012', '陈桂兰', '个人', '身份证', '***', '***'])
    expect((await accountant('POST', `${path}/release`)).status).toBe(200)
    await expect.poll(async () => (await own('GET', path)).body.state).toBe('done')
    expect((await own('GET', path)).body.releasedBy).toBe('accountant')
    expect((await own('GET', `${path}/rows`)).body).toEqual({ titles: [], rows: [], count: 0 })
    // Two people on the debt as on the sheet; that it was done is nobody's act.
    const { rows: charged } = await database.pool.query('select drafted_by, decided_by from account_charge')
    expect(charged).toEqual([{ drafted_by: 'admin', decided_by: 'accountant' }])
    const { rows: acts } = await database.pool.query(
      `select actor, action, unit from audit_entry where subject = $1 order by id`,
      [`bringing:${body.id}`],
    )
    expect(acts.map(({ actor, action, unit }) => [actor, action, unit])).toEqual([
      ['admin', 'bringing.checked', 'X.'],
      ['accountant', 'bringing.released', 'X.'],
      ['system:bringing', 'bringing.done', 'X.'],
    ])
    await own('POST', `/api/bringing/bringings/${before.body.id}/withdrawal`)
  })

  test('one that was overtaken since it was looked at changes nothing and says so', async () => {
    const late = csv(head, CHEN.replace('0033020000012', '3302000000049'))
    const { body } = await own('POST', '/api/bringing/bringings', sheet(late))
    expect(body.state).toBe('checked')
    await database.pool.query(`update transformer_district set name = '幸福小区旧公变'`)
    const path = `/api/bringing/bringings/${body.id}`
    await other('POST', `${path}/release`)
    await expect.poll(async () => (await own('GET', path)).body.state).toBe('failed')
    expect((await own('GET', path)).body.report).toMatchObject({
      counts: { added: 0 },
      faults: [{ message: expect.stringMatching(/^第 2 行 台区.*不存在/) }],
    })
    await database.pool.query(`update transformer_district set name = '幸福小区1号公变'`)
  })

  test('what a crash left released is brought by the next round, once', async () => {
    const left = csv(head, CHEN.replace('0033020000012', '3302000000057'))
    const { body } = await own('POST', '/api/bringing/bringings', sheet(left))
    await database.pool.query(
      `update bringing set state = 'released', released_by = 'second', released_at = now() where id = $1`,
      [body.id],
    )
    const ctx = database.ctx('2026-11-29T10:05:00+08:00')
    await Promise.all([bringReleased(ctx, ports), bringReleased(ctx, ports)])
    expect((await own('GET', `/api/bringing/bringings/${body.id}`)).body.state).toBe('done')
    const { rows } =
      await database.pool.query(`select changed_by from account_term t join account a on a.id = t.account_id
      where a.account_no = '3302000000057'`)
    expect(rows).toEqual([{ changed_by: 'admin' }])
  })

  test('of another county it is not there; withdrawn, its content is gone', async () => {
    const { body } = await own('POST', '/api/bringing/bringings', sheet(csv(head, CHEN)))
    const path = `/api/bringing/bringings/${body.id}`
    await database.pool.query(`insert into organisation (kind, code, name, path) values ('county', 'Y', '外县', 'Y.')`)
    const user = {
      username: 'stranger',
      name: 'stranger',
      password: 'a long enough password',
      roles: ['admin' as const],
    }
    await addUser(database.ctx('2026-01-01T00:00:00Z'), { ...user, organisationPath: 'Y.' })
    const stranger = await logInOnly(app, 'stranger')
    for (const [method, url] of [
      ['GET', path],
      ['POST', `${path}/release`],
      ['POST', `${path}/withdrawal`],
    ] as const) {
      expect((await stranger(method, url)).status).toBe(404)
    }
    expect((await stranger('GET', '/api/bringing/bringings')).body.items).toEqual([])
    expect((await own('POST', `${path}/withdrawal`)).body).toMatchObject({ state: 'withdrawn', withdrawnBy: 'admin' })
    expect(
      (await database.pool.query('select content from bringing where id = $1', [body.id])).rows[0].content,
    ).toBeNull()
  })

  test('a file of another kind is told as that, and not by each of its columns', async () => {
    const { body } = await own('POST', '/api/bringing/bringings', sheet(csv(meterHead, METER)))
    expect(body.report.faults).toEqual([
      { row: 1, column: '整个文件', message: '这份文件像是“计量点与电能表”', advice: '请核对所选的内容' },
    ])
    const neither = await own('POST', '/api/bringing/bringings', sheet(csv('甲,乙', '1,2')))
    expect(neither.body.report.faults.length).toBeGreaterThan(5)
  })

  test('what is too large, or no sheet, is refused before it is looked at', async () => {
    const large = await app.inject({
      method: 'POST',
      url: '/api/bringing/bringings',
      headers: { 'content-type': 'application/json', 'content-length': String(200 * 1024 * 1024) },
      payload: '{}',
    })
    expect(large.statusCode).toBeGreaterThanOrEqual(400)
    const photo = await own('POST', '/api/bringing/bringings', sheet(Buffer.from([0, 1, 2, 3])))
    expect(photo).toMatchObject({ status: 400, body: { error: { code: 'SHEET_UNREADABLE' } } })
  })
})

async function logInOnly(app: App, username: string): Promise<Caller> {
  const session = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username, password: 'a long enough password' },
  })
  const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
  return async (method, url, payload) => {
    const answer = await app.inject({ method, url, cookies, ...(payload ? { payload } : {}) } as InjectOptions)
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  }
}
