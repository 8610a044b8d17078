// Decides what the late fee calculation is given of debts that are paid late (电费违约金; 供电营业规则, rates of late_fee_rule).
import type { RuleEdition } from './editions.ts'

export type LateFeeTerms = {
  customerClass: 'residential' | 'non-residential'
  ruleEdition: RuleEdition
  currentYearRate: string
  crossYearRate: string
  crossYearReading: 'split' | 'whole'
  minimumYuan: string
  /** Days that a late fee itself may take to be paid. */
  daysToPay: number
}

type Late = { ref: string; amountYuan: string; dueOn: string }

/** Input of the published calculation; the minimum is of all that is paid at once. */
export function lateFeeInput(terms: LateFeeTerms, debts: Late[], paidOn: string) {
  const { customerClass, ruleEdition, crossYearReading, minimumYuan, currentYearRate, crossYearRate } = terms
  return {
    ...{ ruleEdition, customerClass, crossYearReading, minimumYuan },
    rates:
      customerClass === 'residential'
        ? { residential: currentYearRate }
        : { currentYear: currentYearRate, crossYear: crossYearRate },
    items: debts.map(({ ref, amountYuan, dueOn }) => ({ id: ref, amountYuan, dueOn, paidOn })),
  }
}
