import { Decimal } from 'decimal.js'
import { describeParking, type ParkReason } from '../../../billing/rules/parking.ts'
import { nameOfItem, nameOfRule } from './names.ts'
import type { Stage } from './stage.ts'
import { type Row, type Scenario, said } from './tables.ts'

type Cells = Record<string, string>
type Outcome = Record<string, Cells[]>

const documents = "case b.document when 'bill' then '账单' when 'reversal' then '冲减' else '另发' end"
const states = "case b.state when 'held' then '待审' when 'issued' then '已发行' else '作废' end"
const chargeKinds = `case b.kind when 'late-fee' then '违约金' when 'theft-back-charge' then '窃电' else '变比' end`
const ofAccounts = 'join account a on a.id = b.account_id join organisation o on o.id = a.organisation_id'

/** What came out of a scenario, in the columns that a clerk writes; in the order in which it was made. */
export async function readOutcome(stage: Stage): Promise<Outcome> {
  const { db } = stage.at(new Date())
  const names = new Map([...stage.accounts.values()].map(({ accountId, name }) => [accountId, name]))
  const rows = async (sql: string) => {
    const found = await db.rows<{ account_id: number } & Record<string, string | number | null>>(sql, [stage.path])
    return found.map(({ account_id, ...cells }): Cells => {
      const said = Object.entries(cells).map(([column, value]) => [column, value === null ? '' : String(value)])
      return { 户: names.get(account_id) ?? '', ...Object.fromEntries(said) }
    })
  }
  const lines = await rows(
    `select b.account_id, b.bill_month as 月, ${documents} as 单据, l.item as 项目, l.quantity::text as 数量,
       l.price::text as 单价, l.amount_yuan::text as 金额
     from bill b ${ofAccounts} join bill_line l on l.bill_id = b.id where o.path = $1 order by b.id, l.position`,
  )
  const parked = await rows(
    `select b.account_id, b.bill_month as 月, b.reason as 原因 from parked_bill b ${ofAccounts}
     where o.path = $1 and b.resolved_at is null order by b.id`,
  )
  const held = await rows(
    `select b.account_id, b.bill_month as 月, h.rule as 规则,
       case h.decision when 'false-alarm' then '放行' when 'confirmed' then '退回' else '' end as 决定
     from bill_check_hit h join bill b on b.id = h.bill_id ${ofAccounts}
     join bill_check_rule r on r.code = h.rule and r.holds where o.path = $1 order by h.id`,
  )
  const papers = "case b.document when 'statement' then '结算单' when 'reversal' then '冲减' else '另发' end"
  const statementLines = await rows(
    `select b.account_id, b.month as 月, ${papers} as 单据, l.item as 项目, l.quantity::text as 数量, l.price::text as 单价,
       l.amount_yuan::text as 金额
     from feed_in_statement b ${ofAccounts} join feed_in_line l on l.statement_id = b.id where o.path = $1
     order by b.id, l.position`,
  )
  const wordOf = (reason: string | undefined) => describeParking(reason as ParkReason).zh.split(/[,,]/)[0] ?? ''
  return {
    'then/bills.csv': await rows(
      `select b.account_id, b.bill_month as 月, ${documents} as 单据, b.period_from::text as 起, b.period_to::text as 止,
         (b.energy_wh / 1000.0)::text as 电量, b.total_yuan::text as 金额, b.due_on::text as 应缴, ${states} as 状态,
         b.power_factor::text as 功率因数, (b.demand_w / 1000.0)::text as 需量
       from bill b ${ofAccounts} where o.path = $1 order by b.id`,
    ),
    'then/lines.csv': lines.map((line) => ({ ...line, 项目: nameOfItem(line.项目 ?? '') })),
    'then/parked.csv': parked.map((each) => ({ ...each, 原因: wordOf(each.原因) })),
    'then/held.csv': held.map((each) => ({ ...each, 规则: nameOfRule(each.规则 ?? '') })),
    'then/tasks.csv': await rows(
      `select b.account_id, b.bill_month as 月, case b.cause when 'reading' then '示数' when 'price' then '电价' when 'market-sheet' then '结算单' when 'file' then '档案' else b.cause end as 原因,
         case b.resolution when 'corrected' then '已退补' when 'no-difference' then '无差额' when 'put-aside' then '不予退补' else '' end as 结果
       from correction_task b ${ofAccounts} where o.path = $1 order by b.id`,
    ),
    'then/charges.csv': await rows(
      `select b.account_id, ${chargeKinds} as 种类, case b.document when 'charge' then '追补' else '冲减' end as 单据,
         b.total_yuan::text as 金额, b.due_on::text as 应缴,
         case when b.document = 'reversal' then '' when b.standing then '现行' else '已冲减' end as 状态
       from account_charge b ${ofAccounts} where o.path = $1 and b.state = 'issued' order by b.id`,
    ),
    'then/statements.csv': await rows(
      `select b.account_id, b.month as 月, ${papers} as 单据, b.period_from::text as 起, b.period_to::text as 止,
         (b.exported_wh / 1000.0)::text as 上网电量, (b.generated_wh / 1000.0)::text as 发电量, b.total_yuan::text as 金额,
         case when b.standing and b.state = 'issued' then b.total_yuan - b.paid_before_yuan else 0 end::text as 应付,
         case b.state when 'paid' then '已付' else '已发行' end as 状态
       from feed_in_statement b ${ofAccounts} where o.path = $1 order by b.id`,
    ),
    'then/statement-lines.csv': statementLines.map((line) => ({ ...line, 项目: nameOfItem(line.项目 ?? '') })),
    'then/balances.csv': await rows(
      `select b.account_id, (b.paid_yuan - b.charged_yuan)::text as 余额,
         (select count(*) from bill u where u.account_id = b.account_id and u.standing and u.state = 'issued'
            and u.charged_through_yuan > b.paid_yuan + b.credited_yuan and u.total_yuan > 0)::text as 未缴张数
       from account_ledger b ${ofAccounts} where o.path = $1 order by b.account_id`,
    ),
  }
}

