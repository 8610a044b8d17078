import type { WaveformFileReport } from '../../metering/index.ts'

type Language = 'zh' | 'en'
type Phase = WaveformFileReport['phases'][number]

const words = {
  record: ['记录', 'Record'],
  missing: ['缺失采样点', 'samples missing'],
  frequency: ['频率', 'Frequency'],
  windows: ['个十周波窗', 'windows of ten cycles'],
  limits: ['限值按 GB/T 14549-93,标称', 'Limits by GB/T 14549-93, nominal'],
  voltage: ['电压', 'Voltage'],
  current: ['电流', 'Current'],
  fundamental: ['基波', 'fundamental'],
  direct: ['直流', 'direct'],
  crest: ['波峰系数', 'crest'],
  thd: ['总谐波畸变率', 'THD'],
  group: ['谐波子组', 'subgroups'],
  limit: ['限值', 'limit'],
  over: ['超标', 'OVER'],
  kept: ['合格', 'kept'],
  unjudged: ['未给短路容量,不判', 'not judged without a short-circuit capacity'],
  order: ['次', 'order'],
  power: ['有功', 'Active'],
  apparent: ['视在', 'apparent'],
  factor: ['功率因数', 'power factor'],
  displacement: ['基波功率因数', 'displacement'],
  events: ['电压事件(对照', 'Voltage events (against'],
  own: ['记录自身有效值', 'its own level'],
  none: ['无', 'none'],
  sag: ['暂降', 'sag'],
  swell: ['暂升', 'swell'],
  interruption: ['中断', 'interruption'],
  instantaneous: ['瞬时', 'instantaneous'],
  momentary: ['短时', 'momentary'],
  temporary: ['暂时', 'temporary'],
  long: ['长时间', 'long'],
  verdict: ['结论', 'Verdict'],
  allKept: ['各项均在限值以内', 'every limit is kept'],
  someOver: ['有项目超过限值', 'some limits are passed'],
} as const satisfies Record<string, [string, string]>

/** Below it an order is not listed, unless it is over its limit. */
const LEAST_PERCENT = 0.1

/** A report as text, one figure after the other. */
export function describeWaveform(report: WaveformFileReport, language: Language): string {
  const say = (word: keyof typeof words) => words[word][language === 'zh' ? 0 : 1]
  const { rateHz, seconds, missing, frequencyHz, windows, limitsNominalKv, nominalV, referenceV } = report
  return [
    `${say('record')} ${seconds.toFixed(2)} s, ${rateHz.toFixed(1)} Hz, ${say('missing')} ${missing}`,
    `${say('frequency')} ${frequencyHz.toFixed(3)} Hz, ${windows} ${say('windows')}`,
    `${say('limits')} ${limitsNominalKv} kV`,
    ...report.phases.flatMap((phase) => [
      ...describeChannel(phase.voltage, 'voltage', say),
      ...(phase.current ? describeChannel(phase.current, 'current', say) : []),
      ...describePower(phase, say),
      ...describeEvents(phase, nominalV === null ? say('own') : `${referenceV} V`, say),
    ]),
    `${say('verdict')}: ${say(report.isOver ? 'someOver' : 'allKept')}`,
  ].join('\n')
}

type Say = (word: keyof typeof words) => string

function describeChannel(channel: NonNullable<Phase['current']>, kind: 'voltage' | 'current', say: Say): string[] {
  const unit = kind === 'voltage' ? 'V' : 'A'
  const { name, rms, fundamental, direct, crest, thdPercent, thdGroupPercent, orders } = channel
  const limitOfThd = 'thdLimitPercent' in channel ? Number(channel.thdLimitPercent) : null
  const verdictOf = (isOver: boolean) => say(isOver ? 'over' : 'kept')
  const thdVerdict =
    limitOfThd === null ? '' : `, ${say('limit')} ${limitOfThd} %: ${verdictOf(thdPercent > limitOfThd)}`
  const listed = orders.filter(({ percent, isOver }) => isOver || percent >= LEAST_PERCENT)
  return [
    `${say(kind)} ${name}: ${rms.toFixed(3)} ${unit}, ${say('fundamental')} ${fundamental.toFixed(3)} ${unit}, ${say('direct')} ${direct.toFixed(3)} ${unit}, ${say('crest')} ${crest.toFixed(3)}`,
    `  ${say('thd')} ${thdPercent.toFixed(2)} % (${say('group')} ${thdGroupPercent.toFixed(2)} %)${thdVerdict}`,
    ...listed.map(({ order, percent, amount, limit, isOver }) => {
      const shown = `${percent.toFixed(2).padStart(7)} %  ${amount.toFixed(3)} ${unit}`
      const limitUnit = kind === 'voltage' ? '%' : 'A'
      const judged =
        limit === null ? '' : `, ${say('limit')} ${Number(limit.toFixed(2))} ${limitUnit}: ${verdictOf(isOver)}`
      return `  ${String(order).padStart(2)} ${say('order')}${shown}${judged}`
    }),
    ...(kind === 'current' && orders.every(({ limit }) => limit === null) ? [`  ${say('unjudged')}`] : []),
  ]
}

function describePower({ power }: Phase, say: Say): string[] {
  if (!power) return []
  const { activeW, apparentVa, factor, displacement } = power
  return [
    `${say('power')} ${activeW.toFixed(2)} W, ${say('apparent')} ${apparentVa.toFixed(2)} VA, ${say('factor')} ${factor.toFixed(4)}, ${say('displacement')} ${displacement.toFixed(4)}`,
  ]
}

function describeEvents({ events }: Phase, against: string, say: Say): string[] {
  const head = `${say('events')} ${against}): ${events.length === 0 ? say('none') : events.length}`
  return [
    head,
    ...events.map(
      ({ kind, class: duration, atSeconds, seconds, percent }) =>
        `  ${atSeconds.toFixed(3)} s ${say(kind)} ${percent.toFixed(1)} %, ${seconds.toFixed(3)} s, ${say(duration)}`,
    ),
  ]
}
