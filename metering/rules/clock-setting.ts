/**
 * When a meter's clock may be set, by which way. A broadcast of DL/T 645-2007 (control 08) corrects at most five minutes,
 * once a day, and is not obeyed within five minutes of midnight, when meters freeze their registers; a clock further off
 * needs the meter's password and a visit. A setting on a terminal follows the terminal's own rights.
 */
import { civilDay, startOfDay } from '../../db/time.ts'

const rules = [
  {
    validFrom: '2008-06-01',
    mostMs: 300_000,
    aroundMidnightMs: 300_000,
    /** Nearer than this a clock is left alone: the way there takes as long. */
    leastMs: 10_000,
    /** From here on the night's round sets it by itself. */
    automaticMs: 60_000,
    basis: 'DL/T 645-2007, broadcast time: ±5 min, once a day, not near midnight (from practice for "near")',
  },
] as const

export type ClockRule = (typeof rules)[number]

export function clockRuleOn(day: string): ClockRule {
  const rule = rules.findLast(({ validFrom }) => validFrom <= day)
  if (!rule) throw new RangeError(`no clock rule on ${day}`)
  return rule
}

export type MaySet =
  | { ok: true }
  | { ok: false; because: 'TOO_FAR' | 'NEAR_ENOUGH' | 'NEAR_MIDNIGHT' | 'ALREADY_TODAY' }

export function mayBroadcast(facts: { driftMs: number; now: Date; latest: Date | undefined }): MaySet {
  const today = civilDay(facts.now)
  const rule = clockRuleOn(today)
  const offMs = Math.abs(facts.driftMs)
  if (offMs > rule.mostMs) return { ok: false, because: 'TOO_FAR' }
  if (offMs < rule.leastMs) return { ok: false, because: 'NEAR_ENOUGH' }
  const intoDayMs = facts.now.getTime() - startOfDay(today).getTime()
  // The meter goes by its own clock, which may be off by as much.
  const nearMs = rule.aroundMidnightMs + offMs
  if (intoDayMs < nearMs || intoDayMs > 86_400_000 - nearMs) return { ok: false, because: 'NEAR_MIDNIGHT' }
  if (facts.latest && civilDay(facts.latest) === today) return { ok: false, because: 'ALREADY_TODAY' }
  return { ok: true }
}
