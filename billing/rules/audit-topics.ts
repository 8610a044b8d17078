// Decides what a finding of the nightly audit says and what money is at stake (营销稽查).
import { overCapacityTerms } from './legal.ts'
import { exact, roundToFen, yuanToText } from './money.ts'
import { decidePowerFactor } from './power-factor.ts'
import { editionOn } from './run/edition.ts'

export const auditTopics = [
  'price-class',
  'base-charge',
  'power-factor',
  'over-capacity',
  'zero-use',
  'corrections',
  'allowances',
] as const
export type AuditTopic = (typeof auditTopics)[number]

/** What the database told of an account; each topic knows its own names. */
export type AuditFigures = Record<string, number | string | null>

/** The standard of the broad class that most of these customers fall in (其他工业、非工业). */
const USUAL_STANDARD = '0.85'

/** Yuan; null where the figures do not say. `day` is that of the audit. */
export function stakeOf(topic: AuditTopic, figures: AuditFigures, day: string): string | null {
  const number = (name: string) => (typeof figures[name] === 'number' ? figures[name] : 0)
  if (topic === 'over-capacity') {
    const excessKva = exact(number('demandKw')).minus(number('capacityKva'))
    const { terms } = overCapacityTerms[editionOn(day)]
    const price = figures.capacityYuanPerKva
    const yuan =
      typeof price === 'string'
        ? excessKva.times(price).times(1 + terms.penaltyMultiple)
        : excessKva.times(terms.yuanPerKva)
    return yuanToText(roundToFen(yuan))
  }
  if (topic === 'base-charge') {
    const price = figures.capacityYuanPerKva
    if (typeof price !== 'string') return null
    const contractKva = exact(number('contractKva'))
    const installedKva = number('transformerKva')
    const unpaidKva =
      figures.variant === 'no-base-charge' ? exact(installedKva || contractKva) : contractKva.minus(installedKva)
    return yuanToText(roundToFen(unpaidKva.times(price)))
  }
  if (topic === 'power-factor') {
    if (number('reactiveKvarh') === 0) return null
    const { ratePercent } = decidePowerFactor(
      USUAL_STANDARD,
      exact(number('energyKwh')),
      exact(number('reactiveKvarh')),
    )
    return yuanToText(roundToFen(exact(number('totalYuan')).times(ratePercent).div(100)))
  }
  return typeof figures.yuan === 'string' ? figures.yuan : null
}

/** One sentence, as an auditor would write it. */
export function describeFinding(topic: AuditTopic, figures: AuditFigures): { zh: string; en: string } {
  const { zh, en } = sentences[topic]
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(figures[name] ?? '—'))
  const variant = typeof figures.variant === 'string' ? variants[figures.variant] : undefined
  return { zh: fill(variant?.zh ?? zh), en: fill(variant?.en ?? en) }
}

const sentences: Record<AuditTopic, { zh: string; en: string }> = {
  'price-class': {
    zh: '用电类别与执行电价 {priceCode} 的类别不符',
    en: 'The account’s class is not that of its price {priceCode}',
  },
  'base-charge': {
    zh: '两部制户:受电变压器合计 {transformerKva} kVA,少于合同容量 {contractKva} kVA',
    en: 'Two-part: transformers of {transformerKva} kVA under a contract of {contractKva} kVA',
  },
  'power-factor': {
    zh: '合同容量 {capacityKva} kVA,未执行功率因数调整(最近一月 {energyKwh} kWh,{reactiveKvarh} kvarh)',
    en: 'Capacity {capacityKva} kVA without a power-factor standard ({energyKwh} kWh, {reactiveKvarh} kvarh last month)',
  },
  'over-capacity': {
    zh: '最大需量 {demandKw} kW({day}),超过合同容量 {capacityKva} kVA',
    en: 'Demand {demandKw} kW on {day}, above the contract’s {capacityKva} kVA',
  },
  'zero-use': { zh: '连续 {months} 个月零用电', en: 'No use for {months} months' },
  corrections: {
    zh: '近 {months} 个月退补 {times} 次,合计 {yuan} 元',
    en: '{times} corrections in {months} months, {yuan} yuan',
  },
  allowances: {
    zh: '享受免费电量,最近一月用电 {energyKwh} kWh',
    en: 'On an allowance, {energyKwh} kWh in the latest month',
  },
}

const variants: Record<string, { zh: string; en: string }> = {
  'single-part': {
    zh: '合同容量 {capacityKva} kVA,应执行两部制,现为单一制 {priceCode}',
    en: 'Capacity {capacityKva} kVA ought to be two-part, is on {priceCode}',
  },
  'no-base-charge': {
    zh: '两部制户最近一张账单({billMonth})没有容(需)量电费',
    en: 'Two-part, and the latest bill ({billMonth}) has no base charge',
  },
  'two-allowances': {
    zh: '同一客户 {accounts} 户同时享受免费电量',
    en: 'One customer has allowances on {accounts} accounts',
  },
}
