import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { startOfDay } from '../db/time.ts'
import { freezeIntervals } from './sql/freezes.ts'

/**
 * Keeps the registers of every meter as a civil day begins, out of the readings that closed the day before; on the
 * first of a month as the month's freeze. A meter without a reading at midnight gets none: nothing is estimated.
 * Run again, it adds what has come in since. Returns how many it kept.
 */
export function freezeRegisters(ctx: Ctx, { day }: { day: string }): Promise<number> {
  return transact(ctx, (inner) => freezeIntervals(inner, startOfDay(day), day.endsWith('-01') ? 'month' : 'day'))
}
