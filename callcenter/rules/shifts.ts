// Decides which shift runs at a minute of the day and which ran before it; by the company's own dated hours (`shift_rule`).

export const leadShifts = ['early', 'middle', 'night'] as const
export const shiftCodes = [...leadShifts, 'day'] as const
export type LeadShift = (typeof leadShifts)[number]
export type ShiftCode = (typeof shiftCodes)[number]

/** Minutes after midnight, and how long; 0: there is no such shift. */
export type ShiftHours = { fromMinute: number; minutes: number }
/** `daysAgo`: on which civil day before the one asked about it began. */
export type RunningShift = { shift: LeadShift; daysAgo: number; fromMinute: number; minutes: number }

const DAY = 1440

/** The shifts of leads that ran until the minute, the latest first: of the one that runs `[0]` began last. */
export function shiftsUntil(hours: Record<LeadShift, ShiftHours>, minute: number): RunningShift[] {
  const begun = leadShifts.flatMap((shift) =>
    [0, 1, 2].map((daysAgo) => ({ shift, daysAgo, ...hours[shift], began: hours[shift].fromMinute - daysAgo * DAY })),
  )
  return begun
    .filter(({ minutes, began }) => minutes > 0 && began <= minute)
    .toSorted((a, b) => b.began - a.began)
    .map(({ began: _, ...shift }) => shift)
}
