// Decides whom a price is for and what it asks of the customer file (price notices; 发改价格〔2023〕526号 on capacity thresholds).
import type { Applicability, ApplicabilityAnswers } from '../price-book/contract.ts'
import type { PriceKind } from './price-document.ts'

type Said = { code: string; zh: string; en: string }
export type Verdict = { applicable: boolean; reasons: Said[]; unanswered: Said[] }
export type ApplicablePrice = Pick<PriceKind, 'accountClass'> & { applicability: Applicability }

const classes = {
  residential: ['居民', 'residential'],
  agricultural: ['农业', 'agricultural'],
  commercial: ['工商业', 'commercial'],
} as const

const questions = {
  accountClass: { code: 'accountClass', zh: '用电类别?', en: 'Which class of use?' },
  voltageKv: { code: 'voltageKv', zh: '受电电压是多少千伏?', en: 'Supplied at how many kV?' },
  capacityKva: { code: 'capacityKva', zh: '受电容量是多少千伏安?', en: 'How many kVA are installed?' },
  industry: { code: 'industry', zh: '属于哪个行业?', en: 'Which industry?' },
} satisfies Record<keyof ApplicabilityAnswers, Said>

/** Whether a price may be given to whoever answers so; what is not answered yet does not speak against it. */
export function isApplicable({ accountClass, applicability }: ApplicablePrice, answers: ApplicabilityAnswers): Verdict {
  const { voltageKvFrom, voltageKvBelow, capacityKvaFrom, capacityKvaBelow, industries } = applicability
  const reasons: Said[] = []
  const unanswered: Said[] = []
  const [zh, en] = classes[accountClass]
  if (answers.accountClass === undefined) unanswered.push(questions.accountClass)
  else if (answers.accountClass !== accountClass) {
    reasons.push({ code: 'ACCOUNT_CLASS', zh: `仅适用于${zh}用电`, en: `for ${en} use only` })
  }
  const ranges = [
    [answers.voltageKv, voltageKvFrom, voltageKvBelow, questions.voltageKv, 'VOLTAGE', '电压', 'voltage', '千伏', 'kV'],
    [
      answers.capacityKva,
      capacityKvaFrom,
      capacityKvaBelow,
      questions.capacityKva,
      'CAPACITY',
      '容量',
      'capacity',
      '千伏安',
      'kVA',
    ],
  ] as const
  for (const [answer, from, below, question, code, what, whatEn, unit, unitEn] of ranges) {
    if (from === null && below === null) continue
    if (answer === undefined) unanswered.push(question)
    else if (from !== null && answer < from) {
      reasons.push({
        code: `${code}_TOO_LOW`,
        zh: `${what}须在 ${from} ${unit}及以上`,
        en: `${whatEn} of ${from} ${unitEn} or more`,
      })
    } else if (below !== null && answer >= below) {
      reasons.push({
        code: `${code}_TOO_HIGH`,
        zh: `${what}须不满 ${below} ${unit}`,
        en: `${whatEn} below ${below} ${unitEn}`,
      })
    }
  }
  if (industries !== null) {
    if (answers.industry === undefined) unanswered.push(questions.industry)
    else if (!industries.includes(answers.industry)) {
      reasons.push({
        code: 'INDUSTRY',
        zh: `仅适用于:${industries.join('、')}`,
        en: `only for: ${industries.join(', ')}`,
      })
    }
  }
  return { applicable: reasons.length === 0, reasons, unanswered }
}

const factWords = {
  contractCapacityKva: ['合同容量', 'contract capacity'],
  voltageKv: ['受电电压', 'supply voltage'],
  baseChargeMethod: ['基本电费计收方式(容量或需量)', 'basis of the base charge (capacity or demand)'],
  transformers: ['变压器清单及启停状态', 'transformers and their states'],
  contractDemandKw: ['合同最大需量', 'contract demand'],
  powerFactorStandard: ['功率因数考核标准', 'power-factor standard'],
  householdPersons: ['户内人口', 'persons of the household'],
  periodRegisters: ['分时示数', 'time-of-use registers'],
} as const
export type FactName = keyof typeof factWords
export type NeededFact = { fact: FactName; zh: string; en: string }

/** `undefined`: nobody has asked. `null`: asked, and there is none. */
export type PriceFacts = { [Name in FactName]?: unknown }

type AskingPrice = Omit<PriceKind, 'accountClass'> & {
  capacityYuanPerKvaMonth: string | null
  demandYuanPerKwMonth: string | null
  household: unknown
  applicability: Applicability
}

/** What a price needs of the account's file. Both bases of a two-part price are asked for until one is chosen. */
export function neededFacts(price: AskingPrice, facts: PriceFacts = {}): NeededFact[] {
  const names: FactName[] = []
  const { applicability } = price
  const isTwoPart = price.tariffSystem === 'two-part'
  if (isTwoPart || applicability.capacityKvaFrom !== null || applicability.capacityKvaBelow !== null) {
    names.push('contractCapacityKva')
  }
  if (applicability.voltageKvFrom !== null || applicability.voltageKvBelow !== null) names.push('voltageKv')
  if (isTwoPart) {
    names.push('baseChargeMethod')
    if (price.capacityYuanPerKvaMonth !== null && facts.baseChargeMethod !== 'demand') names.push('transformers')
    if (price.demandYuanPerKwMonth !== null && facts.baseChargeMethod !== 'capacity') names.push('contractDemandKw')
    names.push('powerFactorStandard')
  }
  if (price.household !== null) names.push('householdPersons')
  if (price.timeOfUse) names.push('periodRegisters')
  return names.map((fact) => ({ fact, zh: factWords[fact][0], en: factWords[fact][1] }))
}

/** Those of the needed facts that nobody has asked the customer or the meter for. */
export function missingFacts(price: AskingPrice, facts: PriceFacts): NeededFact[] {
  return neededFacts(price, facts).filter(({ fact }) => {
    const value = facts[fact]
    return value === undefined || (Array.isArray(value) && value.length === 0)
  })
}
