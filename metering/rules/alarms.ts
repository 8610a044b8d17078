/** When a reading or an event is an alarm, and when the alarm is over. Voltage from GB/T 12325-2008; the rest from practice. */
import type { MeterValues } from '../mqtt-contract.ts'

type Severity = 'info' | 'warning' | 'critical'
type KindInfo = { severity: Severity; zh: string; en: string; clears: 'by-itself' | 'by-acknowledgement' }

const kinds: Record<string, KindInfo> = {
  'terminal-offline': { severity: 'critical', zh: '终端离线', en: 'Terminal off line', clears: 'by-itself' },
  'meter-stale': { severity: 'warning', zh: '表计采集中断', en: 'Meter not heard', clears: 'by-itself' },
  'power-off': { severity: 'critical', zh: '停电', en: 'Power off', clears: 'by-itself' },
  'voltage-high': { severity: 'warning', zh: '电压越上限', en: 'Voltage above limit', clears: 'by-itself' },
  'voltage-low': { severity: 'warning', zh: '电压越下限', en: 'Voltage below limit', clears: 'by-itself' },
  'clock-drift': { severity: 'warning', zh: '电能表时钟超差', en: 'Meter clock drift', clears: 'by-itself' },
  'register-reset': {
    severity: 'critical',
    zh: '示数突变',
    en: 'Register did not count on',
    clears: 'by-acknowledgement',
  },
  'cover-open': { severity: 'critical', zh: '开表盖', en: 'Meter cover opened', clears: 'by-acknowledgement' },
  'terminal-cover-open': {
    severity: 'critical',
    zh: '开端钮盖',
    en: 'Terminal cover opened',
    clears: 'by-acknowledgement',
  },
  'magnetic-field': { severity: 'critical', zh: '恒定磁场干扰', en: 'Magnetic field', clears: 'by-acknowledgement' },
  'voltage-loss': { severity: 'critical', zh: '失压', en: 'Voltage loss', clears: 'by-acknowledgement' },
  'phase-loss': { severity: 'critical', zh: '断相', en: 'Phase loss', clears: 'by-acknowledgement' },
  'current-loss': { severity: 'critical', zh: '失流', en: 'Current loss', clears: 'by-acknowledgement' },
  'reverse-flow': { severity: 'warning', zh: '潮流反向', en: 'Reverse flow', clears: 'by-acknowledgement' },
  overload: { severity: 'warning', zh: '过载', en: 'Overload', clears: 'by-acknowledgement' },
  ...notices({
    'voltage-low-recorded': { zh: '欠压', en: 'Undervoltage' },
    'voltage-high-recorded': { zh: '过压', en: 'Overvoltage' },
    'all-voltage-loss': { zh: '全失压', en: 'All phases without voltage' },
    'auxiliary-power-loss': { zh: '辅助电源失电', en: 'Auxiliary power lost' },
    'voltage-sequence': { zh: '电压逆相序', en: 'Voltages in wrong order' },
    'current-sequence': { zh: '电流逆相序', en: 'Currents in wrong order' },
    'voltage-unbalance': { zh: '电压不平衡', en: 'Voltage unbalance' },
    'current-unbalance': { zh: '电流不平衡', en: 'Current unbalance' },
    overcurrent: { zh: '过流', en: 'Overcurrent' },
    'current-break': { zh: '断流', en: 'Current broken off' },
    programmed: { zh: '编程', en: 'Settings changed' },
    'meter-cleared': { zh: '电表清零', en: 'Meter cleared' },
    'demand-cleared': { zh: '需量清零', en: 'Demand cleared' },
    'events-cleared': { zh: '事件清零', en: 'Events cleared' },
    'relay-opened': { zh: '拉闸', en: 'Relay opened' },
    'relay-closed': { zh: '合闸', en: 'Relay closed' },
  }),
}

/** What a meter may tell of and nobody has called urgent. */
function notices(named: Record<string, { zh: string; en: string }>): Record<string, KindInfo> {
  const toKind = (name: { zh: string; en: string }): KindInfo => ({
    severity: 'info',
    ...name,
    clears: 'by-acknowledgement',
  })
  return Object.fromEntries(Object.entries(named).map(([code, name]) => [code, toKind(name)]))
}

