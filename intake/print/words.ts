import type { ApplicationKind } from '../contract.ts'

/** What codes are called on paper. */
export const paperWords: Record<string, string> = {
  identity: '身份证明',
  property: '房屋权属证明',
  'load-list': '用电设备清单',
  'name-change': '名称变更证明',
  design: '设计图纸',
  completion: '竣工报告',
  'project-filing': '项目备案文件',
  authorisation: '授权委托书',
  other: '其他材料',
}
export const classWords: Record<string, string> = {
  residential: '居民生活',
  agricultural: '农业生产',
  commercial: '工商业及其他',
}
export const phaseWords: Record<string, string> = { single: '单相 220 伏', three: '三相' }
export const modeWords: Record<string, string> = {
  'low-low': '低供低计',
  'high-low': '高供低计',
  'high-high': '高供高计',
}
export const baseChargeWords: Record<string, string> = {
  capacity: '按变压器容量计收',
  'contract-demand': '按合同最大需量计收',
  'actual-demand': '按实际最大需量计收',
}
export const registerWords: Record<string, string> = {
  importTotal: '有功总',
  importSharp: '尖',
  importPeak: '峰',
  importFlat: '平',
  importValley: '谷',
  importDeepValley: '深谷',
  exportTotal: '反向有功总',
  q1: '无功一象限',
  q2: '无功二象限',
  q3: '无功三象限',
  q4: '无功四象限',
  maxDemand: '最大需量',
}
const formWords: Record<string, string> = {
  accountClass: '用电性质',
  isIndustry: '工业用电',
  isImportant: '重要用户',
  until: '临时用电至',
  from: '起始日期',
  to: '结束日期',
  replacementKva: '换装容量',
  newName: '变更后名称',
  householdPersons: '户籍人口',
  otherAccountNos: '并入户号',
  lastDay: '最后用电日',
  toClass: '变更后用电性质',
  priceCode: '电价代码',
  use: '用途',
  mode: '上网方式',
  plantKw: '装机容量',
  voltageKv: '电压等级',
  capacityKva: '变更后容量',
  generationMeter: '另装发电表',
  isNaturalPerson: '自然人业主',
  keptKva: '原户保留容量',
  hoursPerDay: '约定每日用电小时',
  sectionNo: '调入抄表段',
  accountNos: '调整户号',
  why: '原因',
  method: '缴费方式',
  payerName: '账户户名',
  bankName: '开户银行',
  accountTail: '银行账号尾号',
  option: '选择内容',
  baseCharge: '基本电费',
  contractDemandKw: '合同最大需量',
  newAddress: '新用电地址',
  moveTo: '移表位置',
  doubt: '申请人说明',
  pointNo: '计量点',
  ct: '实际电流互感器倍率',
  pt: '实际电压互感器倍率',
  found: '发现经过',
}
const units: Record<string, string> = {
  plantKw: ' kW',
  voltageKv: ' kV',
  capacityKva: ' kVA',
  replacementKva: ' kVA',
  keptKva: ' kVA',
  contractDemandKw: ' kW',
}
const optionWords: Record<string, string> = {
  'base-charge': '基本电费计收方式',
  'time-of-use': '峰谷分时电价',
  self: '自行缴费',
  collection: '银行代扣',
  surplus: '余电上网',
  full: '全额上网',
}

/** A form as it was filled in; what only the office's own numbers say is left to the caller. */
export function formToFacts(kind: ApplicationKind, form: Record<string, unknown>): [string, string][] {
  return Object.entries(form).flatMap(([field, value]): [string, string][] => {
    const label = formWords[kind === 'meter-move' && field === 'to' ? 'moveTo' : field]
    if (label === undefined || value === null || value === undefined || value === false) return []
    return [[label, `${toWord(value)}${units[field] ?? ''}`]]
  })
}

function toWord(value: unknown): string {
  if (value === true) return '是'
  if (Array.isArray(value)) return value.map(toWord).join('、')
  const text = String(value)
  return classWords[text] ?? baseChargeWords[text] ?? optionWords[text] ?? text
}
