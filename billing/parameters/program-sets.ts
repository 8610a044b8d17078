import { type ProgramFigure, programRows } from '../../db/parameters/program.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { copperLossFigures, demandFigures, editionFigures, pauseFigures } from '../rules/editions.ts'
import {
  applianceTerms,
  correctionTerms,
  deviceTamperingTerms,
  outageTerms,
  overCapacityTerms,
  priceClassTerms,
  sealedEquipmentTerms,
  theftTerms,
  unauthorisedSourceTerms,
  unmeteredTerms,
} from '../rules/legal.ts'
import { curveSplitPolicies, highLoadPolicies, marketExitPolicies, type Policy } from '../rules/policies.ts'

const times: Said = { zh: '倍', en: 'times' }
const days: Said = { zh: '天', en: 'days' }
const yuan: Said = { zh: '元', en: 'yuan' }
const share: Said = { zh: '(比例)', en: '(share)' }

type Named = Pick<ProgramFigure, 'code' | 'title' | 'unit'>

/** What the latest of a kind of policy says. */
function ofPolicy<Terms>(
  policies: Policy<Terms>[],
  named: Named,
  pick: (terms: Terms) => string | number,
): ProgramFigure[] {
  return policies
    .slice(-1)
    .map(({ validFrom, basis, terms }) => ({ ...named, value: pick(terms), from: validFrom, basis }))
}

/** What the edition in force says. */
function ofEdition<Terms>(
  editions: { '2024': { validFrom: string; clause: string; terms: Terms } },
  named: Named,
  pick: (terms: Terms) => string | number,
): ProgramFigure {
  const { validFrom, clause, terms } = editions['2024']
  return { ...named, value: pick(terms), from: validFrom, basis: clause }
}

const edition2016 = editionFigures['2016']
const ofDemand = { from: edition2016.inForceFrom, basis: edition2016.clauses.demand }
const ofPause = { from: edition2016.inForceFrom, basis: edition2016.clauses.pause }
const ofCopper = { from: editionFigures['1996'].inForceFrom, basis: '地方惯例：损耗表未列时的铜损' }

const charging: ProgramFigure[] = [
  ...ofPolicy(
    marketExitPolicies,
    {
      code: 'market-exit',
      title: { zh: '自愿退市后代理购电价格', en: 'Agency price after leaving the market' },
      unit: times,
    },
    ({ energyMultiple }) => energyMultiple,
  ),
  ...ofPolicy(
    highLoadPolicies,
    {
      code: 'high-load-kwh',
      title: { zh: '需量电价优惠：每千伏安月用电', en: 'Cheaper demand from' },
      unit: { zh: '千瓦时', en: 'kWh/kVA' },
    },
    ({ leastKwhPerKvaMonth }) => leastKwhPerKvaMonth,
  ),
  ...ofPolicy(
    highLoadPolicies,
    { code: 'high-load-share', title: { zh: '需量电价优惠：按原价', en: 'Cheaper demand: of the price' }, unit: share },
    ({ priceShare }) => priceShare,
  ),
  ...ofPolicy(
    curveSplitPolicies,
    {
      code: 'curve-share',
      title: { zh: '按曲线分时：实测占比不低于', en: 'Split by a curve: measured at least' },
      unit: share,
    },
    ({ leastMeasuredShare }) => leastMeasuredShare,
  ),
  {
    code: 'demand-tolerated',
    title: { zh: '需量超合同的容忍', en: 'Demand beyond contract tolerated' },
    value: demandFigures.tolerated,
    unit: times,
    ...ofDemand,
  },
  {
    code: 'demand-overrun',
    title: { zh: '超需量部分计收', en: 'Demand beyond that counts' },
    value: demandFigures.overrunMultiple,
    unit: times,
    ...ofDemand,
  },
  {
    code: 'demand-least',
    title: { zh: '合同需量不低于容量的', en: 'Contract demand at least, of the capacity' },
    value: demandFigures.leastShareOfCapacity,
    unit: share,
    ...ofDemand,
  },
  {
    code: 'pause-least',
    title: { zh: '暂停减收的最短天数', en: 'A pause is remitted from' },
    value: pauseFigures.leastDays,
    unit: days,
    ...ofPause,
  },
  {
    code: 'pause-young',
    title: { zh: '新装增容未满多少年为新设备', en: 'A unit is young for' },
    value: pauseFigures.youngYears,
    unit: { zh: '年', en: 'years' },
    ...ofPause,
  },
  {
    code: 'copper-kva',
    title: { zh: '铜损：小变压器上限', en: 'Copper loss: small up to' },
    value: copperLossFigures.smallUpToKva,
    unit: { zh: '千伏安', en: 'kVA' },
    ...ofCopper,
  },
  {
    code: 'copper-small',
    title: { zh: '铜损：小变压器', en: 'Copper loss: small' },
    value: copperLossFigures.smallPercent,
    unit: { zh: '%', en: '%' },
    ...ofCopper,
  },
  {
    code: 'copper-large',
    title: { zh: '铜损：大变压器', en: 'Copper loss: large' },
    value: copperLossFigures.largePercent,
    unit: { zh: '%', en: '%' },
    ...ofCopper,
  },
]

