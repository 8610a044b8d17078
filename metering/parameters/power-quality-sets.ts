import type { Role } from '../../db/context.ts'
import type { Column, ParameterRow, ParameterSet, Said } from '../../db/parameters/set.ts'
import { shippedHarmonicLimits } from '../rules/power-quality/harmonic-limits.ts'
import { type RuleName, shippedRules, shippedVoltageLimits } from '../rules/power-quality/limits.ts'

const change = { how: 'two', drafts: ['acquisition', 'manager'] as Role[], releases: ['manager'] as Role[] } as const
const percent: Said = { zh: '%', en: '%' }
const shipped = { to: null, changedBy: null, changedAt: null }
const common = { basis: 'basis', confirmed: 'confirmed', hasEnd: false, keeps: 'changer' } as const

const levels: Record<string, Said> = {
  'lv-single': { zh: '220 V 单相', en: '220 V single-phase' },
  'lv-three': { zh: '380 V 三相', en: '380 V three-phase' },
  mv: { zh: '1 kV 以上至 20 kV', en: 'over 1 kV up to 20 kV' },
  hv: { zh: '35 kV 及以上', en: '35 kV and more' },
}

const rules: Record<RuleName, Said & { unit: Said }> = {
  'dead-percent': { zh: '停电:低于标称电压', en: 'Dead: below of the nominal', unit: percent },
  'unbalance-percent': { zh: '负序电压不平衡度', en: 'Voltage unbalance', unit: percent },
  'unbalance-short-percent': { zh: '负序电压不平衡度(短时)', en: 'Voltage unbalance, short', unit: percent },
  'current-unbalance-percent': { zh: '三相电流不平衡度', en: 'Current unbalance', unit: percent },
  'current-floor-a': { zh: '计电流不平衡度的最小电流', en: 'Least current judged', unit: { zh: 'A', en: 'A' } },
  'monitored-percent': { zh: '投诉认定的最少监测时间', en: 'Least monitored share', unit: percent },
  'promised-city-percent': { zh: '承诺合格率:城市', en: 'Promised rate, city', unit: percent },
  'promised-rural-percent': { zh: '承诺合格率:农村', en: 'Promised rate, rural', unit: percent },
  'sag-percent': { zh: '电压暂降:低于', en: 'Sag: below', unit: percent },
  'swell-percent': { zh: '电压暂升:高于', en: 'Swell: above', unit: percent },
  'interruption-percent': { zh: '短时中断:低于', en: 'Interruption: below', unit: percent },
}

const harmonicItems: Record<string, Said> = {
  thd: { zh: '电压总谐波畸变率', en: 'total distortion' },
  odd: { zh: '奇次', en: 'odd orders' },
  even: { zh: '偶次', en: 'even orders' },
  'base-mva': { zh: '基准短路容量', en: 'base short-circuit capacity' },
  ...Object.fromEntries(
    Array.from({ length: 24 }, (_, n) => [String(n + 2), { zh: `${n + 2} 次`, en: `order ${n + 2}` }]),
  ),
}

const decimal = (name: string, title: Said, bounds: { least: number; most: number }): Column => {
  return { name, title, type: 'decimal', unit: percent, ...bounds }
}

export const powerQualitySets: ParameterSet[] = [
  {
    name: 'voltage-limit',
    department: 'metering',
    kind: 'limit',
    title: { zh: '供电电压偏差限值', en: 'Limits of supply voltage' },
    about: {
      zh: '各电压等级的供电电压偏差超过多少为不合格。',
      en: 'From which deviation on a supply voltage is out of its limits, by level.',
    },
    tables: ['voltage_limit'],
    change,
    rows: {
      table: 'voltage_limit',
      keys: [{ name: 'level', title: { zh: '电压等级', en: 'Level' }, type: 'code', words: levels }],
      values: [
        decimal('upper_percent', { zh: '上限', en: 'Upper' }, { least: 0, most: 20 }),
        decimal('lower_percent', { zh: '下限', en: 'Lower' }, { least: -20, most: 0 }),
        {
          ...decimal('span_percent', { zh: '正负偏差绝对值之和', en: 'Both together' }, { least: 0, most: 40 }),
          none: { zh: '不限', en: 'none' },
        },
      ],
      ...common,
      shipped: () =>
        shippedVoltageLimits.map(({ level, from, basis, confirmed, ...limit }): ParameterRow => {
          const value = {
            upper_percent: String(limit.upperPercent),
            lower_percent: String(limit.lowerPercent),
            span_percent: limit.spanPercent === null ? null : String(limit.spanPercent),
          }
          return { key: { level }, value, from, basis, confirmed, ...shipped }
        }),
    },
  },
  {
    name: 'power-quality-rule',
    department: 'metering',
    kind: 'threshold',
    title: { zh: '电能质量判定', en: 'How power quality is judged' },
    about: {
      zh: '停电相、不平衡度、暂降暂升的界限，以及电压投诉的认定标准。',
      en: 'Bounds of dead phases, unbalance, sags and swells, and by what a complaint of voltage is judged.',
    },
    tables: ['power_quality_rule'],
    change,
    rows: {
      table: 'power_quality_rule',
      keys: [{ name: 'rule', title: { zh: '规则', en: 'Rule' }, type: 'code', words: rules }],
      values: [
        {
          ...{ name: 'figure', title: { zh: '数值', en: 'Figure' }, type: 'decimal', least: 0, most: 1_000 },
          unit: ({ rule }) => rules[rule as RuleName]?.unit,
        },
      ],
      ...common,
      shipped: () =>
        shippedRules.map(({ rule, figure, from, basis, confirmed }): ParameterRow => {
          return { key: { rule }, value: { figure: String(figure) }, from, basis, confirmed, ...shipped }
        }),
    },
  },
  {
    name: 'harmonic-limit',
    department: 'metering',
    kind: 'limit',
    title: { zh: '谐波限值', en: 'Limits of harmonics' },
    about: {
      zh: '各电压等级的谐波电压含有率、总谐波畸变率和注入公共连接点的谐波电流限值。',
      en: 'Harmonic voltage, total distortion and harmonic current injected at a point of common coupling, by level.',
    },
    tables: ['harmonic_limit'],
    change,
    rows: {
      table: 'harmonic_limit',
      keys: [
        {
          ...{ name: 'kind', title: { zh: '类别', en: 'Kind' }, type: 'code' },
          words: { voltage: { zh: '电压', en: 'voltage' }, current: { zh: '电流', en: 'current' } },
        },
        { name: 'nominal_kv', title: { zh: '标称电压(kV)', en: 'Nominal kV' }, type: 'decimal' },
        { name: 'item', title: { zh: '项目', en: 'Item' }, type: 'code', words: harmonicItems },
      ],
      values: [
        {
          ...{ name: 'figure', title: { zh: '限值', en: 'Limit' }, type: 'decimal', least: 0.001, most: 100_000 },
          unit: ({ kind, item }) =>
            kind === 'voltage' ? percent : item === 'base-mva' ? { zh: 'MVA', en: 'MVA' } : { zh: 'A', en: 'A' },
        },
      ],
      ...common,
      shipped: () =>
        shippedHarmonicLimits.map(({ kind, nominalKv, item, figure, from, basis, confirmed }): ParameterRow => {
          const key = { kind, nominal_kv: String(nominalKv), item }
          return { key, value: { figure: String(figure) }, from, basis, confirmed, ...shipped }
        }),
    },
  },
]
