import { yuan } from '../../app/web/kit/format.ts'
import { Figure } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Balance } from '../contract.ts'
import { billingWords } from './words.ts'

/** What is owed, or what lies on account, with what to do about it where the reader is the one who pays. */
export function BalanceNote({ balance, advice }: { balance: Balance; advice?: string }) {
  const say = useWords(billingWords)
  const value = Number(balance.balanceYuan)
  if (value >= 0)
    return (
      <Figure label={say('bills.balance')} value={yuan(balance.balanceYuan)} tone="good" note={say('bills.settled')} />
    )
  const overdue = Number(balance.arrearsYuan) > 0
  const note = overdue
    ? say('bills.arrears', { amount: yuan(balance.arrearsYuan), day: balance.oldestDueOn ?? '' })
    : say('bills.unpaid', { count: balance.unpaidBills + balance.unpaidCharges })
  const fee = Number(balance.lateFeeYuan)
  const late = fee > 0 && say('bills.lateFee', { fee: yuan(fee), amount: yuan((fee * 100 - value * 100) / 100) })
  return (
    <Figure
      label={say('bills.owed')}
      value={yuan(-value)}
      tone={overdue ? 'bad' : undefined}
      note={[note, late, advice].filter(Boolean).join('。')}
    />
  )
}