/** By what rows belong together: of each that is named, all must be there. A file without key is whole. */
const keys: Record<string, string[]> = {
  'then/bills.csv': ['户', '月'],
  'then/lines.csv': ['户', '月', '单据'],
  'then/charges.csv': ['户'],
  'then/statements.csv': ['户', '月'],
  'then/statement-lines.csv': ['户', '月', '单据'],
  'then/balances.csv': ['户'],
  'then/parked.csv': [],
  'then/held.csv': [],
  'then/tasks.csv': [],
}

/** Where what came out is not what the clerk wrote, in his words; empty where all is right. */
export function compareOutcome({ tables }: Scenario, outcome: Outcome): string[] {
  return Object.entries(keys).flatMap(([file, key]) => {
    const expected = tables[file]
    if (!expected) return []
    const keyOf = (cells: Cells) => key.map((column) => cells[column]).join(' ')
    const found = Map.groupBy(outcome[file] ?? [], keyOf)
    const groups = [...Map.groupBy(expected, ({ cells }) => keyOf(cells))]
    if (key.length === 0 && groups.length === 0) groups.push(['', []])
    return groups.flatMap(([name, rows]) => compareRows(file, name, rows, found.get(name) ?? []))
  })
}

function compareRows(file: string, name: string, expected: Row[], found: Cells[]): string[] {
  const tell = (cells: Cells) => Object.values(cells).join(' ')
  const shown = expected[0]?.cells ?? {}
  const differences = expected.flatMap((row, position) => {
    const actual = found[position]
    if (!actual) return [`${row.where}:${tell(row.cells)}——程序没有这一条`]
    return Object.keys(row.cells)
      .filter((column) => !isSame(column, said(row, column) ?? '', actual[column] ?? ''))
      .map(
        (column) =>
          `${row.where}(${name}):「${column}」应为 ${said(row, column) ?? '空'},程序得 ${actual[column] || '空'}`,
      )
  })
  const more = found.slice(expected.length).map((cells) => {
    const named = Object.keys(shown).length > 0 ? Object.keys(shown) : Object.keys(cells)
    return `${file}(${name || '全部'}):程序多出 ${named.map((column) => cells[column]).join(' ')}`
  })
  return [...differences, ...more]
}

const texts = ['户', '月', '单据', '项目', '起', '止', '应缴', '状态', '原因', '规则', '决定', '结果', '种类']

function isSame(column: string, expected: string, actual: string): boolean {
  if (texts.includes(column) || expected === '' || actual === '') return expected === actual
  return new Decimal(expected).eq(actual)
}
