import type { LoadKind } from './loads.ts'

export type TownTwoPart = {
  baseCharge: 'capacity'
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
]
