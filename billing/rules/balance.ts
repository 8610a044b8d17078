// Decides what is paid: payments cover bills in the order in which they were issued (the oldest debt first).
import { exact, yuanToText } from './money.ts'

/** The part of a bill that payments have reached, in yuan. */
export function coveredYuan(bill: { totalYuan: string; chargedThroughYuan: string | null }, paidYuan: string): string {
  if (bill.chargedThroughYuan === null) return '0.00'
  const chargedBefore = exact(bill.chargedThroughYuan).minus(bill.totalYuan)
  const reached = exact(paidYuan).minus(chargedBefore)
  const total = exact(bill.totalYuan)
  if (reached.gte(total)) return yuanToText(total)
  return yuanToText(reached.isNegative() ? exact(0) : reached)
}

export function decideStatus(facts: {
  totalYuan: string
  paidYuan: string
  dueOn: string
  today: string
}): 'issued' | 'paid' | 'overdue' {
  if (exact(facts.paidYuan).gte(facts.totalYuan)) return 'paid'
  return facts.dueOn < facts.today ? 'overdue' : 'issued'
}

export function subtractYuan(from: string, amount: string): string {
  return yuanToText(exact(from).minus(amount))
}
