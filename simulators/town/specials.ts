import type { LoadKind } from './loads.ts'

export type TownTwoPart = {
  baseCharge: 'capacity'
  contractDemandKw?: string
  powerFactorStandard: '0.90' | '0.85'
  /** Capacity in kVA; loss of a month. */
  transformers: {
    name: string
    capacityKva: string
    loss?: { ironKwh: string; ironKvarh: string; reactiveCopperFactor: string }
    /** Sealed (加封) for the latest half year. */
    isSealed?: boolean
  }[]
}

export type Special = {
  district: string
  name: string
  address: string
  class: 'residential' | 'agricultural' | 'commercial'
  priceCode: string
  contractCapacityKva: string
  importantGrade?: string
  kind: LoadKind
  dailyWh: number
  twoPart?: TownTwoPart
  /** kvarh that it takes with each kWh, where it is more than others take: its capacitors have failed. */
  reactiveShare?: number
  /** Why it is not adjusted for power factor although of its size. */
  powerFactorExempt?: string
  /** Of its load, where another has the same kind. */
  seed?: string
  isPerson?: boolean
  hasLongCurve?: boolean
  /** Its demand is to be known when somebody first looks in. */
  needsDemand?: boolean
  /** What holds since the first of the month before the latest. */
  since?: { baseCharge?: 'contract-demand'; priceCode?: string }
  allowance?: 'low-income'
}

/** Iron loss of a month: of 400 kVA as a published exercise has it, of 1,250 kVA of the order of an S11's nameplate. */
const lossOf400 = { ironKwh: '300', ironKvarh: '400', reactiveCopperFactor: '2.3' }
const lossOf1250 = { ironKwh: '994', ironKvarh: '5400', reactiveCopperFactor: '4.5' }

/** Those that every county has. */
export const specials: Special[] = [
  {
    district: '学府路公变',
    name: '青溪县实验小学',
    address: '学府路18号',
    class: 'residential',
    priceCode: 'SH-RES-FLAT',
    contractCapacityKva: '50',
    kind: 'school',
    dailyWh: 210_000,
  },
  {
    district: '杨家坝公变',
    name: '杨家坝村灌溉合作社',
    address: '杨家坝村机埠',
    class: 'agricultural',
    priceCode: 'DEMO-AGR-SINGLE',
    contractCapacityKva: '50',
    kind: 'pump',
    dailyWh: 60_000,
  },
  {
    district: '县人民医院专变',
    name: '青溪县人民医院',
    address: '健康路1号',
    class: 'commercial',
    priceCode: 'DEMO-IND-2P',
    contractCapacityKva: '1250',
    importantGrade: '二级重要用户',
    kind: 'hospital',
    dailyWh: 7_200_000,
    twoPart: {
      baseCharge: 'capacity',
      powerFactorStandard: '0.85',
      transformers: [{ name: '1号变', capacityKva: '1250', loss: lossOf1250 }],
    },
  },
  {
    district: '恒达机械厂专变',
    name: '青溪恒达机械有限公司',
    address: '创业路66号',
    class: 'commercial',
    priceCode: 'DEMO-IND-2P',
    contractCapacityKva: '800',
    kind: 'plant',
    dailyWh: 4_600_000,
    twoPart: {
      baseCharge: 'capacity',
      powerFactorStandard: '0.90',
      transformers: [
        { name: '1号变', capacityKva: '400', loss: lossOf400 },
        { name: '2号变', capacityKva: '400', isSealed: true },
      ],
    },
  },
  {
    district: '永兴铸造厂专变',
    name: '青溪永兴铸造有限公司',
    address: '创业路88号',
    class: 'commercial',
    priceCode: 'DEMO-IND-2P',
    contractCapacityKva: '400',
    kind: 'plant',
    seed: 'foundry',
    dailyWh: 2_900_000,
    hasLongCurve: true,
    needsDemand: true,
    since: { baseCharge: 'contract-demand' },
    twoPart: {
      baseCharge: 'capacity',
      powerFactorStandard: '0.90',
      contractDemandKw: '200',
      transformers: [{ name: '1号变', capacityKva: '400', loss: lossOf400 }],
    },
  },
  {
    // Contracted for more than its transformers have: something for the audit.
    district: '华新纺织厂专变',
    name: '青溪华新纺织有限公司',
    address: '创业路90号',
    class: 'commercial',
    priceCode: 'DEMO-IND-2P',
    contractCapacityKva: '500',
    kind: 'plant',
    seed: 'mill',
    reactiveShare: 0.62,
    dailyWh: 2_200_000,
    hasLongCurve: true,
    since: { priceCode: 'DEMO-IND-2P-TOU' },
    twoPart: {
      baseCharge: 'capacity',
      powerFactorStandard: '0.90',
      transformers: [{ name: '1号变', capacityKva: '400', loss: lossOf400 }],
    },
  },
  {
    // Large, and charged like a shop.
    district: '宏图物流园专变',
    name: '青溪宏图物流有限公司',
    address: '创业路92号',
    class: 'commercial',
    priceCode: 'DEMO-COM-SINGLE',
    contractCapacityKva: '400',
    kind: 'shop',
    seed: 'depot',
    dailyWh: 900_000,
    powerFactorExempt: '以仓储照明为主，暂不执行力调，待稽查核实',
  },
  {
    // Draws far more than its contract.
    district: '东门街公变',
    name: '青溪县东门烧烤城',
    address: '东门街188号商铺',
    class: 'commercial',
    priceCode: 'DEMO-COM-SINGLE',
    contractCapacityKva: '20',
    kind: 'shop',
    seed: 'barbecue',
    dailyWh: 330_000,
    needsDemand: true,
  },
  {
    district: '青溪村1号公变',
    name: '徐阿大',
    address: '青溪村老屋',
    class: 'residential',
    priceCode: 'SH-RES-TIER',
    contractCapacityKva: '6',
    kind: 'vacant',
    dailyWh: 0,
    isPerson: true,
  },
  {
    district: '幸福小区1号公变',
    name: '梁秀英',
    address: '幸福小区9幢101室',
    class: 'residential',
    priceCode: 'SH-RES-TIER',
    contractCapacityKva: '8',
    kind: 'home',
    seed: 'allowance',
    dailyWh: 17_500,
    isPerson: true,
    allowance: 'low-income',
  },
]
