import { addMonths, civilDay, startOfMonth } from '../../db/time.ts'

const CHANGED_MONTHS = 2
const SEALED_MONTHS = 6
const TOLD_AFTER_MONTHS = 2

const monthsAgo = (months: number) => addMonths(startOfMonth(civilDay(new Date())), -months)

/** Since when some accounts are charged otherwise; their curves are known from then on. */
export function changedOn(): string {
  return monthsAgo(CHANGED_MONTHS)
}

export function sealedOn(): string {
  return monthsAgo(SEALED_MONTHS)
}

/** The file heard of the sealed transformer late. */
export function sealingToldOn(): string {
  return addMonths(sealedOn(), TOLD_AFTER_MONTHS)
}
