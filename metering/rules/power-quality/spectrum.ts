/** What a sampled waveform holds: its fundamental, and harmonics over whole cycles as IEC 61000-4-7 groups them. */

/** IEC 61000-4-7: ten cycles at 50 Hz. */
export const WINDOW_CYCLES = 10
const LOWEST_HZ = 40
const HIGHEST_HZ = 70
/** Half the width, in samples, of the windowed sinc by which is resampled. */
const TAPS = 24
const HIGHEST_ORDER = 50

/** Of one window of ten cycles. Amplitudes are root mean squares, from the 0th order (direct) on. */
export type Spectrum = {
  rms: number
  peak: number
  /** The line of each order, as GB/T 14549 has it. */
  orders: number[]
  /** Each order with the lines on either side of it: harmonic subgroups of IEC 61000-4-7, which hold what fluctuates. */
  groups: number[]
  fundamental: { re: number; im: number }
}

/** The fundamental of a record of evenly spaced samples, in Hz; null where it holds none between 40 and 70 Hz or fewer than ten cycles. */
export function findFundamentalHz(samples: Float64Array, rateHz: number): number | null {
  const seconds = samples.length / rateHz
  if (seconds * LOWEST_HZ < WINDOW_CYCLES) return null
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
  const tapered = samples.map(
    (value, n) => (value - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / samples.length)),
  )
  const step = 0.5 / seconds
  let best = LOWEST_HZ
  let most = 0
  for (let hz = LOWEST_HZ; hz <= HIGHEST_HZ; hz += step) {
    const strength = strengthAt(tapered, hz / rateHz)
    if (strength > most) [most, best] = [strength, hz]
  }
  const energy = tapered.reduce((sum, value) => sum + value * value, 0)
  // A sine tapered like this has two thirds of its energy times its length in the square of its line.
  if (most ** 2 < 0.05 * energy * samples.length || best <= LOWEST_HZ || best >= HIGHEST_HZ) return null
  return refine((hz) => strengthAt(tapered, hz / rateHz), best - step, best + step)
}

/** By a rotating phasor: one multiplication a sample instead of a sine. */
function strengthAt(samples: Float64Array, cyclesPerSample: number): number {
  const { re, im } = phasorAt(samples, cyclesPerSample)
  return Math.hypot(re, im)
}

function phasorAt(samples: Float64Array, cyclesPerSample: number): { re: number; im: number } {
  const [cos, sin] = [Math.cos(2 * Math.PI * cyclesPerSample), Math.sin(2 * Math.PI * cyclesPerSample)]
  let [c, s, re, im] = [1, 0, 0, 0]
  for (const value of samples) {
    re += value * c
    im -= value * s
    ;[c, s] = [c * cos - s * sin, s * cos + c * sin]
  }
  return { re, im }
}

/** Golden section: the greatest between two places of a hill. */
function refine(of: (x: number) => number, low: number, high: number): number {
  const share = (Math.sqrt(5) - 1) / 2
  let [a, b] = [low, high]
  for (let round = 0; round < 40; round++) {
    const [left, right] = [b - share * (b - a), a + share * (b - a)]
    if (of(left) > of(right)) b = right
    else a = left
  }
  return (a + b) / 2
}

/** Orders that the rate of sampling can tell, at most 50. */
export function highestOrder(rateHz: number, fundamentalHz: number): number {
  return Math.min(HIGHEST_ORDER, Math.floor((rateHz * 0.46) / fundamentalHz))
}

/** Whole windows of ten cycles, the first from `from` on; those that touch a sample that is missing (`NaN`) are left out. */
export function windowStarts(samples: Float64Array, rateHz: number, fundamentalHz: number, from = 0): number[] {
  const length = (WINDOW_CYCLES * rateHz) / fundamentalHz
  const starts: number[] = []
  for (let start = from; start + length <= samples.length - 1e-6; start += length) {
    const slice = samples.subarray(Math.floor(start), Math.ceil(start + length))
    if (!slice.some(Number.isNaN)) starts.push(start)
  }
  return starts
}

/** Where a voltage first rises through zero, so that windows begin with its cycles. */
export function firstRise(samples: Float64Array): number {
  const at = samples.findIndex((value, n) => n > 0 && (samples[n - 1] ?? 0) < 0 && value >= 0)
  return Math.max(0, at)
}

/** `perCycle` points a cycle, at least 128 and no fewer than there were. */
export function resampleWindow(
  samples: Float64Array,
  { start, rateHz, fundamentalHz }: { start: number; rateHz: number; fundamentalHz: number },
): Float64Array {
  const perCycle = 2 ** Math.max(7, Math.ceil(Math.log2(rateHz / fundamentalHz)))
  const step = rateHz / fundamentalHz / perCycle
  return Float64Array.from({ length: WINDOW_CYCLES * perCycle }, (_, n) => valueAt(samples, start + n * step))
}

/** Band-limited: a sinc under a Hann window, its weights brought to a sum of one so that a direct part stays. */
function valueAt(samples: Float64Array, place: number): number {
  const middle = Math.round(place)
  if (Math.abs(place - middle) < 1e-9) return samples[Math.min(middle, samples.length - 1)] ?? 0
  let [sum, weights] = [0, 0]
  for (let n = Math.max(0, Math.ceil(place) - TAPS); n < Math.min(samples.length, Math.ceil(place) + TAPS); n++) {
    const value = samples[n] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const x = Math.PI * (place - n)
    const weight = (Math.sin(x) / x) * (0.5 + 0.5 * Math.cos(x / TAPS))
    sum += weight * value
    weights += weight
  }
  return weights === 0 ? 0 : sum / weights
}

export function analyseWindow(window: Float64Array, most: number): Spectrum {
  const squares = window.reduce((sum, value) => sum + value * value, 0)
  const toRms = Math.SQRT2 / window.length
  const lineAt = (line: number) => {
    const { re, im } = phasorAt(window, line / window.length)
    return { re: re * toRms, im: im * toRms, size: Math.hypot(re, im) * toRms }
  }
  const direct = window.reduce((sum, value) => sum + value, 0) / window.length
  const places = Array.from({ length: most }, (_, n) => (n + 1) * WINDOW_CYCLES)
  const lines = places.map((place) => lineAt(place).size)
  const groups = places.map((place, n) => Math.hypot(lineAt(place - 1).size, lines[n] ?? 0, lineAt(place + 1).size))
  return {
    rms: Math.sqrt(squares / window.length),
    peak: window.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0),
    orders: [direct, ...lines],
    groups: [direct, ...groups],
    fundamental: lineAt(WINDOW_CYCLES),
  }
}

/** Several windows as one: IEC 61000-4-30 takes the root of the mean of squares. */
export function joinRms(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
}
