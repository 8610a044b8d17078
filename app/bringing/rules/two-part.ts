// Decides what a sheet says of accounts on a two-part price (两部制): base charge, demand, transformers, power factor.
import type { Column, Facts, Values } from './shape.ts'

type Told = { key: string; message: string; advice: string }
export type SaidTransformer = {
  name: string
  capacityKva: string
  loss?: { ironKwh: string; ironKvarh: string; reactiveCopperFactor: string }
}

export const twoPartColumns: Column[] = [
  {
    ...{ key: 'baseCharge', title: '基本电费计收方式', is: 'word' },
    words: { 按容量: 'capacity', 按合同最大需量: 'contract-demand', 按实际最大需量: 'actual-demand' },
    hint: '两部制必填:按容量、按合同最大需量、按实际最大需量;单一制不填',
  },
  {
    ...{ key: 'contractDemandKw', title: '合同最大需量', is: 'number', least: 0.1, most: 1_000_000, decimals: 3 },
    hint: '千瓦;按合同最大需量计收的必填',
  },
  {
    ...{ key: 'transformers', title: '受电变压器', is: 'text', most: 1000 },
    hint: '两部制必填,均在运行:名称/容量千伏安,多台用分号隔开,如 1号变/400;2号变/400。计量在低压侧、承担变损的续写 /有功铁损/无功铁损/无功铜损系数(月,千瓦时、千乏时),如 1号变/630/620/4200/0.05',
  },
  {
    ...{ key: 'powerFactorStandard', title: '功率因数标准', is: 'word' },
    words: { '0.90': '0.90', '0.85': '0.85', '0.80': '0.80', '0.9': '0.90', '0.8': '0.80', 不考核: 'exempt' },
    hint: '0.90、0.85、0.80;达到考核容量而不考核的填“不考核”',
  },
]

/** The price says which columns have to be filled in. */
export function checkTwoPart(values: Values, { isTwoPart, tellDemand }: Facts): Told[] {
  const { priceCode, baseCharge, contractDemandKw, transformers, capacityKva } = values
  if (priceCode === null) return []
  if (!isTwoPart(String(priceCode))) {
    return ['baseCharge', 'contractDemandKw', 'transformers'].flatMap((key) =>
      values[key] === null ? [] : [{ key, message: '不是两部制电价,不应填写', advice: '请清空,或更正电价代码' }],
    )
  }
  const found: Told[] = []
  const isByContract = baseCharge === 'contract-demand'
  if (baseCharge === null)
    found.push({
      key: 'baseCharge',
      message: '两部制电价须填写',
      advice: '请填写按容量、按合同最大需量或按实际最大需量',
    })
  const read = transformers === null ? '两部制电价须填写' : readTransformers(String(transformers))
  if (typeof read === 'string')
    found.push({ key: 'transformers', message: read, advice: '请按 名称/容量 填写,多台用分号隔开' })
  if (isByContract && contractDemandKw === null)
    found.push({ key: 'contractDemandKw', message: '按合同最大需量计收须填写', advice: '请填写千瓦数' })
  if (!isByContract && baseCharge !== null && contractDemandKw !== null)
    found.push({ key: 'contractDemandKw', message: '不按合同最大需量计收的不应填写', advice: '请清空,或更正计收方式' })
  if (!isByContract || typeof contractDemandKw !== 'number' || typeof read === 'string' || capacityKva === null)
    return found
  const transformersKva = read.reduce((sum, each) => sum + Number(each.capacityKva), 0)
  const told = tellDemand({ demandKw: contractDemandKw, contractKva: Number(capacityKva), transformersKva })
  return told === null ? found : [...found, { key: 'contractDemandKw', message: told, advice: '请核对合同' }]
}

/** Of whose size one is adjusted, he is by some standard, or somebody says that he is not. */
export function checkPowerFactor(values: Values, { powerFactorDuties }: Facts): Told[] {
  const { powerFactorStandard, capacityKva } = values
  const duty = powerFactorDuties.find(({ accountClass }) => accountClass === values.class)
  if (!duty || powerFactorStandard !== null || capacityKva === null || Number(capacityKva) < duty.fromKva) return []
  return [
    {
      key: 'powerFactorStandard',
      message: `容量 ${duty.fromKva} 千伏安及以上须填写`,
      advice: `一般为 ${duty.usualStandard};不考核的填“不考核”`,
    },
  ]
}

/** As many places as the file keeps. */
const FIGURE = /^\d{1,8}(\.\d{1,3})?$/
const FACTOR = /^\d{1,4}(\.\d{1,4})?$/

/** Or what is wrong with them. */
export function readTransformers(text: string): SaidTransformer[] | string {
  const parts = text.split(/[;、]/).map((part) => part.split('/').map((cell) => cell.trim()))
  const read: SaidTransformer[] = []
  for (const [name = '', capacityKva = '', ...losses] of parts) {
    if (name === '' || name.length > 40) return '变压器须有名称,不超过 40 个字'
    if (read.some((each) => each.name === name)) return `变压器“${name}”写了两次`
    if (!FIGURE.test(capacityKva) || Number(capacityKva) === 0) return `变压器“${name}”的容量不是数字`
    if (
      losses.length !== 0 &&
      (losses.length !== 3 || !losses.every((each, n) => (n === 2 ? FACTOR : FIGURE).test(each)))
    )
      return `变压器“${name}”的变损应为三个数字:有功铁损、无功铁损、无功铜损系数`
    const [ironKwh = '', ironKvarh = '', reactiveCopperFactor = ''] = losses.map(plain)
    read.push({
      ...{ name, capacityKva: plain(capacityKva) },
      ...(losses.length > 0 && { loss: { ironKwh, ironKvarh, reactiveCopperFactor } }),
    })
  }
  return read
}

/** One way to write them, as the file tells them. */
export function transformersToText(transformers: SaidTransformer[]): string {
  return transformers
    .map(({ name, capacityKva, loss }) => [name, capacityKva, ...(loss ? Object.values(loss) : [])].join('/'))
    .join(';')
}

function plain(figure: string): string {
  return String(Number(figure))
}
