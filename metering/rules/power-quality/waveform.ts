/** What a recorded voltage and current are like, held against GB/T 14549-93; measured over ten cycles at a time. */
import { currentLimitA, type HarmonicLimits, type Supply, thdPercent, voltageLimitPercent } from './harmonic-limits.ts'
import {
  analyseWindow,
  findFundamentalHz,
  firstRise,
  highestOrder,
  joinRms,
  resampleWindow,
  type Spectrum,
  WINDOW_CYCLES,
  windowStarts,
} from './spectrum.ts'
import { type EventBounds, findVoltageEvents, halfCycleRms, type VoltageEvent } from './voltage-events.ts'

/** From the 2nd to the 40th. */
const THD_ORDERS = 39

export type Channel = { name: string; samples: Float64Array }
export type Waveform = {
  rateHz: number /** Missing samples. */
  missing: number
  phases: { u: Channel; i: Channel | null }[]
}

export type WaveformQuestion = {
  /** Root mean square of the voltage that is nominal; null: not known, and the record's own is taken for events. */
  nominalV: number | null
  limits: HarmonicLimits
  /** Null: currents are not held against limits. */
  supply: Supply | null
  bounds: EventBounds
}

export type OrderVerdict = {
  order: number
  /** In % of the fundamental. */
  percent: number
  amount: number
  /** Of a voltage in %, of a current in A; null where there is none. */
  limit: number | null
  isOver: boolean
}
export type ChannelReport = {
  name: string
  rms: number
  fundamental: number
  direct: number
  crest: number
  /** Of the lines of the orders up to the 40th. */
  thdPercent: number
  /** Of their subgroups (IEC 61000-4-7). */
  thdGroupPercent: number
  orders: OrderVerdict[]
}
export type PhaseReport = {
  voltage: ChannelReport & { thdLimitPercent: number; isThdOver: boolean }
  current: ChannelReport | null
  power: { activeW: number; apparentVa: number; factor: number; displacement: number } | null
  events: VoltageEvent[]
}
export type WaveformReport = {
  rateHz: number
  seconds: number
  missing: number
  frequencyHz: number
  windows: number
  /** Against which the events are judged. */
  referenceV: number
  limitsNominalKv: number
  phases: PhaseReport[]
  isOver: boolean
}

export type WaveformRefusal = { because: 'NO_FUNDAMENTAL' | 'NO_WHOLE_WINDOW' }

/** Gaps are bridged by their neighbours up to an eighth of a cycle; a window with a longer one is left out. */
export function analyseWaveform(wave: Waveform, question: WaveformQuestion): WaveformReport | WaveformRefusal {
  const { rateHz } = wave
  const phases = wave.phases.map(({ u, i }) => ({ u: bridged(u, rateHz), i: i && bridged(i, rateHz) }))
  const first = phases[0]
  const frequencyHz = first ? findFundamentalHz(longestWhole(first.u.samples), rateHz) : null
  if (!first || frequencyHz === null) return { because: 'NO_FUNDAMENTAL' }
  const starts = windowStarts(joined(phases), rateHz, frequencyHz, startOf(phases[0]?.u, rateHz, frequencyHz))
  if (starts.length === 0) return { because: 'NO_WHOLE_WINDOW' }
  const most = highestOrder(rateHz, frequencyHz)
  const at = { rateHz, fundamentalHz: frequencyHz, starts, most }
  const reports = phases.map(({ u, i }) => reportPhase(u, i, { ...at, question }))
  const referenceV = question.nominalV ?? reports[0]?.voltage.rms ?? 0
  const isOver = reports.some(
    ({ voltage, current }) =>
      voltage.isThdOver || [...voltage.orders, ...(current?.orders ?? [])].some((order) => order.isOver),
  )
  return {
    ...{ rateHz, seconds: first.u.samples.length / rateHz, missing: wave.missing, frequencyHz, windows: starts.length },
    ...{ referenceV, limitsNominalKv: question.limits.nominalKv, isOver },
    phases: reports.map((report, n) => {
      const rms = halfCycleRms(phases[n]?.u.samples ?? new Float64Array(), rateHz, frequencyHz)
      const about = { nominalV: referenceV, fundamentalHz: frequencyHz, bounds: question.bounds }
      return { ...report, events: findVoltageEvents(rms, about) }
    }),
  }
}

type At = { rateHz: number; fundamentalHz: number; starts: number[]; most: number; question: WaveformQuestion }

