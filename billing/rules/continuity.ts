// Decides where a bill begins: at the register with which the bill before it ended (上次示数即本次起码).

type SegmentUse = {
  startWh: number
  endWh: number
  energyWh: number
  /** How metering knows an end: measured, nearest, read on site, estimated. */
  startHow?: string
  endHow?: string
}

export type Segment = {
  deviceId: number
  /** CT × PT. */
  multiplier: number
  /** In Wh as the meter shows them; `energyWh` before the multiplier, rollover resolved. */
  byRole: Partial<Record<string, SegmentUse>>
}

export type ContinuityVerdict =
  | { ok: true; segments: Segment[]; energyWhByRole: Partial<Record<string, number>> }
  | { ok: false; because: 'REGISTER_FELL_BEHIND_BILL'; role: string }

/**
 * A reading that arrives after a bill may change what metering now takes for the register at its end. What was billed
 * stays billed: the next bill starts there, so that all bills together charge exactly what the register counted.
 */
export function continueFromBill(
  segments: Segment[],
  billedEndWh: Partial<Record<string, Partial<Record<string, number>>>>,
): ContinuityVerdict {
  const continued = segments.map((segment) => ({
    ...segment,
    byRole: Object.fromEntries(
      Object.entries(segment.byRole).map(([role, use]) => [
        role,
        use && startAt(use, billedEndWh[segment.deviceId]?.[role] ?? use.startWh),
      ]),
    ),
  }))
  for (const { byRole } of continued) {
    const behind = Object.entries(byRole).find(([, use]) => use && use.energyWh < 0)
    if (behind) return { ok: false, because: 'REGISTER_FELL_BEHIND_BILL', role: behind[0] }
  }
  return { ok: true, segments: continued, energyWhByRole: sumByRole(continued) }
}

function startAt(use: SegmentUse, startWh: number) {
  return { ...use, startWh, energyWh: use.energyWh + use.startWh - startWh }
}

/** A role is known for the period only where every meter of the period has it. Whole Wh, half up. */
function sumByRole(segments: Segment[]): Partial<Record<string, number>> {
  const [first, ...others] = segments
  if (!first) return {}
  const roles = Object.keys(first.byRole).filter((role) => others.every(({ byRole }) => byRole[role]))
  return Object.fromEntries(
    roles.map((role) => [
      role,
      Math.round(segments.reduce((sum, { byRole, multiplier }) => sum + (byRole[role]?.energyWh ?? 0) * multiplier, 0)),
    ]),
  )
}
