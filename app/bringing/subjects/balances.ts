import { bringBalances, listOpenings, type OpeningBalance, sumOpenings } from '../../../billing/index.ts'
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
  inspect: async (_ctx, { fresh }, known) => fresh.flatMap((row) => inspectAccount(row, known)),
  add: (ctx, rows, known, { caseRef }) =>
    bringBalances(
      ctx,
      rows.map(({ values }) => toBalance(values, known)),
      caseRef,
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
