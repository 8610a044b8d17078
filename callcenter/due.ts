import { civilDay, startOfDay } from '../db/time.ts'
import { addWorkingDays, type findWorkCalendar } from '../intake/index.ts'

type Calendar = Awaited<ReturnType<typeof findWorkCalendar>>

/** A limit in working days is kept until its last day is over. */
export function dueOf(
  startedAt: Date,
  { amount, unit }: { amount: number; unit: 'minutes' | 'working-days' },
  calendar: Calendar,
): Date {
  if (unit === 'minutes') return new Date(startedAt.getTime() + amount * 60_000)
  const lastDay = addWorkingDays(civilDay(startedAt), amount, calendar)
  return new Date(startOfDay(lastDay).getTime() + 86_400_000)
}
