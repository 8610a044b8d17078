import { parse } from 'csv-parse/sync'
import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { type Issue, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { exact, sumYuan, yuanToText } from '../rules/money.ts'
import { markPaid } from '../sql/feed-in.ts'
import { listStatements, type StatementRow } from '../sql/feed-in-read.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import { type PayoutAnswer, type payoutInput, payoutRow } from './contract.ts'

type Row = z.infer<typeof payoutRow> & { line: number }

/**
 * A bank's or treasury's file of what was paid out, all or none; what is paid already with the same reference changes nothing.
 * Refuses with `PAYOUTS_UNFIT` and every fault by row and field.
 */
export function recordPayouts(ctx: Ctx, { content }: z.infer<typeof payoutInput>): Promise<PayoutAnswer> {
  const rows = readRows(content)
  return transact(ctx, async (inner) => {
    const statementNos = rows.map(({ statementNo }) => statementNo)
    const asked = await listStatements(inner, { statementNos })
    await lockLedgers(
      inner,
      [...new Set(asked.map(({ accountId }) => accountId))].sort((a, b) => a - b),
    )
    const statements = new Map((await listStatements(inner, { statementNos })).map((row) => [row.statementNo, row]))
    const issues = rows.flatMap((row, n) =>
      checkRow(row, statements.get(row.statementNo), rows.slice(0, n), civilDay(ctx.now)),
    )
    if (issues.length > 0) throw unfit(issues)
    const fresh = rows.flatMap((row) => {
      const statement = statements.get(row.statementNo)
      return statement?.state === 'issued' ? [{ ...row, statement }] : []
    })
    await markPaid(
      inner,
      fresh.map(({ statement: { id }, reference, paidOn }) => ({ id, reference, paidOn })),
    )
    await tell(inner, fresh)
    return {
      rows: rows.length,
      paid: fresh.length,
      unchanged: rows.length - fresh.length,
      amountYuan: sumYuan(fresh.map(({ statement: { payableYuan } }) => payableYuan)),
    }
  })
}

function checkRow(row: Row, statement: StatementRow | undefined, before: Row[], today: string): Issue[] {
  const at = (field: string, message: string) => [{ path: `rows.${row.line}.${field}`, message }]
  if (!statement) return at('statementNo', '没有这张结算单')
  if (before.some(({ statementNo }) => statementNo === row.statementNo)) return at('statementNo', '文件中重复')
  if (!statement.standing) return at('statementNo', '该结算单已被冲减,请按更正后的结算单付款')
  if (statement.state === 'paid') {
    const isSame = statement.payoutReference === row.reference && statement.paidOn === row.paidOn
    return isSame ? [] : at('reference', `已于 ${statement.paidOn} 以凭证 ${statement.payoutReference} 付款`)
  }
  if (row.paidOn > today) return at('paidOn', '付款日期不能晚于今天')
  if (exact(row.amountYuan).eq(statement.payableYuan)) return []
  return at('amountYuan', `应付 ${statement.payableYuan} 元`)
}

type Paid = Row & { statement: StatementRow }

async function tell(ctx: Ctx, paid: Paid[]): Promise<void> {
  if (paid.length === 0) return
  await addTimelineEntries(
    ctx,
    paid.map(({ statement, reference, paidOn }) => ({
      accountId: statement.accountId,
      at: ctx.now,
      kind: 'feed-in',
      subject: `payout:${statement.statementNo}`,
      title: {
        zh: `${statement.month} 上网电费已付 ${yuanToText(exact(statement.payableYuan))} 元`,
        en: `Feed-in of ${statement.month} paid out: ${yuanToText(exact(statement.payableYuan))} yuan`,
      },
      detail: { reference, paidOn, periodTo: statement.periodTo },
    })),
  )
  await recordAudit(ctx, {
    action: 'feed-in.paid',
    subject: `payouts:${paid[0]?.reference}`,
    detail: { statements: paid.map(({ statementNo }) => statementNo) },
  })
}

const columns: Record<string, string> = {
  结算单号: 'statementNo',
  金额: 'amountYuan',
  付款凭证号: 'reference',
  付款日期: 'paidOn',
}

function readRows(content: string): Row[] {
  let records: { record: string[]; info: { lines: number } }[]
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true }
    records = parse(content, options) as unknown as typeof records
  } catch {
    throw new Refusal('PAYOUTS_UNFIT', '文件不是 CSV,请检查引号与分隔符', { status: 400 })
  }
  const [header, ...rows] = records
  const names = (header?.record ?? []).map((name) => columns[name] ?? name)
  const missing = Object.values(columns).filter((name) => !names.includes(name))
  if (missing.length > 0 || rows.length === 0) {
    throw unfit([
      ...missing.map((name) => ({ path: `rows.1.${name}`, message: '缺少这一列' })),
      ...emptyFile(rows.length),
    ])
  }
  const issues: Issue[] = []
  const read = rows.flatMap(({ record, info: { lines: line } }): Row[] => {
    const cells = Object.values(columns).map((name) => [name, record[names.indexOf(name)] ?? ''])
    const parsed = payoutRow.safeParse(Object.fromEntries(cells))
    if (parsed.success) return [{ ...parsed.data, line }]
    issues.push(
      ...parsed.error.issues.map(({ path, message }) => ({ path: `rows.${line}.${path.join('.')}`, message })),
    )
    return []
  })
  if (issues.length > 0) throw unfit(issues)
  return read
}

function emptyFile(rows: number): Issue[] {
  return rows === 0 ? [{ path: 'rows.2', message: '文件没有内容' }] : []
}

function unfit(issues: Issue[]): Refusal {
  const message = `文件有 ${issues.length} 处错误,未登记任何付款,请更正后重新上传`
  return new Refusal('PAYOUTS_UNFIT', message, { status: 400, issues })
}
