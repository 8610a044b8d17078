/** Sags, swells and interruptions out of a waveform: GB/T 30137-2013 and IEEE 1159; IEC 61000-4-30 says how they are measured. */

export type VoltageEventKind = 'sag' | 'swell' | 'interruption'
/** IEEE 1159, at 50 Hz: up to 0.6 s, up to 3 s, up to 1 min, and longer. */
export type DurationClass = 'instantaneous' | 'momentary' | 'temporary' | 'long'

export type VoltageEvent = {
  kind: VoltageEventKind
  class: DurationClass
  atSeconds: number
  seconds: number
  /** Least voltage that was left, of a swell the greatest, in % of the nominal. */
  percent: number
}

export type EventBounds = { sagPercent: number; swellPercent: number; interruptionPercent: number }

/** An event is over that much further inside. */
const HYSTERESIS_PERCENT = 2

/** Root mean square of each cycle, anew every half cycle: U_rms(1/2). `NaN` where a sample is missing. */
export function halfCycleRms(samples: Float64Array, rateHz: number, fundamentalHz: number): Float64Array {
  const cycle = rateHz / fundamentalHz
  const count = Math.max(0, Math.floor((samples.length - cycle) / (cycle / 2)) + 1)
  return Float64Array.from({ length: count }, (_, n) => {
    const slice = samples.subarray(Math.round((n * cycle) / 2), Math.round((n * cycle) / 2 + cycle))
    return Math.sqrt(slice.reduce((sum, value) => sum + value * value, 0) / slice.length)
  })
}

/** Events of one voltage, each from the half cycle in which it began to that in which it was over. */
export function findVoltageEvents(
  rms: Float64Array,
  { nominalV, fundamentalHz, bounds }: { nominalV: number; fundamentalHz: number; bounds: EventBounds },
): VoltageEvent[] {
  const events: VoltageEvent[] = []
  const toSeconds = (halves: number) => halves / 2 / fundamentalHz
  let open: { isLow: boolean; from: number; percent: number } | undefined
  const close = (until: number) => {
    if (!open) return
    const seconds = toSeconds(until - open.from)
    const kind = !open.isLow ? 'swell' : open.percent < bounds.interruptionPercent ? 'interruption' : 'sag'
    events.push({
      kind,
      class: durationClass(seconds),
      atSeconds: toSeconds(open.from),
      seconds,
      percent: open.percent,
    })
    open = undefined
  }
  for (const [n, volts] of rms.entries()) {
    const percent = (100 * volts) / nominalV
    if (Number.isNaN(percent)) {
      close(n)
      continue
    }
    if (open) {
      const isBack = open.isLow
        ? percent >= bounds.sagPercent + HYSTERESIS_PERCENT
        : percent <= bounds.swellPercent - HYSTERESIS_PERCENT
      if (isBack) close(n)
      else open.percent = open.isLow ? Math.min(open.percent, percent) : Math.max(open.percent, percent)
    }
    if (!open && (percent < bounds.sagPercent || percent > bounds.swellPercent)) {
      open = { isLow: percent < bounds.sagPercent, from: n, percent }
    }
  }
  close(rms.length)
  return events
}

export function durationClass(seconds: number): DurationClass {
  if (seconds <= 0.6) return 'instantaneous'
  if (seconds <= 3) return 'momentary'
  return seconds <= 60 ? 'temporary' : 'long'
}
