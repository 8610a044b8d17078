import { draw, drawNormal } from './random.ts'

/** What an account draws: all that its meter shows follows from this and the seed, at any instant, without a memory. */
export type Load = { kind: LoadKind; seed: number; dailyWh: number }
export type LoadKind = 'home' | 'empty' | 'vacant' | 'shop' | 'plant' | 'hospital' | 'school' | 'pump'

export const SLOTS_PER_DAY = 288
const SLOT_MS = 300_000
const DAY_MS = 86_400_000
const OFFSET_MS = 8 * 3_600_000

/**
 * Mean use by half hour over the day's mean. Homes: fifty anonymous customers over two weeks (daily energy there has a
 * log spread of 0.61 between homes and a variation of 0.23 between days; a half hour varies by 0.63).
 */
const shapes: Record<LoadKind, number[]> = {
  home: [
    0.85, 0.73, 0.61, 0.56, 0.53, 0.68, 0.6, 0.54, 0.51, 0.5, 0.56, 0.55, 0.56, 0.68, 0.9, 0.99, 1.03, 1.05, 1.06, 0.96,
    0.88, 0.86, 0.83, 0.75, 0.75, 0.77, 0.74, 0.78, 0.78, 0.78, 0.73, 0.81, 0.87, 1.0, 1.25, 1.64, 1.9, 2.0, 1.88, 1.79,
    1.73, 1.82, 1.7, 1.62, 1.47, 1.33, 1.15, 0.94,
  ],
  empty: Array(48).fill(1),
  vacant: Array(48).fill(1),
  shop: daytime(8.5, 21.5, 0.25),
  plant: daytime(7.5, 22.5, 0.35),
  hospital: daytime(7, 19, 0.75),
  school: daytime(7, 17.5, 0.2),
  pump: daytime(5, 11, 0.02),
}

/** Mean by month over the year's mean: a State Grid area of Shanghai, 2009 to 2012. */
const seasons = [1.03, 0.95, 0.99, 0.9, 0.9, 0.97, 1.26, 1.25, 1.02, 0.85, 0.89, 1.0]
const spreads: Record<LoadKind, { day: number; slot: number }> = {
  home: { day: 0.23, slot: 0.63 },
  empty: { day: 0.02, slot: 0.1 },
  vacant: { day: 0, slot: 0 },
  shop: { day: 0.12, slot: 0.3 },
  plant: { day: 0.1, slot: 0.15 },
  hospital: { day: 0.05, slot: 0.1 },
  school: { day: 0.15, slot: 0.25 },
  pump: { day: 0.4, slot: 0.2 },
}

function daytime(from: number, to: number, night: number): number[] {
  return Array.from({ length: 48 }, (_, half) => (half / 2 >= from && half / 2 < to ? 1 : night))
}

/** Number of the civil day since 1970-01-01. */
export function dayNumber(at: Date): number {
  return Math.floor((at.getTime() + OFFSET_MS) / DAY_MS)
}

/** Energy of a civil day, Wh. */
export function dayEnergyWh(load: Load, day: number): number {
  const date = new Date(day * DAY_MS)
  const isRestDay = date.getUTCDay() === 0 || date.getUTCDay() === 6
  const rest = load.kind === 'school' || load.kind === 'plant' ? (isRestDay ? 0.3 : 1.25) : isRestDay ? 1.06 : 0.98
  const spread = spreads[load.kind].day
  return (
    load.dailyWh *
    (seasons[date.getUTCMonth()] ?? 1) *
    rest *
    guests(load, date) *
    Math.exp(spread * drawNormal(load.seed, day) - spread ** 2 / 2)
  )
}

/** A few homes have a full house for a month now and then, so that their bill looks wrong and is not. */
function guests({ kind, seed }: Load, date: Date): number {
  if (kind !== 'home' || draw(seed, 'guests') >= 0.03) return 1
  return draw(seed, 'guests', date.getUTCFullYear() * 12 + date.getUTCMonth()) < 0.15 ? 5 : 1
}

/** Residential valley hours of Shanghai's peak and valley price: 22:00 to 06:00. */
const isValley = (slot: number) => slot < 72 || slot >= 264

