// Decides in which band a figure of a customer's profile lies; by dated house rules (`profile_rule`).

export const valueBands = ['high', 'middle', 'low'] as const
export const loyaltyBands = ['long', 'settled', 'new'] as const
export const riskBands = ['high', 'some', 'none'] as const

export function bandOfValue(
  yuan: number,
  { highYuan, middleYuan }: { highYuan: number; middleYuan: number },
): (typeof valueBands)[number] {
  if (yuan >= highYuan) return 'high'
  return yuan >= middleYuan ? 'middle' : 'low'
}

export function bandOfLoyalty(
  years: number,
  { longYears, newYears }: { longYears: number; newYears: number },
): (typeof loyaltyBands)[number] {
  if (years >= longYears) return 'long'
  return years < newYears ? 'new' : 'settled'
}

/** Owing is no risk before the due day is over. */
export function bandOfRisk(
  { arrearsYuan, unpaidBills }: { arrearsYuan: number; unpaidBills: number },
  { riskBills }: { riskBills: number },
): (typeof riskBands)[number] {
  if (arrearsYuan <= 0) return 'none'
  return unpaidBills >= riskBills ? 'high' : 'some'
}

/** Whole years from one civil day to another. */
export function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return Math.max(0, to.slice(5) < from.slice(5) ? years - 1 : years)
}
