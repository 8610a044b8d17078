import { dayNumber } from './loads.ts'
import { type TownMeter, terminalOf } from './plan.ts'
import { draw, mix } from './random.ts'

const HOUR_MS = 3_600_000
const SHANGHAI_HOURS = 8

/** Homes at the far end of a long line, where the evening pulls the voltage down. */
const farEnd = { terminal: terminalOf('青溪村2号公变'), share: 0.2 }
/** Homes beside roofs full of panels, where noon pushes it up. */
const underPanels = { terminal: terminalOf('青溪村1号公变'), share: 0.15 }
/** A district whose homes hang on one phase more than on the others. */
const unbalanced = terminalOf('老城区3号公变')
/** Furnaces behind rectifiers. */
const rectifiers = terminalOf('永兴铸造厂专变')

/** What a phase of a meter shows; a function of the instant alone. */
export function voltsOf(meter: TownMeter, at: Date, phase: number): number {
  const minute = Math.floor(at.getTime() / 60_000)
  const usual = 226 + 4 * Math.sin(minute / 97 + phase) + 3 * draw(mix([meter.terminal]), minute, phase)
  return usual + shiftOf(meter, at, phase)
}

function shiftOf(meter: TownMeter, at: Date, phase: number): number {
  const hour = (at.getTime() / HOUR_MS + SHANGHAI_HOURS) % 24
  const isHome = meter.phase === 'single'
  if (meter.terminal === farEnd.terminal && isHome && draw(meter.assetNo, 'far') < farEnd.share) {
    return -34 * hump(hour, 19.75, 2.5) * (0.8 + 0.2 * draw(meter.assetNo, dayNumber(at), 'evening'))
  }
  if (meter.terminal === underPanels.terminal && isHome && draw(meter.assetNo, 'panels') < underPanels.share) {
    return 15 * hump(hour, 12.25, 2) * draw(meter.terminal, dayNumber(at), 'sun')
  }
  if (meter.terminal === unbalanced && !isHome) return [0, -13, 1][phase] ?? 0
  return 0
}

/** One in the middle, nothing `width` hours away. */
function hump(hour: number, middle: number, width: number): number {
  const away = Math.abs(hour - middle) / width
  return away >= 1 ? 0 : Math.cos((away * Math.PI) / 2)
}

/** Of meters that tell it: by day more than the standard allows. */
export function distortionOf(meter: TownMeter, at: Date): { thdUPercent: number[]; thdIPercent: number[] } | undefined {
  if (meter.terminal !== rectifiers) return undefined
  const hour = (at.getTime() / HOUR_MS + SHANGHAI_HOURS) % 24
  const share = hour >= 7 && hour < 19 ? 1 : 0.3
  const of = (most: number) =>
    [0, 1, 2].map((phase) => Number((most * share + 0.4 * draw(meter.assetNo, hour, phase)).toFixed(2)))
  return { thdUPercent: of(6.1), thdIPercent: of(27) }
}