/** Share of a day's energy that falls into the valley hours. */
function valleyShare(load: Load, day: number): number {
  const shape = shapes[load.kind]
  const whole = shape.reduce((sum, share) => sum + share, 0)
  const valley = shape.reduce((sum, share, half) => sum + (isValley(half * 6) ? share : 0), 0)
  return Math.min(0.9, (valley / whole) * Math.exp(0.4 * spreads[load.kind].slot * drawNormal(load.seed, day, 7)))
}

/** How the day's energy falls on its 288 slots of five minutes; the shares add up to 1. */
export function slotShares(load: Load, day: number): Float64Array {
  const shape = shapes[load.kind]
  const { slot: spread } = spreads[load.kind]
  const shares = new Float64Array(SLOTS_PER_DAY)
  const sums = { peak: 0, valley: 0 }
  let luck = 0
  for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
    // People switch things on for a while: the slots of a quarter hour share most of their luck.
    if (slot % 3 === 0) luck = drawNormal(load.seed, day, slot)
    const share = (shape[Math.floor(slot / 6)] ?? 1) * Math.exp(spread * (luck + 0.5 * draw(load.seed, day, slot, 3)))
    shares[slot] = share
    sums[isValley(slot) ? 'valley' : 'peak'] += share
  }
  const valley = valleyShare(load, day)
  for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
    const scale = isValley(slot) ? valley / sums.valley : (1 - valley) / sums.peak
    shares[slot] = (shares[slot] ?? 0) * scale
  }
  return shares
}

export type Totals = { totalWh: number; peakWh: number; valleyWh: number }

/** The registers and the power of one load, read at any instant; days already added up are kept. */
export class LoadMeter {
  private readonly load: Load
  private readonly originDay: number
  private readonly days: Totals[] = [{ totalWh: 0, peakWh: 0, valleyWh: 0 }]
  private today: { day: number; slots: Totals[]; powers: number[] } | undefined

  /** Registers stand at zero when `originDay` begins. */
  constructor(load: Load, originDay: number) {
    this.load = load
    this.originDay = originDay
  }

  /** Power in W, even over each five minutes. */
  powerAt(instant: Date): number {
    return this.openDay(dayNumber(instant)).powers[Math.floor(slotOffset(instant))] ?? 0
  }

  totalsAt(instant: Date): Totals {
    const day = dayNumber(instant)
    const before = this.untilDay(day)
    const offset = slotOffset(instant)
    if (offset === 0) return before
    const { slots, powers } = this.openDay(day)
    const slot = Math.floor(offset)
    const done = add(before, slots[slot] ?? { totalWh: 0, peakWh: 0, valleyWh: 0 })
    const partWh = ((powers[slot] ?? 0) * (offset - slot)) / 12
    return add(done, { totalWh: partWh, peakWh: isValley(slot) ? 0 : partWh, valleyWh: isValley(slot) ? partWh : 0 })
  }

  /** Registers as a civil day begins. */
  untilDay(day: number): Totals {
    const wanted = Math.max(0, day - this.originDay)
    for (let index = this.days.length; index <= wanted; index++) {
      const previous = this.days[index - 1] as Totals
      const energy = this.dayTotals(this.originDay + index - 1)
      this.days.push(add(previous, energy))
    }
    return this.days[wanted] as Totals
  }

  private dayTotals(day: number): Totals {
    const totalWh = dayEnergyWh(this.load, day)
    const valley = valleyShare(this.load, day)
    return { totalWh, peakWh: totalWh * (1 - valley), valleyWh: totalWh * valley }
  }

  private openDay(day: number) {
    if (this.today?.day === day) return this.today
    const energy = dayEnergyWh(this.load, day)
    const slots: Totals[] = []
    const powers: number[] = []
    let sum: Totals = { totalWh: 0, peakWh: 0, valleyWh: 0 }
    slotShares(this.load, day).forEach((share, slot) => {
      slots.push(sum)
      powers.push(share * energy * 12)
      const part = share * energy
      sum = add(sum, { totalWh: part, peakWh: isValley(slot) ? 0 : part, valleyWh: isValley(slot) ? part : 0 })
    })
    this.today = { day, slots, powers }
    return this.today
  }
}

function slotOffset(instant: Date): number {
  return ((instant.getTime() + OFFSET_MS) % DAY_MS) / SLOT_MS
}

function add(a: Totals, b: Totals): Totals {
  return { totalWh: a.totalWh + b.totalWh, peakWh: a.peakWh + b.peakWh, valleyWh: a.valleyWh + b.valleyWh }
}
