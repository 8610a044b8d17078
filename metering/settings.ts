export type MeteringSettings = {
  /** How often meters are asked over Modbus, aligned to the wall clock. */
  pollPeriodMs: number
  /** A meter not heard for longer is stale. */
  staleAfterMs: number
  /** Days whose interval rows stay plain, longer than readings usually come late; older ones are packed. */
  hotDays: number
}

const settings: MeteringSettings = { pollPeriodMs: 900_000, staleAfterMs: 2_700_000, hotDays: 40 }

/** Called once at start, before collectors and routes. */
export function configureMetering(change: Partial<MeteringSettings>): void {
  Object.assign(settings, change)
}

export function meteringSettings(): Readonly<MeteringSettings> {
  return settings
}
