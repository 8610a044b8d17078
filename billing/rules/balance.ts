// Decides what is paid: payments cover bills in the order in which they were issued (the oldest debt first).
import { exact, sumYuan, yuanToText } from './money.ts'

/** All that an account was charged, and what of it was below zero: money back covers the oldest debt like a payment. */
export type Charged = { chargedYuan: string; creditedYuan: string }

export function chargeTo({ chargedYuan, creditedYuan }: Charged, totalYuan: string): Charged {
  const backYuan = totalYuan.startsWith('-') ? totalYuan.slice(1) : '0.00'
  return { chargedYuan: sumYuan([chargedYuan, totalYuan]), creditedYuan: sumYuan([creditedYuan, backYuan]) }
}

/** How far debts reach: payments and money back cover a debt once together they reach it. */
export function chargedThrough({ chargedYuan, creditedYuan }: Charged): string {
  return sumYuan([chargedYuan, creditedYuan])
}

/** The part of a debt that payments and money back have reached, in yuan. */
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
