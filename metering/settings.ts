export type MeteringSettings = {
  /** How often meters are asked over Modbus, aligned to the wall clock. */
  pollPeriodMs: number
  /** A meter not heard for longer is stale. */
  staleAfterMs: number
  /** After how long that is an alarm, where meters speak so often that the dated rule would be slow; else null. */
  staleAlarmAfterMs: number | null
  /** Days whose interval rows stay plain, longer than readings usually come late; older ones are packed. */
  hotDays: number
}

const settings: MeteringSettings = {
  pollPeriodMs: 900_000,
  staleAfterMs: 2_700_000,
  staleAlarmAfterMs: null,
  hotDays: 40,
}

/** Called once at start, before collectors and routes. */
export function configureMetering(change: Partial<MeteringSettings>): void {
  Object.assign(settings, change)
}

export function meteringSettings(): Readonly<MeteringSettings> {
  return settings
}