const breaches: ProgramFigure[] = [
  ofEdition(
    theftTerms,
    { code: 'theft-multiple', title: { zh: '窃电违约使用电费', en: 'Theft: penalty' }, unit: times },
    ({ penaltyMultiple }) => penaltyMultiple,
  ),
  ofEdition(
    theftTerms,
    { code: 'theft-days', title: { zh: '窃电时间不明按', en: 'Theft: days where nobody knows' }, unit: days },
    ({ unknownDays }) => unknownDays,
  ),
  ofEdition(
    deviceTamperingTerms,
    { code: 'tampering-home', title: { zh: '擅动装置：居民', en: 'Tampering: a household' }, unit: yuan },
    ({ residentialYuan }) => residentialYuan,
  ),
  ofEdition(
    deviceTamperingTerms,
    { code: 'tampering-other', title: { zh: '擅动装置：其他', en: 'Tampering: others' }, unit: yuan },
    ({ otherYuan }) => otherYuan,
  ),
  ofEdition(
    priceClassTerms,
    { code: 'class-multiple', title: { zh: '擅自改变用电类别', en: 'Wrong class: penalty' }, unit: times },
    ({ penaltyMultiple }) => penaltyMultiple,
  ),
  ofEdition(
    overCapacityTerms,
    { code: 'capacity-multiple', title: { zh: '超合同容量：两部制', en: 'Over capacity: two parts' }, unit: times },
    ({ penaltyMultiple }) => penaltyMultiple,
  ),
  ofEdition(
    overCapacityTerms,
    { code: 'capacity-yuan', title: { zh: '超合同容量：单一制每千伏安', en: 'Over capacity: each kVA' }, unit: yuan },
    ({ yuanPerKva }) => yuanPerKva,
  ),
  ofEdition(
    sealedEquipmentTerms,
    { code: 'sealed-multiple', title: { zh: '擅自启封：两部制', en: 'Unsealing: two parts' }, unit: times },
    ({ penaltyMultiple }) => penaltyMultiple,
  ),
  ofEdition(
    sealedEquipmentTerms,
    { code: 'sealed-yuan', title: { zh: '擅自启封：单一制每千伏安', en: 'Unsealing: each kVA' }, unit: yuan },
    ({ yuanPerKva }) => yuanPerKva,
  ),
  ofEdition(
    unauthorisedSourceTerms,
    { code: 'source-yuan', title: { zh: '擅自引入电源每千瓦', en: 'A source of his own: each kW' }, unit: yuan },
    ({ yuanPerKw }) => yuanPerKw,
  ),
  ofEdition(
    correctionTerms,
    { code: 'meter-error', title: { zh: '电能表误差退补：期间的', en: 'Meter error: of the time' }, unit: share },
    ({ meterErrorPeriodFactor }) => meterErrorPeriodFactor,
  ),
  ofEdition(
    unmeteredTerms,
    {
      code: 'unmetered-share',
      title: { zh: '无表临时用电提前结束退还', en: 'Unmetered, ended early: given back' },
      unit: share,
    },
    ({ earlyEndShare }) => earlyEndShare,
  ),
  ofEdition(
    outageTerms,
    { code: 'outage-single', title: { zh: '停电赔偿：单一制', en: 'Outage: single' }, unit: times },
    ({ multiple }) => multiple.single,
  ),
  ofEdition(
    outageTerms,
    { code: 'outage-two', title: { zh: '停电赔偿：两部制', en: 'Outage: two parts' }, unit: times },
    ({ multiple }) => multiple['two-part'],
  ),
  {
    ...{ code: 'appliance-days', title: { zh: '家电损坏索赔期限', en: 'Appliances: claim within' }, unit: days },
    ...{ value: applianceTerms.terms.claimDays, from: applianceTerms.validFrom, basis: applianceTerms.clause },
  },
]

export const programSets: ParameterSet[] = [
  {
    name: 'charging-figures',
    department: 'billing',
    kind: 'money',
    title: { zh: '计费规则取值', en: 'Figures of charging' },
    about: {
      zh: '退市、需量、暂停、变压器损耗等计费规则里的倍数、比例和天数；写在程序里，随版本修改。',
      en: 'Multiples, shares and days of the rules of charging; held by the program.',
    },
    tables: [],
    change: { how: 'release' },
    rows: programRows(charging),
  },
  {
    name: 'breach-figures',
    department: 'billing',
    kind: 'money',
    title: { zh: '违约、窃电与赔偿取值', en: 'Figures of breaches and compensation' },
    about: {
      zh: '违约使用电费、窃电追补、停电和家电赔偿的倍数、单价和天数；写在程序里，随版本修改。',
      en: 'Multiples, amounts and days of penalties, back-charges and compensation; held by the program.',
    },
    tables: [],
    change: { how: 'release' },
    rows: programRows(breaches),
  },
]
