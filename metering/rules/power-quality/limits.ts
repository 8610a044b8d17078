/** What the limits of power quality are and since when: GB/T 12325-2008, 15543-2008, 30137-2013 and what the house itself lays down. */

/** Of the supply: single-phase 220 V, three-phase up to 1 kV, above that up to 20 kV, 35 kV and more. */
export type VoltageLevel = 'lv-single' | 'lv-three' | 'mv' | 'hv'

export type VoltageLimit = {
  level: VoltageLevel
  from: string
  /** Of the nominal voltage, as deviations: 7 and -10. */
  upperPercent: number
  lowerPercent: number
  /** How far the deviations of both signs may add up to; null where each has its own limit alone. */
  spanPercent: number | null
  basis: string
  /** Whether the text was at hand. */
  confirmed: boolean
}

const SINCE = '2009-05-01'

export const shippedVoltageLimits: readonly VoltageLimit[] = [
  {
    ...{ level: 'lv-single', from: SINCE, upperPercent: 7, lowerPercent: -10, spanPercent: null },
    ...{ basis: 'GB/T 12325-2008:220 V 单相供电电压偏差为标称电压的 +7%、-10%', confirmed: false },
  },
  {
    ...{ level: 'lv-three', from: SINCE, upperPercent: 7, lowerPercent: -7, spanPercent: null },
    ...{ basis: 'GB/T 12325-2008:20 kV 及以下三相供电电压偏差为标称电压的 ±7%', confirmed: false },
  },
  {
    ...{ level: 'mv', from: SINCE, upperPercent: 7, lowerPercent: -7, spanPercent: null },
    ...{ basis: 'GB/T 12325-2008:20 kV 及以下三相供电电压偏差为标称电压的 ±7%', confirmed: false },
  },
  {
    ...{ level: 'hv', from: SINCE, upperPercent: 5, lowerPercent: -5, spanPercent: 10 },
    ...{
      basis:
        'GB/T 12325-2008:35 kV 及以上正、负偏差绝对值之和不超过 10%(同号取较大者);未下达上下限的监测点按 ±5% 计时,为本系统规定',
      confirmed: false,
    },
  },
]

export const ruleNames = [
  'dead-percent',
  'unbalance-percent',
  'unbalance-short-percent',
  'current-unbalance-percent',
  'current-floor-a',
  'monitored-percent',
  'promised-city-percent',
  'promised-rural-percent',
  'sag-percent',
  'swell-percent',
  'interruption-percent',
] as const
export type RuleName = (typeof ruleNames)[number]
export type QualityRule = { rule: RuleName; from: string; figure: number; basis: string; confirmed: boolean }

const rule = (name: RuleName, figure: number, basis: string, from = '2000-01-01'): QualityRule => {
  return { rule: name, from, figure, basis, confirmed: false }
}

export const shippedRules: readonly QualityRule[] = [
  rule('dead-percent', 18, '本系统规定:低于标称电压 18%(220 V 时约 40 V)视为该相停电,不计入监测时间'),
  rule('unbalance-percent', 2, 'GB/T 15543-2008:公共连接点负序电压不平衡度 95% 概率值不超过 2%', SINCE),
  rule('unbalance-short-percent', 4, 'GB/T 15543-2008:公共连接点负序电压不平衡度短时不超过 4%', SINCE),
  rule('current-unbalance-percent', 15, '配电变压器三相负荷不平衡度(最大减最小除以最大)惯例 15%(Yyn0)'),
  rule('current-floor-a', 0.5, '本系统规定:最大相二次电流低于 0.5 A 时不计电流不平衡度'),
  rule('monitored-percent', 80, '本系统规定:监测时间不足应监测时间的 80% 时,不据以认定投诉不属实'),
  rule('promised-city-percent', 98.5, '国家电网供电服务“十项承诺”(2022):城市居民客户端电压合格率 98.5%', '2022-01-01'),
  rule('promised-rural-percent', 97.5, '国家电网供电服务“十项承诺”(2022):农村居民客户端电压合格率 97.5%', '2022-01-01'),
  rule('sag-percent', 90, 'GB/T 30137-2013 电压暂降:方均根值降至标称的 90% 至 10%(IEEE 1159)'),
  rule('swell-percent', 110, 'IEEE 1159 电压暂升:方均根值升至标称的 110% 以上'),
  rule('interruption-percent', 10, 'GB/T 30137-2013 短时中断:方均根值降至标称的 10% 以下(IEEE 1159)'),
]

export type QualityFigures = Record<RuleName, number>

/** What holds on a day; what a site has set comes after what is shipped. */
export function voltageLimitsOn(day: string, own: readonly VoltageLimit[] = []): Record<VoltageLevel, VoltageLimit> {
  const all = [...shippedVoltageLimits, ...inForce(own, day)]
  return Object.fromEntries(all.map((limit) => [limit.level, limit])) as Record<VoltageLevel, VoltageLimit>
}

export function figuresOn(day: string, own: readonly QualityRule[] = []): QualityFigures {
  const all = [...shippedRules, ...inForce(own, day)]
  return Object.fromEntries(all.map((each) => [each.rule, each.figure])) as QualityFigures
}

function inForce<T extends { from: string }>(own: readonly T[], day: string): T[] {
  return own.filter(({ from }) => from <= day).toSorted((a, b) => a.from.localeCompare(b.from))
}

export function levelOf(nominalV: number): VoltageLevel {
  if (nominalV <= 220) return 'lv-single'
  if (nominalV <= 1_000) return 'lv-three'
  return nominalV < 35_000 ? 'mv' : 'hv'
}