export function describeAlarm(kind: string): KindInfo {
  const unknown = {
    severity: 'info',
    zh: `表计事件 ${kind}`,
    en: `Meter event ${kind}`,
    clears: 'by-acknowledgement',
  } as const
  return kinds[kind] ?? unknown
}

/** An event in words, beginnings and ends told apart. */
export function describeEvent(code: string): { zh: string; en: string } {
  if (code === 'power-on') return { zh: '上电', en: 'Power back' }
  const end = code.endsWith('-end')
  const { zh, en } = describeAlarm(end ? code.slice(0, -'-end'.length) : code)
  return end ? { zh: `${zh}结束`, en: `${en}: ended` } : { zh, en }
}

/** Limits of supply voltage at 220 V, each from the day on which it came into force. */
export const voltageLimits = [
  { validFrom: '2009-05-01', basis: 'GB/T 12325-2008', nominalV: 220, highPercent: 7, lowPercent: -10 },
] as const

/** Below this a phase carries no supply: that is an outage, not a bad voltage. */
const DEAD_V = 40

/**
 * Dated (`alarm_rule`). `voltageBackPermille`: of the nominal, by which a voltage is back inside before its alarm is over. A clock
 * that is off by more than the one is told of until it is off by no more than the other.
 */
export type AlarmBounds = { voltageBackPermille: number; driftRaiseMs: number; driftClearMs: number }

export type Review = { raise: { kind: string; detail: Record<string, unknown> }[]; clear: string[] }

/** `clockMs` is the meter's own time at `atMs`. Voltage is not judged behind voltage transformers, where 220 V is not what the meter sees. */
export function reviewReading(facts: {
  day: string
  atMs: number
  clockMs: number | null
  pt: number
  values: MeterValues
  bounds: AlarmBounds
}): Review {
  const { driftRaiseMs, driftClearMs } = facts.bounds
  const review: Review = { raise: [], clear: ['meter-stale'] }
  const live = (facts.values.uV ?? []).filter((volts): volts is number => typeof volts === 'number' && volts > DEAD_V)
  if (live.length > 0) review.clear.push('power-off')
  if (live.length > 0 && facts.pt === 1) reviewVoltage(review, facts, live)
  if (facts.clockMs !== null) {
    const driftMs = facts.clockMs - facts.atMs
    if (Math.abs(driftMs) > driftRaiseMs) {
      review.raise.push({ kind: 'clock-drift', detail: { driftSeconds: Math.round(driftMs / 1000) } })
    } else if (Math.abs(driftMs) <= driftClearMs) review.clear.push('clock-drift')
  }
  return review
}

function reviewVoltage(review: Review, { day, bounds }: { day: string; bounds: AlarmBounds }, live: number[]): void {
  const limit = voltageLimits.findLast((each) => each.validFrom <= day)
  if (!limit) return
  const highV = limit.nominalV * (1 + limit.highPercent / 100)
  const lowV = limit.nominalV * (1 + limit.lowPercent / 100)
  const marginV = (limit.nominalV * bounds.voltageBackPermille) / 1000
  const most = Math.max(...live)
  const least = Math.min(...live)
  if (most > highV)
    review.raise.push({ kind: 'voltage-high', detail: { volts: most, limitV: round(highV), basis: limit.basis } })
  else if (most <= highV - marginV) review.clear.push('voltage-high')
  if (least < lowV)
    review.raise.push({ kind: 'voltage-low', detail: { volts: least, limitV: round(lowV), basis: limit.basis } })
  else if (least >= lowV + marginV) review.clear.push('voltage-low')
}

function round(volts: number): number {
  return Math.round(volts * 10) / 10
}

/** A meter's event raises the alarm of its code; `power-on` and `…-end` end one. */
export function reviewEvent(code: string): { raise: string } | { clear: string } {
  if (code === 'power-on') return { clear: 'power-off' }
  if (code.endsWith('-end')) return { clear: code.slice(0, -'-end'.length) }
  return { raise: code }
}
