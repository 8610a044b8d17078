import { beforeAll, describe, expect, test } from 'vitest'
import { checkSheet } from '../../app/bringing/bring.ts'
import { bringNow } from '../../app/bringing/bringings.ts'
import { bringingReport } from '../../app/bringing/contract.ts'
import { bringingPorts as ports } from '../../app/bringing/ports-of-departments.ts'
import { shapes } from '../../app/bringing/rules/check.ts'
import { reverseCharge } from '../../billing/charges/charges.ts'
import { findCharge, listChargesOf } from '../../billing/charges/read.ts'
import { findBalance, listOwed, recordPayment } from '../../billing/index.ts'
import { findLedger } from '../../billing/office/account-ledger.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const NOW = '2026-11-29T10:00:00+08:00'
const head = '原单据号,户号,类型,电费年月,金额,交费期限,摘要'
const [CHEN, NOODLE, GONE] = ['3302000000011', '3302000000020', '3302000000038']
const DEBT = `YX-2026-0001,${CHEN},欠费,2026-09,"1,234.56",2026-10-25,补录`
const LATER = `YX-2026-0002,${CHEN},欠费,202610,100,2026-11-25,`
const CREDIT = `YX-2026-0003,${NOODLE},预存,,88.8,,`
const csv = (...lines: string[]) => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)