function reportPhase(u: Channel, i: Channel | null, at: At): PhaseReport {
  const windowsOf = ({ samples }: Channel) => at.starts.map((start) => resampleWindow(samples, { ...at, start }))
  const voltages = windowsOf(u)
  const { limits, supply } = at.question
  const spectra = voltages.map((window) => analyseWindow(window, at.most))
  const voltage = reportChannel(u.name, spectra, (order, percent) => {
    const limit = voltageLimitPercent(limits, order)
    return { limit, isOver: percent > limit }
  })
  const phase = {
    voltage: { ...voltage, thdLimitPercent: limits.thdPercent, isThdOver: voltage.thdPercent > limits.thdPercent },
    events: [],
  }
  if (!i) return { ...phase, current: null, power: null }
  const currents = windowsOf(i)
  const currentSpectra = currents.map((window) => analyseWindow(window, at.most))
  const current = reportChannel(i.name, currentSpectra, (order, _percent, amount) => {
    const limit = supply && currentLimitA(limits, order, supply)
    return { limit, isOver: limit !== null && amount > limit }
  })
  return { ...phase, current, power: powerOf(voltages, currents, { spectra, currentSpectra }) }
}

function reportChannel(
  name: string,
  spectra: readonly Spectrum[],
  judge: (order: number, percent: number, amount: number) => { limit: number | null; isOver: boolean },
): ChannelReport {
  const fundamental = joinRms(spectra.map(({ orders }) => orders[1] ?? 0))
  const percents = (amounts: number[]) => amounts.slice(2).map((each) => (amounts[1] ? (100 * each) / amounts[1] : 0))
  const lines = spectra.map((each) => percents(each.orders))
  const groups = spectra.map((each) => percents(each.groups))
  const orders = (lines[0] ?? []).map((_, n) => {
    const percent = medianOf(lines.map((each) => each[n] ?? 0))
    const amount = (percent * fundamental) / 100
    return { order: n + 2, amount, percent, ...judge(n + 2, percent, amount) }
  })
  const rms = joinRms(spectra.map((each) => each.rms))
  const thdOf = (windows: number[][]) => medianOf(windows.map((each) => thdPercent(each.slice(0, THD_ORDERS))))
  return {
    ...{ name, rms, fundamental, orders, thdPercent: thdOf(lines), thdGroupPercent: thdOf(groups) },
    direct: medianOf(spectra.map((each) => each.orders[0] ?? 0)),
    crest: medianOf(spectra.map((each) => (each.rms === 0 ? 0 : each.peak / each.rms))),
  }
}

/** Ratios are the median of the windows, so that a load that switches now and then does not blur them. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function powerOf(
  voltages: Float64Array[],
  currents: Float64Array[],
  { spectra, currentSpectra }: { spectra: Spectrum[]; currentSpectra: Spectrum[] },
) {
  const powers = voltages.map((window, n) => {
    const current = currents[n] ?? new Float64Array()
    return window.reduce((sum, volts, k) => sum + volts * (current[k] ?? 0), 0) / window.length
  })
  const apparents = spectra.map(({ rms }, n) => rms * (currentSpectra[n]?.rms ?? 0))
  const cosines = spectra.map(({ fundamental: u }, n) => {
    const i = currentSpectra[n]?.fundamental ?? { re: 0, im: 0 }
    const size = Math.hypot(u.re, u.im) * Math.hypot(i.re, i.im)
    return size === 0 ? 0 : (u.re * i.re + u.im * i.im) / size
  })
  const meanOf = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
  return {
    ...{ activeW: meanOf(powers), apparentVa: meanOf(apparents), displacement: medianOf(cosines) },
    factor: medianOf(powers.map((watts, n) => (apparents[n] ? watts / apparents[n] : 0))),
  }
}

/** A record that is hardly longer than one window is taken from its beginning. */
function startOf(u: Channel | undefined, rateHz: number, fundamentalHz: number): number {
  const spare = (u?.samples.length ?? 0) % ((WINDOW_CYCLES * rateHz) / fundamentalHz)
  const rise = u ? firstRise(u.samples) : 0
  return rise <= spare ? rise : 0
}

function bridged({ name, samples }: Channel, rateHz: number): Channel {
  const most = Math.max(1, Math.floor(rateHz / 50 / 8))
  const filled = Float64Array.from(samples)
  for (let n = 0; n < filled.length; n++) {
    if (!Number.isNaN(filled[n] ?? 0)) continue
    let end = n
    while (end < filled.length && Number.isNaN(filled[end] ?? 0)) end++
    const [before, after] = [filled[n - 1], filled[end]]
    if (end - n <= most && before !== undefined && after !== undefined) {
      for (let k = n; k < end; k++) filled[k] = before + ((after - before) * (k - n + 1)) / (end - n + 1)
    }
    n = end
  }
  return { name, samples: filled }
}

/** Missing where any channel is. */
function joined(phases: { u: Channel; i: Channel | null }[]): Float64Array {
  const channels = phases.flatMap(({ u, i }) => [u.samples, ...(i ? [i.samples] : [])])
  return Float64Array.from(channels[0] ?? [], (_, n) => channels.reduce((sum, samples) => sum + (samples[n] ?? 0), 0))
}

function longestWhole(samples: Float64Array): Float64Array {
  let [from, best, most] = [0, 0, 0]
  for (let n = 0; n <= samples.length; n++) {
    if (n < samples.length && !Number.isNaN(samples[n] ?? 0)) continue
    if (n - from > most) [best, most] = [from, n - from]
    from = n + 1
  }
  return samples.subarray(best, best + most)
}
