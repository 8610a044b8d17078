import {
  bringBalances,
  listBilledMonths,
  listOpenings,
  type OpeningBalance,
  sumOpenings,
} from '../../../billing/index.ts'
import type { Ctx } from '../../../db/context.ts'
import type { Known } from '../facts.ts'
import { thousandthsOf } from '../rules/compare.ts'
import type { Fault, Values } from '../rules/shape.ts'
import { numberOf, type Ready, type Subject, textOf, textOrNull } from './subject.ts'

export const balanceSubject: Subject = {
  rehearses: false,
  async listKnown(ctx, keys) {
    const known = await listOpenings(ctx, keys)
    return new Map(
      known.map(({ documentNo, isOurs, amountYuan, ...values }) => [
        documentNo,
        { isOurs, values: { ...values, amountYuan: Number(amountYuan) } },
      ]),
    )
  },
  inspect: async (ctx, { fresh }, known) => [
    ...fresh.flatMap((row) => inspectAccount(row, known)),
    ...(await inspectMonths(ctx, fresh, known)),
  ],
  add: (ctx, rows, known, about) =>
    bringBalances(
      ctx,
      rows.map(({ values }) => toBalance(values, known)),
      about,
    ),
  // A debt is taken back by its reversal: nothing of it may be changed by a sheet.
  change: async () => {},
  async sum(ctx, keys) {
    const { debts, debtYuan, credits, creditYuan } = await sumOpenings(ctx, keys)
    const thousandths = [debts, debtYuan, credits, creditYuan].map(thousandthsOf)
    return { rows: debts + credits, thousandths }
  },
}

function toBalance(values: Values, known: Known): OpeningBalance {
  const one = {
    documentNo: textOf(values, 'documentNo'),
    accountId: known.accounts.get(textOf(values, 'accountNo'))?.accountId ?? 0,
    amountYuan: numberOf(values, 'amountYuan').toFixed(2),
    note: textOrNull(values, 'note'),
  }
  return textOf(values, 'side') === 'credit'
    ? { ...one, side: 'credit' }
    : { ...one, side: 'debt', billMonth: textOf(values, 'billMonth'), dueOn: textOf(values, 'dueOn') }
}

function inspectAccount({ checked: { row }, values }: Ready, known: Known): Fault[] {
  const account = known.accounts.get(textOf(values, 'accountNo'))
  if (!account) return []
  if (account.status === 'closed')
    return [{ row, column: '户号', message: '该户已销户', advice: '已销户的往来请在原系统了结,或核对户号' }]
  const month = textOrNull(values, 'billMonth')
  const openedOn = String(account.values.openedOn)
  if (month === null || month >= openedOn.slice(0, 7)) return []
  return [{ row, column: '电费年月', message: `早于开户日期 ${openedOn}`, advice: '请核对电费年月与户号' }]
}

/** A month that is billed here is no debt of before: it would be charged twice. */
async function inspectMonths(ctx: Ctx, rows: Ready[], known: Known): Promise<Fault[]> {
  const debts = rows.flatMap(({ checked: { row }, values }) => {
    const accountId = known.accounts.get(textOf(values, 'accountNo'))?.accountId
    const billMonth = textOrNull(values, 'billMonth')
    return accountId === undefined || billMonth === null ? [] : [{ row, accountId, billMonth }]
  })
  const billed = new Set((await listBilledMonths(ctx, debts)).map((each) => `${each.accountId} ${each.billMonth}`))
  return debts.flatMap(({ row, accountId, billMonth }): Fault[] =>
    billed.has(`${accountId} ${billMonth}`)
      ? [
          {
            row,
            column: '电费年月',
            message: `该户 ${billMonth} 已由本系统计费`,
            advice: '请删去这一行,或核对电费年月',
          },
        ]
      : [],
  )
}
