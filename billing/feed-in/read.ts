import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { titleOfItem } from '../rules/line-title.ts'
import { sumYuan } from '../rules/money.ts'
import { describeParking } from '../rules/parking.ts'
import {
  countPlants,
  listFeedInTasks,
  listParkedFeedIns,
  listStatementDocuments,
  listStatementLines,
  listStatementRegisters,
  listStatements,
  type StatementRow,
} from '../sql/feed-in-read.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { FeedInMonth, StatementDetail, StatementSummary, statementList } from './contract.ts'

/** Statements of an account that stand, newest first; refuses with `NOT_FOUND`. */
export async function listOfAccount(ctx: Ctx, accountNo: string): Promise<z.infer<typeof statementList>> {
  const account = await findReadableAccount(ctx, { accountNo })
  if (!account) throw notFound('户号')
  return { items: (await listStatements(ctx, { accountId: account.id })).map(rowToWire) }
}

/** One statement with lines, registers and the other documents of its month; refuses with `NOT_FOUND`. */
export async function findStatement(ctx: Ctx, id: number): Promise<StatementDetail> {
  const [row] = await listStatements(ctx, { id })
  if (!row) throw notFound('上网电费结算单')
  const { address, reason, correctsId } = row
  const [lines, registers, documents] = [
    await listStatementLines(ctx, id),
    await listStatementRegisters(ctx, id),
    await listStatementDocuments(ctx, row),
  ]
  return {
    ...rowToWire(row),
    ...{ address, reason, correctsId },
    lines: lines.map((line) => ({ ...line, title: titleOfItem(line.item) })),
    registers: registers.map(({ startWh, endWh, energyWh, ...register }) => {
      return { ...register, startKwh: startWh / 1000, endKwh: endWh / 1000, energyKwh: energyWh / 1000 }
    }),
    documents: documents.map(({ id: documentId, statementNo, document, standing, totalYuan, state }) => {
      return { id: documentId, statementNo, document, standing, totalYuan, state }
    }),
  }
}

/** A month of the office: what was settled, what is still to be paid out, what waits. */
export async function findFeedInMonth(ctx: Ctx, month: string): Promise<FeedInMonth> {
  const items = (await listStatements(ctx, { month })).map(rowToWire)
  const parked = await listParkedFeedIns(ctx, month)
  const totalYuan = sumYuan(items.map((each) => each.totalYuan))
  const payableYuan = sumYuan(items.map((each) => each.payableYuan))
  return {
    plants: await countPlants(ctx, month),
    statements: items.length,
    exportedKwh: items.reduce((sum, { exportedKwh }) => sum + exportedKwh * 1000, 0) / 1000,
    ...{ totalYuan, payableYuan },
    paidYuan: sumYuan([totalYuan, payableYuan.startsWith('-') ? payableYuan.slice(1) : `-${payableYuan}`]),
    items,
    parked: parked.map(({ accountId: _, parkedAt, ...row }) => {
      const { zh, en } = describeParking(row.reason)
      return { ...row, message: { zh, en }, parkedAt: parkedAt.toISOString() }
    }),
    tasks: await listFeedInTasks(ctx),
  }
}

function rowToWire(row: StatementRow): StatementSummary {
  const { accountId: _, address: __, reason: ___, correctsId: ____, exportedWh, generatedWh, issuedAt, ...rest } = row
  return {
    ...rest,
    exportedKwh: exportedWh / 1000,
    generatedKwh: generatedWh === null ? null : generatedWh / 1000,
    issuedAt: issuedAt.toISOString(),
  }
}
