import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import type { Subscriber } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { withoutTrace } from '../../db/without-trace.ts'
import { subtractYuan } from '../rules/balance.ts'
import { exact, sumYuan, yuanToText } from '../rules/money.ts'
import { describeParking } from '../rules/parking.ts'
import { withoutRemovals } from '../rules/run/feed-in.ts'
import {
  insertStatements,
  listStandingStatements,
  markPaid,
  type NewStatement,
  openFeedInTasks,
  resolveFeedInTasks,
  type StandingStatement,
  type StatementRegister,
  takeDownStatements,
} from '../sql/feed-in.ts'
import { findSettledUntil, listPlants, listRemovals, readFeedInBook } from '../sql/feed-in-facts.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { UsagePort } from '../usage.ts'
import type { FeedInCorrection, feedInCorrectionInput } from './contract.ts'
import { rateMonth, statementNoOf, tellStatement } from './statements.ts'

type Input = z.infer<typeof feedInCorrectionInput>
type Rated = Extract<Awaited<ReturnType<typeof rateMonth>>, { ok: true }>['value']
type Changed = { statement: StandingStatement; after: Rated }

/**
 * Rates settled months anew, in order, and replaces each that comes out otherwise: a reversal that takes back every line and a
 * new statement, linked, on the month that they correct. What was paid out on it before counts against the new one. Later
 * months follow as far as they feel it. Refuses with `NOT_FOUND`, `NOTHING_SETTLED` and `CORRECTION_PARKED`.
 */
export function correctStatements(ctx: Ctx, input: Input, findUsages: UsagePort): Promise<FeedInCorrection> {
  return transact(ctx, async (inner) => {
    const account = await findReadableAccount(inner, { accountNo: input.accountNo })
    if (!account) throw notFound('户号')
    await lockLedgers(inner, [account.id])
    const { changed, throughMonth } = await rateAgain(inner, account.id, input.fromMonth, findUsages)
    await replace(inner, changed, input.reason)
    const resolution = changed.length > 0 ? 'corrected' : 'no-difference'
    await resolveFeedInTasks(inner, { accountId: account.id, fromMonth: input.fromMonth, throughMonth }, resolution)
    const answer = describe(account.accountNo, changed)
    await recordAudit(inner, {
      action: 'feed-in.corrected',
      subject: `account:${account.id}`,
      detail: { reason: input.reason, differenceYuan: answer.differenceYuan },
    })
    return answer
  })
}

/** What a correction would do, leaving nothing behind. */
export function previewStatements(ctx: Ctx, input: Input, findUsages: UsagePort): Promise<FeedInCorrection> {
  return transact(ctx, (inner) => withoutTrace(inner, () => correctStatements(inner, input, findUsages)))
}

async function rateAgain(ctx: Ctx, accountId: number, fromMonth: string, findUsages: UsagePort) {
  const statements = await listStandingStatements(ctx, accountId, fromMonth)
  const [first] = statements
  if (!first) throw new Refusal('NOTHING_SETTLED', `${fromMonth} 起没有上网电费结算单`)
  const plants = withoutRemovals(await listPlants(ctx, [accountId]), await listRemovals(ctx, accountId))
  const book = await readFeedInBook(ctx)
  let ends = (await findSettledUntil(ctx, [accountId], first.periodFrom)).get(accountId)?.ends ?? {}
  const changed: Changed[] = []
  let throughMonth = fromMonth
  for (const statement of statements) {
    const days = { from: statement.periodFrom, to: statement.periodTo }
    const verdict = await rateMonth(ctx, { accountId, plants, days, ends, book, isNew: false }, findUsages)
    if (!verdict.ok) {
      throw new Refusal('CORRECTION_PARKED', `${statement.month}:${describeParking(verdict.because).zh}`)
    }
    throughMonth = statement.month
    if (said(statement) !== said(verdict.value)) changed.push({ statement, after: verdict.value })
    ends = endsOf(verdict.value.registers)
    if (JSON.stringify(ends) === JSON.stringify(endsOf(statement.registers))) break
  }
  return { changed, throughMonth }
}

function said({ lines, exportedWh, generatedWh }: Pick<Rated, 'lines' | 'exportedWh' | 'generatedWh'>): string {
  const told = lines.map(({ pointId, from, to, item, quantity, price, amountYuan }) => [
    ...[pointId, from, to, item, quantity, exact(price).toFixed(), amountYuan],
  ])
  return JSON.stringify([exportedWh, generatedWh, told])
}

function endsOf(registers: StatementRegister[]) {
  const ends: Record<string, Record<string, number>> = {}
  for (const { deviceId, role, endWh } of registers) ends[deviceId] = { ...ends[deviceId], [role]: endWh }
  return ends
}

async function replace(ctx: Ctx, changed: Changed[], reason: string): Promise<void> {
  await takeDownStatements(
    ctx,
    changed.map(({ statement }) => statement.id),
  )
  for (const { statement, after } of changed) {
    const { accountId, accountNo, month, documents, revision, id, paidYuan, payout } = statement
    const about = { accountId, month, correctsId: id, reason }
    const reversal: NewStatement = {
      ...reversalOf(statement),
      ...about,
      ...{ statementNo: statementNoOf(month, accountNo, documents), document: 'reversal', standing: false, revision },
    }
    const reissue: NewStatement = {
      ...after,
      ...about,
      ...{ statementNo: statementNoOf(month, accountNo, documents + 1), document: 'reissue', standing: true },
      ...{ revision: revision + 1, paidBeforeYuan: paidYuan },
    }
    const [, reissueId = 0] = await insertStatements(ctx, null, [reversal, reissue])
    // Nothing is left to pay: what was paid stands for it.
    if (payout && exact(after.totalYuan).eq(paidYuan)) await markPaid(ctx, [{ id: reissueId, ...payout }])
    await tellStatement(ctx, reissue)
  }
}

function reversalOf(statement: StandingStatement): Omit<NewStatement, 'document'> {
  const negative = (yuan: string) => yuanToText(exact(yuan).neg())
  return {
    ...statement,
    exportedWh: -statement.exportedWh,
    generatedWh: statement.generatedWh === null ? null : -statement.generatedWh,
    totalYuan: negative(statement.totalYuan),
    paidBeforeYuan: '0.00',
    lines: statement.lines.map((line, n) => ({
      ...line,
      quantity: -line.quantity,
      unroundedYuan: exact(line.unroundedYuan).neg().toFixed(),
      amountYuan: negative(line.amountYuan),
      formula: `冲减 ${statement.statementNo} 第 ${n + 1} 行:${line.formula}`,
    })),
    registers: [],
  }
}

function describe(accountNo: string, changed: Changed[]): FeedInCorrection {
  const months = changed.map(({ statement, after }) => ({
    month: statement.month,
    before: { exportedKwh: statement.exportedWh / 1000, totalYuan: statement.totalYuan },
    after: { exportedKwh: after.exportedWh / 1000, totalYuan: after.totalYuan },
    differenceYuan: subtractYuan(after.totalYuan, statement.totalYuan),
  }))
  return { accountNo, months, differenceYuan: sumYuan(months.map(({ differenceYuan }) => differenceYuan)) }
}

/** Registers that changed under a statement want a correction of it, beside that of a bill. */
export const correctedFeedIns: Subscriber = {
  name: 'billing.corrected-feed-ins',
  kinds: ['usage.corrected'],
  async handle(ctx, event) {
    if (event.kind !== 'usage.corrected') return
    const { pointId, day, because } = event.payload
    await openFeedInTasks(ctx, { pointId, day, detail: { day, because } })
  },
}
