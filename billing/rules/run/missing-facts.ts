// Decides which facts the prices of a bill still need of the customer file, all at once ((83)水电财字第215号; 发改价格〔2023〕526号).
import { type FactName, missingFacts, type PriceFacts } from '../applicability.ts'
import type { Cut } from './cut.ts'
import { type AccountClass, type AccountFacts, type AccountTerm, type Dated, factOn } from './facts.ts'

/** From how much capacity on a class must be adjusted for power factor. */
export type PowerFactorDuty = Dated & { accountClass: AccountClass; fromKva: number; usualStandard: string }

export const missingNames = ['baseCharge', 'transformers', 'contractDemand', 'powerFactorStandard'] as const
export type MissingName = (typeof missingNames)[number]
/** `usualStandard`: what most of its class have, as a hint to who enters it. */
export type MissingFact = { fact: MissingName; pointNo?: string; usualStandard?: string }

const namesInFile: Partial<Record<FactName, MissingName>> = {
  baseChargeMethod: 'baseCharge',
  transformers: 'transformers',
  contractDemandKw: 'contractDemand',
  powerFactorStandard: 'powerFactorStandard',
}

/** In the order in which a price asks for them; each once, whatever parts of the bill lack it. */
export function findMissingFacts(
  cuts: Pick<Cut, 'point' | 'from' | 'price' | 'term' | 'share'>[],
  account: Pick<AccountFacts, 'units'>,
  duties: PowerFactorDuty[],
): MissingFact[] {
  const missing = cuts.flatMap((cut): MissingFact[] => {
    const { price, term, point, from, share } = cut
    const duty = share === null && price.tariffSystem !== 'residential-tier' ? dutyOf(term, duties, from) : undefined
    const asking = { ...price, applicability: anywhere }
    const facts = factsOf(cut, account, duty !== undefined)
    const named = missingFacts(asking, facts).flatMap(({ fact }) => namesInFile[fact] ?? [])
    // A single-part price does not ask for a standard; the size of the account does.
    const isForgotten = duty !== undefined && facts.powerFactorStandard === undefined
    const names = isForgotten && !named.includes('powerFactorStandard') ? [...named, 'powerFactorStandard'] : named
    return names.map((fact) => ({
      fact: fact as MissingName,
      ...(fact === 'contractDemand' && { pointNo: point.pointNo }),
      ...(fact === 'powerFactorStandard' && duty && { usualStandard: duty.usualStandard }),
    }))
  })
  const unique = new Map(missing.map((each) => [`${each.fact}|${each.pointNo ?? ''}`, each]))
  return [...unique.values()].sort((one, other) => missingNames.indexOf(one.fact) - missingNames.indexOf(other.fact))
}

const anywhere = {
  ...{ voltageKvFrom: null, voltageKvBelow: null, capacityKvaFrom: null, capacityKvaBelow: null },
  industries: null,
}

/** `null` is an answer: there is none, and none is needed. */
function factsOf(
  { point, from, term }: Pick<Cut, 'point' | 'from' | 'term'>,
  { units }: Pick<AccountFacts, 'units'>,
  mustBeAdjusted: boolean,
): PriceFacts {
  const contractDemandKw = factOn(point.demandTerms, from)?.contractDemandKw
  return {
    contractCapacityKva: term.contractCapacityKva,
    // A base charge by demand needs the capacity too: 40 % of it is the least contract.
    ...(term.baseCharge !== null && { baseChargeMethod: 'both' }),
    transformers: units,
    contractDemandKw: term.baseCharge === 'contract-demand' ? contractDemandKw : null,
    powerFactorStandard: term.powerFactorStandard ?? (mustBeAdjusted ? undefined : null),
    householdPersons: term.householdPersons,
    periodRegisters: null,
  }
}

function dutyOf(term: AccountTerm, duties: PowerFactorDuty[], day: string): PowerFactorDuty | undefined {
  if (term.powerFactorExempt) return undefined
  const ofClass = duties.filter(({ accountClass }) => accountClass === term.accountClass)
  const duty = factOn(ofClass, day)
  return duty && term.contractCapacityKva >= duty.fromKva ? duty : undefined
}

const words: Record<MissingName, { zh: string; en: string; place: { zh: string; en: string } }> = {
  baseCharge: {
    zh: '基本电费计收方式(容量或需量)',
    en: 'basis of the base charge (capacity or demand)',
    place: { zh: '业务办理·电价选择', en: 'Applications, price option' },
  },
  transformers: {
    zh: '受电变压器及启停状态',
    en: 'transformers and their states',
    place: { zh: '业务办理·增减容', en: 'Applications, capacity' },
  },
  contractDemand: {
    zh: '合同最大需量',
    en: 'contract demand',
    place: { zh: '业务办理·合同最大需量', en: 'Applications, contract demand' },
  },
  powerFactorStandard: {
    zh: '功率因数标准',
    en: 'power-factor standard',
    place: { zh: '本页“录入力调标准”', en: 'this page, Enter standard' },
  },
}

/** One sentence with all of them and where each is entered. */
export function describeMissing(missing: MissingFact[]): { zh: string; en: string } {
  const tell = (language: 'zh' | 'en', [open, close, hint]: [string, string, string]) =>
    missing.map(({ fact, pointNo, usualStandard }) => {
      const about = [pointNo, usualStandard && `${hint} ${usualStandard}`, words[fact].place[language]]
      return `${words[fact][language]}${open}${about.filter(Boolean).join(language === 'zh' ? ',' : ', ')}${close}`
    })
  return {
    zh: `计费档案不全,请补录:${tell('zh', ['(', ')', '一般为']).join('、')}`,
    en: `Facts are missing from the customer file: ${tell('en', [' (', ')', 'usually']).join('; ')}`,
  }
}
