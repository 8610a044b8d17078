// Decides what sheets of accounts with their customers, and of the meters on them, hold (供电营业规则: 用电户, 计量点).
import type { Column, Shape, Values } from './shape.ts'

type Told = { key: string; message: string; advice: string }

export const accountNo: Column = {
  key: 'accountNo',
  title: '户号',
  is: 'code',
  isNeeded: true,
  pattern: /^\d{13}$/,
  should: '户号应为 13 位数字',
  hint: '13 位数字,开头的 0 要保留:单元格设为文本',
}

export const customers: Shape = {
  kind: 'customers',
  title: '用电客户',
  key: 'accountNo',
  columns: [
    accountNo,
    { key: 'name', title: '户名', is: 'text', isNeeded: true, most: 64, hint: '与证件一致' },
    {
      key: 'customerKind',
      title: '客户类型',
      is: 'word',
      isNeeded: true,
      words: { 个人: 'person', 单位: 'organisation' },
      hint: '个人、单位',
    },
    {
      key: 'paper',
      title: '证件类型',
      is: 'word',
      words: { 身份证: 'identity', 统一社会信用代码: 'credit-code', 其他: 'other' },
      hint: '身份证、统一社会信用代码、其他;没有证件号码的不填',
    },
    { key: 'idNumber', title: '证件号码', is: 'code', most: 30, isPersonal: true, hint: '单元格设为文本' },
    {
      key: 'phone',
      title: '联系电话',
      is: 'code',
      pattern: /^(1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8})$/,
      should: '应为 11 位手机号或带区号的座机',
      isPersonal: true,
      mayChange: true,
      hint: '11 位手机号,或座机',
    },
    { key: 'address', title: '用电地址', is: 'text', isNeeded: true, most: 200, mayChange: true, hint: '到门牌' },
    {
      key: 'organisation',
      title: '供电单位',
      is: 'text',
      isNeeded: true,
      most: 100,
      among: 'organisation',
      hint: '单位名称,或编码路径',
    },
    { key: 'district', title: '台区', is: 'text', most: 100, among: 'district', hint: '低压用户必填' },
    {
      key: 'class',
      title: '用电类别',
      is: 'word',
      isNeeded: true,
      words: { 居民: 'residential', 农业: 'agricultural', 工商业: 'commercial' },
      hint: '居民、农业、工商业',
    },
    {
      key: 'capacityKva',
      title: '合同容量',
      is: 'number',
      isNeeded: true,
      least: 0.1,
      most: 1_000_000,
      decimals: 3,
      isSummed: 'kVA',
      hint: '千伏安',
    },
    {
      key: 'priceCode',
      title: '电价代码',
      is: 'code',
      isNeeded: true,
      most: 40,
      among: 'price',
      hint: '见“电价代码”表;两部制用户请经业务受理建档',
    },
    {
      key: 'mode',
      title: '计量方式',
      is: 'word',
      words: { 高供高计: 'high-high', 高供低计: 'high-low', 低供低计: 'low-low' },
      otherwise: 'low-low',
      hint: '高供高计、高供低计、低供低计;不填为低供低计',
    },
    {
      key: 'phase',
      title: '相别',
      is: 'word',
      words: { 单相: 'single', 三相: 'three' },
      otherwise: 'single',
      hint: '单相、三相;不填为单相',
    },
    { key: 'householdPersons', title: '户籍人口', is: 'number', least: 1, most: 30, decimals: 0, hint: '1 至 30' },
    { key: 'openedOn', title: '开户日期', is: 'day', isNeeded: true, hint: '如 2019-05-01,不晚于今天' },
    { key: 'section', title: '抄表段', is: 'code', most: 40, among: 'section', hint: '编号;不填随台区' },
  ],
  unique: [['accountNo']],
  also: (values, { isIdentityNumber, isCreditCode }) => [
    ...checkPaper(values, isIdentityNumber, isCreditCode),
    ...(values.mode === 'low-low' && values.district === null
      ? [{ key: 'district', message: '低压用户须有台区', advice: '请填写台区,或更正计量方式' }]
      : []),
  ],
}

function checkPaper(
  { paper, idNumber, customerKind }: Values,
  isIdentityNumber: (text: string) => boolean,
  isCreditCode: (text: string) => boolean,
): Told[] {
  if (idNumber === null) {
    return paper === null
      ? []
      : [{ key: 'idNumber', message: '填了证件类型的须填写证件号码', advice: '请补填,或清空证件类型' }]
  }
  if (paper === null)
    return [{ key: 'paper', message: '填了证件号码的须填写证件类型', advice: '请填写身份证、统一社会信用代码或其他' }]
  const number = String(idNumber)
  if (paper === 'identity' && customerKind === 'organisation')
    return [{ key: 'paper', message: '单位的证件不能是身份证', advice: '请更正客户类型或证件类型' }]
  if (paper === 'identity' && !isIdentityNumber(number))
    return [{ key: 'idNumber', message: '身份证号码的位数、出生日期或校验位有误', advice: '请与证件核对' }]
  if (paper === 'credit-code' && !isCreditCode(number))
    return [{ key: 'idNumber', message: '统一社会信用代码的位数或校验位有误', advice: '请与执照核对' }]
  return []
}

const start = (key: string, title: string, isNeeded = false): Column => ({
  key,
  title,
  is: 'number',
  least: 0,
  most: 99_999_999,
  decimals: 3,
  hint: '装表时的示数,千瓦时',
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
