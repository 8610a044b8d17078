/** What the columns of a file of readings are called, in both languages. */

const fields = [
  'importWh',
  'exportWh',
  'sharpWh',
  'peakWh',
  'flatWh',
  'valleyWh',
  'intervalWh',
  'exportIntervalWh',
  'powerW',
  'reactiveVar',
  'powerFactor',
  'u1',
  'u2',
  'u3',
  'i1',
  'i2',
  'i3',
] as const
export type Field = (typeof fields)[number]

export type Meaning = { field: Field; scale: number }
export const kilo = (field: Field): Meaning => ({ field, scale: 1000 })
const plain = (field: Field): Meaning => ({ field, scale: 1 })

/** Column and channel names that are known; case and a unit in brackets do not matter. */
const meanings: Record<string, Meaning> = {
  import_kwh: kilo('importWh'),
  import_wh: plain('importWh'),
  export_kwh: kilo('exportWh'),
  export_wh: plain('exportWh'),
  sharp_kwh: kilo('sharpWh'),
  peak_kwh: kilo('peakWh'),
  flat_kwh: kilo('flatWh'),
  valley_kwh: kilo('valleyWh'),
  interval_kwh: kilo('intervalWh'),
  interval_wh: plain('intervalWh'),
  export_interval_kwh: kilo('exportIntervalWh'),
  p_kw: kilo('powerW'),
  p_w: plain('powerW'),
  q_kvar: kilo('reactiveVar'),
  pf: plain('powerFactor'),
  u_v: plain('u1'),
  ua_v: plain('u1'),
  ub_v: plain('u2'),
  uc_v: plain('u3'),
  i_a: plain('i1'),
  ia_a: plain('i1'),
  ib_a: plain('i2'),
  ic_a: plain('i3'),
  // As the systems of Chinese companies write their exports; energies in kWh and powers in kW unless a unit says else.
  正向有功: kilo('importWh'),
  正向有功总: kilo('importWh'),
  正向有功总电能: kilo('importWh'),
  正向有功总示值: kilo('importWh'),
  正向有功示值: kilo('importWh'),
  正向有功电能示值: kilo('importWh'),
  正向总: kilo('importWh'),
  示数: kilo('importWh'),
  反向有功: kilo('exportWh'),
  反向有功总: kilo('exportWh'),
  反向有功总电能: kilo('exportWh'),
  反向有功总示值: kilo('exportWh'),
  正向有功尖: kilo('sharpWh'),
  正向有功峰: kilo('peakWh'),
  正向有功平: kilo('flatWh'),
  正向有功谷: kilo('valleyWh'),
  正向: kilo('intervalWh'),
  反向: kilo('exportIntervalWh'),
  正向电量: kilo('intervalWh'),
  反向电量: kilo('exportIntervalWh'),
  电量: kilo('intervalWh'),
  用电量: kilo('intervalWh'),
  时段电量: kilo('intervalWh'),
  有功功率: kilo('powerW'),
  总有功功率: kilo('powerW'),
  无功功率: kilo('reactiveVar'),
  总无功功率: kilo('reactiveVar'),
  功率: kilo('powerW'),
  功率因数: plain('powerFactor'),
  总功率因数: plain('powerFactor'),
  电压: plain('u1'),
  a相电压: plain('u1'),
  b相电压: plain('u2'),
  c相电压: plain('u3'),
  电流: plain('i1'),
  a相电流: plain('i1'),
  b相电流: plain('i2'),
  c相电流: plain('i3'),
  // Names of published data sets, so that these can be looked at as they are.
  general_supply_kwh: kilo('intervalWh'),
  gc: kilo('intervalWh'),
  gg: kilo('exportIntervalWh'),
  global_active_power: kilo('powerW'),
  global_reactive_power: kilo('reactiveVar'),
  voltage: plain('u1'),
  global_intensity: plain('i1'),
  tiae: kilo('importWh'),
  teae: kilo('exportWh'),
  r1iae: kilo('valleyWh'),
  r2iae: kilo('peakWh'),
  r3iae: kilo('flatWh'),
  iapi: plain('powerW'),
  ivl1: plain('u1'),
}

export const placeNames = {
  instant: [
    'at',
    'time',
    'timestamp',
    'datetime',
    'reading_datetime',
    '时间',
    '数据时间',
    '抄表时间',
    '采集时间',
    '时标',
    '时段起',
    '',
  ],
  meter: [
    'meter',
    'customer_id',
    'asset_no',
    'point',
    'id',
    '表号',
    '电能表',
    '资产编号',
    '电能表资产号',
    '计量点',
    '计量点编号',
    '户号',
  ],
  day: ['day', 'date', '日期', '数据日期'],
  timeOfDay: ['time', '时刻', '时间'],
} as const

const inBrackets = /[(（[]([^)）\]]*)[)）\]]\s*$/

/** `功率W`, `正向有功总kWh`. */
const unitBehind = /(?<=\p{Script=Han})(kwh|wh|kw|w|kvar|var|v|a)$/iu

/** Without its case and the unit behind it. */
export function plainName(name: string): string {
  return name.replace(inBrackets, '').trim().replace(unitBehind, '').toLowerCase()
}

/** What a column or channel of this name holds; a unit in brackets says whether in thousands. */
export function fieldOf(name: string, columns: Record<string, string>): Meaning | undefined {
  const called = columns[name] ?? name
  const meaning = meanings[plainName(called)]
  const unit = (inBrackets.exec(called)?.[1] ?? unitBehind.exec(called.trim())?.[1])?.trim().toLowerCase()
  if (!meaning || !unit) return meaning
  if (/^(wh|w|var|v|a)$/.test(unit)) return { ...meaning, scale: 1 }
  if (/^(kwh|kw|kvar|kv|ka|千瓦时|度)$/.test(unit)) return { ...meaning, scale: 1000 }
  if (/^(mwh|mw|mvar)$/.test(unit)) return { ...meaning, scale: 1_000_000 }
  return meaning
}