describe('opening balances', () => {
  const database = useDatabase()
  const ctx = (now = NOW) => database.ctx(now, { username: 'li-admin', roles: ['admin'] })
  const clerk = (now = NOW) => database.ctx(now, { username: 'clerk', roles: ['billing'] })
  const bring = (...lines: string[]) => {
    const bringing = { kind: 'balances' as const, bytes: csv(head, ...lines), mayUpdate: true, fileName: 'b.csv' }
    return bringNow(ctx(), bringing, ports)
  }
  const look = (...lines: string[]) =>
    checkSheet(ctx(), { kind: 'balances', bytes: csv(head, ...lines), mayUpdate: true }, ports)
  const told = async (...lines: string[]) =>
    (await look(...lines)).faults.map(({ row, column, message, advice }) => `${row} ${column}:${message}|${advice}`)
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const idOf = async (accountNo: string) =>
    Number((await query('select id from account where account_no = $1', [accountNo]))[0]?.id)

  beforeAll(async () => {
    await layNetwork(ctx())
    const columns = shapes.customers.columns.map(({ title }) => title)
    const account = (accountNo: string, name: string, kind: string) => {
      const cells: Record<string, string> = {
        ...{ 户号: accountNo, 户名: name, 客户类型: '个人', 用电地址: '府前路1号', 供电单位: '城关供电所' },
        ...{ 台区: '幸福小区1号公变', 用电类别: kind, 合同容量: '8', 电价代码: 'SH-RES-FLAT', 开户日期: '2020-05-01' },
      }
      return columns.map((title) => cells[title] ?? '').join(',')
    }
    const bytes = csv(
      columns.join(','),
      account(CHEN, '陈桂兰', '居民'),
      account(NOODLE, '周记面馆', '工商业'),
      account(GONE, '已走', '居民'),
    )
    await bringNow(ctx(), { kind: 'customers', bytes, mayUpdate: false, fileName: 'c.csv' }, ports)
    const closing = { change: 'account-closed' as const, accountId: await idOf(GONE), on: '2026-11-01' }
    await applyChanges(ctx(), [closing], { caseRef: 'application:test', reason: '销户' })
  })

  test.each<[string, string, RegExp]>([
    ['without a document', DEBT.replace('YX-2026-0001', ''), /^2 原单据号:不能为空/],
    [
      'with a document that a spreadsheet rounded',
      DEBT.replace('YX-2026-0001', '2.02611E+15'),
      /^2 原单据号:.*科学计数/,
    ],
    ['of an account that is unknown', DEBT.replace(CHEN, '3302000000999'), /^2 户号:户号“3302000000999”不存在/],
    ['of an account that is closed', DEBT.replace(CHEN, GONE), /^2 户号:该户已销户\|/],
    ['of neither side', DEBT.replace('欠费', '应收'), /^2 类型:不认识“应收”\|应为 欠费、预存/],
    ['of nothing', DEBT.replace('"1,234.56"', '0'), /^2 金额:超出范围/],
    ['below zero', DEBT.replace('"1,234.56"', '-5'), /^2 金额:超出范围/],
    ['of a tenth of a fen', DEBT.replace('"1,234.56"', '1.234'), /^2 金额:小数超过 2 位/],
    ['that is owed for no month', DEBT.replace('2026-09', ''), /^2 电费年月:欠费须填写/],
    ['that is owed until no day', DEBT.replace('2026-10-25', ''), /^2 交费期限:欠费须填写/],
    ['in credit with a day', CREDIT.replace('88.8,', '88.8,2026-10-25'), /^2 交费期限:预存不应填写/],
    ['in credit of a month', CREDIT.replace('预存,', '预存,2026-09'), /^2 电费年月:预存不应填写/],
    [
      'of a month to come',
      DEBT.replace('2026-09', '2026-12').replace('10-25', '12-25'),
      /^2 电费年月:电费年月晚于本月/,
    ],
    ['of a month that is none', DEBT.replace('2026-09', '2026-13'), /^2 电费年月:不是年月/],
    ['due before its month', DEBT.replace('2026-10-25', '2026-08-25'), /^2 交费期限:早于电费年月 2026-09/],
    ['due in two years', DEBT.replace('2026-10-25', '2028-11-25'), /^2 交费期限:交费期限晚于一年以后/],
    ['of before the account was', DEBT.replace('2026-09', '2020-04'), /^2 电费年月:早于开户日期 2020-05-01/],
  ])('%s is told by row and column', async (_, row, fault) => {
    expect(await told(row)).toEqual([expect.stringMatching(fault)])
  })

  test.each(['2026-09', '2026/9', '2026年9月', '202609', '2026-09-01'])(
    'a month may be written as %s',
    async (month) => {
      expect((await look(DEBT.replace('2026-09', month))).faultCount).toBe(0)
    },
  )

  test('a document twice in a sheet names the other row', async () => {
    expect(await told(DEBT, LATER, DEBT)).toEqual([expect.stringMatching(/^4 原单据号:“YX-2026-0001”与第 2 行重复/)])
  })

  test('of a sheet with one fault nothing is brought', async () => {
    await expect(bring(DEBT, CREDIT.replace('88.8', 'x'))).rejects.toMatchObject({ code: 'SHEET_UNFIT' })
    expect(await query('select 1 from account_charge union all select 1 from payment')).toEqual([])
  })

  test('stand in the ledgers, and the report tells each side beside its source', async () => {
    const looked = await look(LATER, CREDIT, DEBT)
    expect(looked).toMatchObject({ faultCount: 0, counts: { added: 3 } })
    expect(looked.totals.map(({ file }) => file)).toEqual([null, null, null, null, null])
    const { report } = await bring(LATER, CREDIT, DEBT)
    expect(bringingReport.parse(report).totals).toEqual([
      { what: '行数', source: '3', file: '3' },
      { what: '欠费笔数', source: '2', file: '2' },
      { what: '欠费 元', source: '1334.56', file: '1334.56' },
      { what: '预存笔数', source: '1', file: '1' },
      { what: '预存 元', source: '88.80', file: '88.80' },
    ])
    const chen = await idOf(CHEN)
    expect(await findBalance(clerk(), chen)).toMatchObject({
      ...{ balanceYuan: '-1334.56', arrearsYuan: '1334.56', unpaidCharges: 2, oldestDueOn: '2026-10-25' },
      // 1,234.56 × 0.001 × 35 + 100 × 0.001 × 4, each rounded: as of any debt.
      lateFeeYuan: '43.61',
    })
    expect(await findBalance(clerk(), await idOf(NOODLE))).toMatchObject({ balanceYuan: '88.80', arrearsYuan: '0.00' })
    expect([...(await listOwed(clerk(), [chen]))]).toEqual([[chen, '1334.56']])
    const { items } = await listChargesOf(clerk(), CHEN, { limit: 10 })
    expect(
      items.map(({ title, totalYuan, dueOn, status, aboutFrom, aboutTo, reason }) => [
        ...[title.zh, totalYuan, dueOn, status, aboutFrom, aboutTo, reason],
      ]),
    ).toEqual([
      ['期初欠费', '100.00', '2026-11-25', 'overdue', '2026-10-01', '2026-11-01', '2026-10 电费期初欠费'],
      ['期初欠费', '1234.56', '2026-10-25', 'overdue', '2026-09-01', '2026-10-01', '2026-09 电费期初欠费,补录'],
    ])
    const entries = (await findLedger(clerk(), NOODLE)).entries
    expect(entries.map(({ kind, amountYuan, balanceYuan }) => [kind, amountYuan, balanceYuan])).toEqual([
      ['opening-credit', '88.80', '88.80'],
    ])
    const owed = await findLedger(clerk(), CHEN)
    expect(owed.hasMeter).toBe(false)
    expect(owed.entries.map(({ reason, dueOn, openingNo }) => [reason, dueOn, openingNo])).toEqual([
      ['2026-10 电费期初欠费', '2026-11-25', 'YX-2026-0002'],
      ['2026-09 电费期初欠费,补录', '2026-10-25', 'YX-2026-0001'],
    ])
    const timeline = await query(`select title_zh from timeline_entry where kind in ('charge', 'payment') order by id`)
    expect(timeline.map(({ title_zh }) => title_zh)).toEqual([
      '期初预存 88.80 元',
      '期初欠费 1234.56 元',
      '期初欠费 100.00 元',
    ])
  })

  test('tell nobody by a message: customers know of them', async () => {
    expect(await query(`select kind from event where kind in ('charge.issued', 'payment.recorded')`)).toEqual([])
  })

  test('brought again change nothing', async () => {
    const { report } = await bring(DEBT, LATER, CREDIT)
    expect(report.counts).toEqual({ added: 0, changed: 0, unchanged: 3, differing: 0 })
    expect(await query('select count(*)::int as n from opening_balance')).toEqual([{ n: 3 }])
    expect(await findBalance(clerk(), await idOf(CHEN))).toMatchObject({ balanceYuan: '-1334.56' })
  })

  test.each<[string, string, RegExp]>([
    [
      'another amount',
      DEBT.replace('1,234.56', '1,234.57'),
      /^2 金额:与已导入的不同:已有“1234.56”,文件为“1234.57”\|.*冲减/,
    ],
    ['another account', DEBT.replace(CHEN, NOODLE), /^2 户号:与已导入的不同/],
    [
      'another side',
      CREDIT.replace('预存,', '欠费,2026-09').replace('88.8,', '88.8,2026-10-25'),
      /^2 类型:与已导入的不同:已有“预存”/,
    ],
    ['another due day', DEBT.replace('2026-10-25', '2026-10-26'), /^2 交费期限:与已导入的不同/],
  ])('the same document with %s is a fault, and nothing is overwritten', async (_, row, fault) => {
    const faults = await told(row)
    expect(faults[0]).toMatch(fault)
    await expect(bring(row)).rejects.toMatchObject({ code: 'SHEET_UNFIT' })
    expect(await query('select total_yuan from account_charge order by id')).toEqual([
      { total_yuan: '1234.56' },
      { total_yuan: '100.00' },
    ])
  })

  test('a payment covers the oldest first, and late fees run from the due day of the document', async () => {
    const payment = { accountNo: CHEN, amountYuan: '1234.56', channel: 'online' as const, idempotencyKey: 'opening-1' }
    const { settled, lateFee } = await recordPayment(clerk(), payment)
    expect(settled).toMatchObject([{ amountYuan: '1234.56' }])
    // 35 days behind 25 October: 1,234.56 × 0.001 × 35.
    expect(lateFee?.totalYuan).toBe('43.21')
    expect((await findCharge(clerk(), lateFee?.chargeId ?? 0)).lateFor).toMatchObject([
      { amountYuan: '1234.56', dueOn: '2026-10-25', paidOn: '2026-11-29' },
    ])
  })

  test('a credit covers an overdue debt without a late fee', async () => {
    await bring(`YX-2026-0004,${NOODLE},欠费,2026-08,50,2026-09-25,`, `YX-2026-0005,${NOODLE},预存,,10,,`)
    expect(await findBalance(clerk(), await idOf(NOODLE))).toMatchObject({ balanceYuan: '48.80', lateFeeYuan: '0.00' })
    expect(
      await query(
        `select 1 from account_charge c join account a on a.id = c.account_id
      where a.account_no = $1 and c.kind = 'late-fee'`,
        [NOODLE],
      ),
    ).toEqual([])
  })

  test('a debt is taken back by its reversal, not by who brought it, and its document stays known', async () => {
    const [{ id }] = (await query(
      `select charge_id as id from opening_balance where document_no = 'YX-2026-0002'`,
    )) as [{ id: string }]
    await expect(reverseCharge(ctx(), Number(id), '原系统已收')).rejects.toMatchObject({ code: 'FOUR_EYES' })
    await reverseCharge(clerk(), Number(id), '原系统已收')
    // The late fee of the payment is left.
    expect(await findBalance(clerk(), await idOf(CHEN))).toMatchObject({ balanceYuan: '-43.21', unpaidCharges: 1 })
    expect((await bring(LATER)).report.counts).toMatchObject({ added: 0, unchanged: 1 })
    expect(await findBalance(clerk(), await idOf(CHEN))).toMatchObject({ balanceYuan: '-43.21' })
  })

  test('of another’s scope is unknown', async () => {
    const narrow = { ...ctx(), scope: 'X.X2.' }
    const { faults } = await checkSheet(narrow, { kind: 'balances', bytes: csv(head, DEBT), mayUpdate: false }, ports)
    expect(faults.map(({ column, message }) => `${column} ${message}`)).toEqual([`户号 户号“${CHEN}”不存在`])
  })
})
