/**
 * When a repair order (消缺单) is opened, and what proves that it is done. From practice: one night missed is left to the
 * re-reading, the second is somebody's work. Each value is dated, for a site to change.
 */

const rules = [
  {
    validFrom: '2000-01-01',
    /** Day freezes missing and not filled, days running up to the one counted last. */
    missingDays: 2,
    /** An order closed less than this ago is opened again instead of a new one. */
    reopenDays: 15,
    /** A reading that proves a repair is not older than this. */
    freshMs: 3_600_000,
    /** A clock that proves a repair is this near. */
    clockMs: 60_000,
    basis: 'from practice: two days missing running',
  },
] as const

export type RepairRule = (typeof rules)[number]

export function repairRuleOn(day: string): RepairRule {
  const rule = rules.findLast(({ validFrom }) => validFrom <= day)
  if (!rule) throw new RangeError(`no repair rule on ${day}`)
  return rule
}

export type Proof = {
  measuredAt: Date | null
  /** Whether the checks accepted the register of that reading. */
  hasRegister: boolean
  driftMs: number | null
  isTerminalOnline: boolean | null
}

export type Verdict =
  | { ok: true }
  | {
      ok: false
      because:
        | 'NO_READING_SINCE'
        | 'READING_TOO_OLD'
        | 'NO_REGISTER_ACCEPTED'
        | 'CLOCK_STILL_WRONG'
        | 'TERMINAL_STILL_OFFLINE'
    }

/** Whether what was read since the order was opened shows that its cause is gone. */
export function verifyRepair(
  order: { place: string; since: Date },
  proof: Proof,
  now: Date,
  rule: RepairRule,
): Verdict {
  if (proof.isTerminalOnline === false) return { ok: false, because: 'TERMINAL_STILL_OFFLINE' }
  if (!proof.measuredAt || proof.measuredAt <= order.since) return { ok: false, because: 'NO_READING_SINCE' }
  if (now.getTime() - proof.measuredAt.getTime() > rule.freshMs) return { ok: false, because: 'READING_TOO_OLD' }
  if (!proof.hasRegister) return { ok: false, because: 'NO_REGISTER_ACCEPTED' }
  const isClockWrong = proof.driftMs !== null && Math.abs(proof.driftMs) > rule.clockMs
  if (order.place === 'clock' && isClockWrong) return { ok: false, because: 'CLOCK_STILL_WRONG' }
  return { ok: true }
}
