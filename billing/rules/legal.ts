// Decides which numbers the regulations on power supply business set, by edition (供电营业规则; CONTRACT §1.3, §4–14).
import { editionFigures, type RuleEdition } from './editions.ts'

type Edition<Terms> = { validFrom: string; clause: string; terms: Terms }
type Editions<Terms> = Record<RuleEdition, Edition<Terms>>

/** Where no edition changed the numbers, an edition only selects the clause. */
function unchanged<Terms>(articles: { of1996: string; of2024: string }, terms: Terms): Editions<Terms> {
  const inEdition = (edition: RuleEdition, article: string) => {
    const { title, inForceFrom } = editionFigures[edition]
    return { validFrom: inForceFrom, clause: `${title} ${article}`, terms }
  }
  return {
    '1996': inEdition('1996', articles.of1996),
    '2016': inEdition('2016', articles.of1996),
    '2024': inEdition('2024', articles.of2024),
  }
}

/** Rates for one day; the floor's survival in 2024 is to be confirmed against the text. */
export const lateFeeTerms = unchanged(
  { of1996: '第九十八条', of2024: '电费违约金条款' },
  { residential: '0.001', currentYear: '0.002', crossYear: '0.003', minimumYuan: '1.00' },
)

/** Multiples are fixed in 1996 and upper limits in 2024; the numbers of 2024 are general knowledge. */
export const theftTerms = unchanged(
  { of1996: '第一百零二条、第一百零三条', of2024: '窃电条款(倍数为上限)' },
  { unknownDays: 180, hoursPerDay: { residential: 6, lighting: 6, power: 12 }, penaltyMultiple: 3 },
)

export const deviceTamperingTerms = unchanged(
  { of1996: '第一百条(五)', of2024: '第一百零一条(五)' },
  { residentialYuan: '500', otherYuan: '5000' },
)

export const priceClassTerms = unchanged(
  { of1996: '第一百条(一)', of2024: '第一百零一条(一)(倍数为上限)' },
  { unknownMonths: 3, unknownDays: 90, penaltyMultiple: 2 },
)

export const overCapacityTerms = unchanged(
  { of1996: '第一百条(二)', of2024: '第一百零一条(二)(倍数为上限)' },
  { penaltyMultiple: 3, yuanPerKva: '50' },
)

const overQuota = unchanged({ of1996: '第一百条(三)', of2024: '' }, { yuanPerKw: '1', priceMultiple: 5 })
/** Plan quotas have no article in 2024. */
export const overQuotaTerms: Partial<typeof overQuota> = { '1996': overQuota['1996'], '2016': overQuota['2016'] }

export const sealedEquipmentTerms = unchanged(
  { of1996: '第一百条(四)', of2024: '第一百零一条(四)(倍数为上限)' },
  { penaltyMultiple: 2, yuanPerKva: '30' },
)

/** The amount is general knowledge in both editions. */
export const unauthorisedSourceTerms = unchanged(
  { of1996: '第一百条(六)', of2024: '第一百零一条(六)' },
  { yuanPerKw: '500' },
)

/** Meter error: half of the time since the last test or installation. */
export const correctionTerms = unchanged(
  { of1996: '第八十条、第八十一条', of2024: '退补电量条款' },
  { meterErrorPeriodFactor: 0.5 },
)

export const unmeteredTerms = unchanged(
  { of1996: '无表临时用电预收电费条款', of2024: '无表临时用电条款' },
  { earlyEndShare: '0.5' },
)

export const outageTerms = unchanged(
  { of1996: '电力运行事故责任条款', of2024: '电力运行事故责任条款' },
  { multiple: { single: 4, 'two-part': 5 }, referenceDays: 30 },
)

/** 居民用户家用电器损坏处理办法: an order of its own, the same in every edition. */
export const applianceTerms = {
  validFrom: '1996-09-01',
  clause: '居民用户家用电器损坏处理办法(电力工业部令第7号)',
  terms: {
    claimDays: 7,
    fullPriceMonths: 6,
    leastShare: '0.1',
    lifeYears: { electronic: 10, motor: 12, heating: 5, lighting: 2 },
  },
}
