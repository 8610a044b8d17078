// Decides how a calculation becomes a charge on an account: which kinds, whose money it is, how it is taken back, how it stands.
import { decideStatus } from './balance.ts'
import type { RatedLine } from './lines.ts'
import { exact, yuanToText } from './money.ts'

/** What somebody drafts from a published calculation. */
export const calculatedKinds = [
  'late-fee',
  'theft-back-charge',
  'breach-charge',
  'metering-correction',
  'unmetered-supply',
  'outage-compensation',
  'appliance-compensation',
] as const
export type CalculatedKind = (typeof calculatedKinds)[number]
export const chargeKinds = [...calculatedKinds, 'opening-debt'] as const
export type ChargeKind = (typeof chargeKinds)[number]

/** 追补单; what is paid to the customer is a charge below zero. */
export const chargeTitles: Record<ChargeKind, { zh: string; en: string }> = {
  'late-fee': { zh: '电费违约金', en: 'Late fee' },
  'theft-back-charge': { zh: '窃电追补', en: 'Theft back-charge' },
  'breach-charge': { zh: '违约用电', en: 'Breach of the supply contract' },
  'metering-correction': { zh: '计量退补', en: 'Metering correction' },
  'unmetered-supply': { zh: '无表用电', en: 'Unmetered supply' },
  'outage-compensation': { zh: '停电赔偿', en: 'Outage compensation' },
  'appliance-compensation': { zh: '家电赔偿', en: 'Appliance compensation' },
  'opening-debt': { zh: '期初欠费', en: 'Opening debt' },
}

const paidToCustomer: ChargeKind[] = ['outage-compensation', 'appliance-compensation']

/** Lines as they stand on the charge: positive is owed by the customer. */
export function chargeLines(kind: ChargeKind, lines: RatedLine[]): RatedLine[] {
  return paidToCustomer.includes(kind) ? lines.map(negateLine) : lines
}

/** Everything that the charge said, taken back line by line (全减). */
export function reverseLines(chargeNo: string, lines: RatedLine[]): RatedLine[] {
  return lines.map((line, position) => ({
    ...negateLine(line),
    formula: `冲减 ${chargeNo} 第 ${position + 1} 行:${line.formula}`,
  }))
}

function negateLine(line: RatedLine): RatedLine {
  return {
    ...line,
    quantity: 0 - line.quantity,
    unroundedYuan: exact(0).minus(line.unroundedYuan).toFixed(),
    amountYuan: yuanToText(exact(0).minus(line.amountYuan)),
  }
}

export const chargeStatuses = ['draft', 'discarded', 'issued', 'overdue', 'paid', 'reversed', 'reversal'] as const
export type ChargeStatus = (typeof chargeStatuses)[number]

export function decideChargeStatus(charge: {
  state: 'draft' | 'issued' | 'discarded'
  document: 'charge' | 'reversal'
  standing: boolean
  totalYuan: string
  paidYuan: string
  dueOn: string
  today: string
}): ChargeStatus {
  if (charge.state !== 'issued') return charge.state
  if (charge.document === 'reversal') return 'reversal'
  if (!charge.standing) return 'reversed'
  // Money back is settled by standing in the ledger.
  return charge.totalYuan.startsWith('-') ? 'paid' : decideStatus(charge)
}
