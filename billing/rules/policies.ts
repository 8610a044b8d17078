// Decides which thresholds and multiples of national price policy are in force on a day. General knowledge of the trade,
// to be confirmed against the texts before a city goes live.
export type Policy<Terms> = { validFrom: string; validTo: string | null; basis: string; terms: Terms }

export function policyOn<Terms>(policies: Policy<Terms>[], day: string): Policy<Terms> | null {
  return policies.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo)) ?? null
}

/** Who left the market without a reason buys by agency at a multiple of the energy part. */
export const marketExitPolicies: Policy<{ energyMultiple: string }>[] = [
  {
    validFrom: '2021-12-01',
    validTo: null,
    basis: '发改办价格〔2021〕809号 代理购电',
    terms: { energyMultiple: '1.5' },
  },
]

/** 分时电价 floats only the parts that a province names. */
export const agencyPriceBasis = '发改办价格〔2021〕809号 代理购电;发改价格〔2021〕1093号 分时电价'

/**
 * Demand customers who use their transformers well pay less for demand. A bill takes the figures of its price version, as a
 * province published them; this is the national text, for a calculation that names no price.
 */
export const highLoadPolicies: Policy<{ leastKwhPerKvaMonth: number; priceShare: string }>[] = [
  {
    validFrom: '2023-06-01',
    validTo: null,
    basis: '发改价格〔2023〕526号 第三监管周期输配电价',
    terms: { leastKwhPerKvaMonth: 260, priceShare: '0.9' },
  },
]

/** Periods are told apart by a curve only where most of it was measured. */
export const curveSplitPolicies: Policy<{ leastMeasuredShare: string }>[] = [
  {
    validFrom: '2021-07-01',
    validTo: null,
    basis: '发改价格〔2021〕1093号 分时电价;曲线实测占比为公司内部规定',
    terms: { leastMeasuredShare: '0.9' },
  },
]

export const feedInBasis = '发改价格〔2013〕1638号 分布式光伏上网电价与度电补贴'
export const allowanceBasis = '发改价格〔2011〕2617号 城乡低保户、五保户免费电量'
export const minimumChargeBasis = '供用电合同 保底电费'
export const marketSettlementBasis = '电力市场零售结算单'
