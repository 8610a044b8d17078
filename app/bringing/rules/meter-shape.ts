// Decides what a sheet of meters on accounts holds (供电营业规则: 计量点).
import { accountNo } from './customer-shapes.ts'
import type { Column, Shape, Values } from './shape.ts'

type Told = { key: string; message: string; advice: string }

const start = (key: string, title: string, isNeeded = false, unit = '千瓦时'): Column => ({
  key,
  title,
  is: 'number',
  least: 0,
  most: 99_999_999,
  decimals: 3,
  hint: `装表时的示数,${unit}`,
  ...(isNeeded && { isNeeded, isSummed: '起码总 kWh' }),
})

/** Columns of what a register showed, by its role in the file. */
export const startRoles = {
  startTotal: 'importTotal',
  startSharp: 'importSharp',
  startPeak: 'importPeak',
  startFlat: 'importFlat',
  startValley: 'importValley',
  startExport: 'exportTotal',
  startQ1: 'q1',
  startQ2: 'q2',
  startQ3: 'q3',
  startQ4: 'q4',
} as const

export const meters: Shape = {
  kind: 'meters',
  title: '计量点与电能表',
  key: 'assetNo',
  columns: [
    { ...accountNo, among: 'account', hint: '须已导入;13 位,单元格设为文本' },
    { key: 'assetNo', title: '资产编号', is: 'code', isNeeded: true, most: 40, hint: '不能重复;单元格设为文本' },
    { key: 'profile', title: '型号', is: 'text', isNeeded: true, most: 60, among: 'profile', hint: '见“型号”表' },
    {
      key: 'phase',
      title: '相别',
      is: 'word',
      isNeeded: true,
      words: { 单相: 'single', 三相: 'three' },
      hint: '单相、三相',
    },
    {
      key: 'ratedCurrentA',
      title: '基本电流',
      is: 'number',
      isNeeded: true,
      least: 0.1,
      most: 1000,
      decimals: 2,
      hint: '安',
    },
    {
      key: 'maximumCurrentA',
      title: '最大电流',
      is: 'number',
      isNeeded: true,
      least: 0.1,
      most: 1000,
      decimals: 2,
      hint: '安',
    },
    {
      key: 'ct',
      title: 'CT',
      is: 'number',
      least: 1,
      most: 10_000,
      decimals: 4,
      otherwise: '1',
      hint: '电流互感器变比;不填为 1',
    },
    {
      key: 'pt',
      title: 'PT',
      is: 'number',
      least: 1,
      most: 10_000,
      decimals: 4,
      otherwise: '1',
      hint: '电压互感器变比;不填为 1',
    },
    {
      key: 'digits',
      title: '整数位数',
      is: 'number',
      least: 4,
      most: 8,
      decimals: 0,
      otherwise: '6',
      hint: '示数小数点前的位数;不填为 6',
    },
    { key: 'installedOn', title: '装表日期', is: 'day', isNeeded: true, hint: '如 2021-03-15' },
    start('startTotal', '起码总', true),
    start('startSharp', '起码尖'),
    start('startPeak', '起码峰'),
    start('startFlat', '起码平'),
    start('startValley', '起码谷'),
    start('startExport', '起码反向总'),
    start('startQ1', '起码无功一象限', false, '千乏时;考核功率因数的填写'),
    start('startQ2', '起码无功二象限', false, '千乏时'),
    start('startQ3', '起码无功三象限', false, '千乏时'),
    start('startQ4', '起码无功四象限', false, '千乏时'),
    {
      key: 'terminal',
      title: '采集终端',
      is: 'code',
      most: 100,
      among: 'terminal',
      hint: '终端资产编号;尚未接入的不填',
    },
    { key: 'unitId', title: '站号', is: 'number', least: 1, most: 247, decimals: 0, hint: 'Modbus 终端填写,1 至 247' },
    {
      key: 'meterAddress',
      title: '表地址',
      is: 'code',
      pattern: /^\d{12}$/,
      should: '应为 12 位数字',
      hint: 'DL/T 645 终端填写,12 位',
    },
    {
      key: 'measuringPointNo',
      title: '测量点号',
      is: 'number',
      least: 1,
      most: 65_535,
      decimals: 0,
      hint: '集中器内的编号',
    },
  ],
  unique: [
    ['assetNo'],
    ['accountNo'],
    ['terminal', 'unitId'],
    ['terminal', 'meterAddress'],
    ['terminal', 'measuringPointNo'],
  ],
  also: checkMeter,
}

function checkMeter(values: Values): Told[] {
  const { ratedCurrentA, maximumCurrentA, digits, terminal } = values
  const found: Told[] = []
  if (
    ratedCurrentA !== null &&
    maximumCurrentA !== null &&
    maximumCurrentA !== undefined &&
    Number(ratedCurrentA) > Number(maximumCurrentA)
  )
    found.push({ key: 'maximumCurrentA', message: '最大电流小于基本电流', advice: '请核对铭牌' })
  for (const key of Object.keys(startRoles)) {
    const shown = values[key]
    if (typeof shown === 'number' && shown >= 10 ** Number(digits ?? 6))
      found.push({ key, message: `示数超出 ${digits ?? 6} 位`, advice: '请核对示数与整数位数' })
  }
  if (terminal === null && ['unitId', 'meterAddress', 'measuringPointNo'].some((key) => values[key] !== null))
    found.push({
      key: 'terminal',
      message: '填了站号、表地址或测量点号的须填写采集终端',
      advice: '请补填终端,或清空通信参数',
    })
  return found
}
