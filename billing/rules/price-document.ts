// Decides whether a price document is complete and fits its kind of price (operator's own form; 发改价格〔2023〕526号 for two-part).
import type { PriceDocument } from '../price-book/contract.ts'

export type PriceKind = {
  accountClass: 'residential' | 'agricultural' | 'commercial'
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  timeOfUse: boolean
}
type Issue = { path: string; message: string }
type Prices = PriceDocument['components'][number]['pricesYuanPerKwh']

/** Everything that is wrong with it, each at its own field. */
export function checkPriceDocument(document: PriceDocument, kind: PriceKind): Issue[] {
  return [
    ...checkDays(document),
    ...checkTiers(document, kind),
    ...checkComponents(document, kind),
    ...checkBasePrices(document, kind),
    ...checkMinimum(document),
    ...checkFunds(document),
    ...checkRanges(document),
  ]
}

function checkDays({ validFrom, validTo, official, sourceUrl, legalBasis }: PriceDocument): Issue[] {
  const issues: Issue[] = []
  if (validTo !== null && validTo <= validFrom) issues.push({ path: 'validTo', message: '止日应晚于起日' })
  if (official && sourceUrl === null && !/〔\d{4}〕|公布|文件|号/.test(legalBasis)) {
    issues.push({ path: 'legalBasis', message: '公布的电价应写明文号,或给出出处网址' })
  }
  return issues
}

function checkTiers({ tiers, accumulation, household }: PriceDocument, kind: PriceKind): Issue[] {
  if (kind.tariffSystem !== 'residential-tier') {
    const issues: Issue[] = []
    if (tiers.length > 0) issues.push({ path: 'tiers', message: '非阶梯电价不能有分档' })
    if (accumulation !== null) issues.push({ path: 'accumulation', message: '非阶梯电价没有累计方式' })
    if (household !== null) issues.push({ path: 'household', message: '非阶梯电价没有多人口增量' })
    return issues
  }
  const issues: Issue[] = []
  if (accumulation === null) issues.push({ path: 'accumulation', message: '阶梯电价须选按年或按月累计' })
  if (tiers.length === 0) issues.push({ path: 'tiers', message: '阶梯电价至少一档' })
  for (const [position, { upToKwh, pricesYuanPerKwh }] of tiers.entries()) {
    const path = `tiers.${position}`
    const isLast = position === tiers.length - 1
    const previous = tiers[position - 1]?.upToKwh ?? 0
    if (isLast !== (upToKwh === null)) {
      issues.push({ path: `${path}.upToKwh`, message: isLast ? '末档不封顶,留空' : '只有末档不封顶' })
    } else if (upToKwh !== null && upToKwh <= previous) {
      issues.push({ path: `${path}.upToKwh`, message: '上限应逐档增大' })
    }
    issues.push(...checkPrices(pricesYuanPerKwh, kind.timeOfUse, false, `${path}.pricesYuanPerKwh`))
    issues.push(...checkSign(pricesYuanPerKwh, `${path}.pricesYuanPerKwh`))
  }
  return issues
}

function checkComponents({ components, agency, region }: PriceDocument, kind: PriceKind): Issue[] {
  const issues: Issue[] = []
  const codes = components.map(({ component }) => component)
  const bought = ['energy', 'line-loss', 'system-operation']
  for (const [position, { component, pricesYuanPerKwh, floated }] of components.entries()) {
    const path = `components.${position}`
    if (codes.indexOf(component) < position) issues.push({ path: `${path}.component`, message: '该分项已列过' })
    if (agency && bought.includes(component)) {
      issues.push({ path: `${path}.component`, message: '该分项取自当月代理购电价格,不能再列' })
    }
    if (floated && !kind.timeOfUse) issues.push({ path: `${path}.floated`, message: '非分时电价不浮动' })
    issues.push(...checkPrices(pricesYuanPerKwh, kind.timeOfUse, true, `${path}.pricesYuanPerKwh`))
    if (component === 'energy' || component === 'transmission') {
      issues.push(...checkSign(pricesYuanPerKwh, `${path}.pricesYuanPerKwh`))
    }
    if (floated && pricesYuanPerKwh.total === undefined) {
      issues.push({ path: `${path}.pricesYuanPerKwh.total`, message: '浮动的分项给平段价' })
    }
  }
  if (kind.tariffSystem !== 'residential-tier' && !agency && !codes.includes('energy')) {
    issues.push({ path: 'components', message: '缺少电度电价,或选用代理购电价格' })
  }
  issues.push(...checkPeriods(components))
  const isSpread = components.some(({ pricesYuanPerKwh }) => pricesYuanPerKwh.total === undefined)
  if (agency && isSpread) issues.push({ path: 'components', message: '代理购电价格按系数浮动,其余分项不能按时段列价' })
  const isFloated = agency !== null || components.some(({ floated }) => floated)
  if (kind.timeOfUse && kind.tariffSystem !== 'residential-tier' && !isSpread && !isFloated) {
    issues.push({ path: 'components', message: '分时电价须列各时段价,或有浮动的分项' })
  }
  if (kind.timeOfUse && isFloated && region === null) {
    issues.push({ path: 'region', message: '浮动电价须指明执行哪一地区的时段与系数' })
  }
  return issues
}

/** A period that one part is priced in and another is not would be charged in part. */
function checkPeriods(components: PriceDocument['components']): Issue[] {
  const spread = components.map(({ pricesYuanPerKwh: { total, ...periods } }) =>
    total === undefined ? Object.keys(periods).toSorted().join() : null,
  )
  const first = spread.find((periods) => periods !== null)
  return components.flatMap(({ floated }, position) => {
    const path = `components.${position}`
    const periods = spread[position] ?? null
    if (periods !== null && periods !== first) {
      return [{ path: `${path}.pricesYuanPerKwh`, message: '各分项所列时段应一致' }]
    }
    return floated && first !== undefined ? [{ path: `${path}.floated`, message: '已有分项按时段列价,不能再浮动' }] : []
  })
}

/** Line loss and system operation may be given back; a price of energy may not be negative. */
function checkSign(prices: Prices, path: string): Issue[] {
  return Object.entries(prices)
    .filter(([, price]) => price?.startsWith('-'))
    .map(([period]) => ({ path: `${path}.${period}`, message: '该分项的电价不能为负' }))
}

function checkPrices(prices: Prices, timeOfUse: boolean, mayBeTotal: boolean, path: string): Issue[] {
  const { total, ...periods } = prices
  const given = Object.values(periods).filter((each) => each !== undefined).length
  if (total !== undefined && given > 0) return [{ path: `${path}.total`, message: '总价与分时价不能并列' }]
  if (!timeOfUse) return total === undefined ? [{ path: `${path}.total`, message: '须填电价' }] : []
  if (total !== undefined) return mayBeTotal ? [] : [{ path: `${path}.total`, message: '分时电价须列各时段价' }]
  return given < 2 ? [{ path, message: '分时电价至少列两个时段' }] : []
}

function checkBasePrices(document: PriceDocument, kind: PriceKind): Issue[] {
  const { capacityYuanPerKvaMonth, demandYuanPerKwMonth, highLoad } = document
  if (kind.tariffSystem === 'two-part') {
    const none = capacityYuanPerKvaMonth === null && demandYuanPerKwMonth === null
    return none ? [{ path: 'capacityYuanPerKvaMonth', message: '两部制须有容量电价或需量电价' }] : []
  }
  const issues: Issue[] = []
  if (capacityYuanPerKvaMonth !== null)
    issues.push({ path: 'capacityYuanPerKvaMonth', message: '只有两部制收容量电价' })
  if (demandYuanPerKwMonth !== null) issues.push({ path: 'demandYuanPerKwMonth', message: '只有两部制收需量电价' })
  if (highLoad !== null) issues.push({ path: 'highLoad', message: '只有两部制有高负荷率优惠' })
  return issues
}

/** An amount, or a quantity with its price. */
function checkMinimum({ minimum }: PriceDocument): Issue[] {
  if (minimum === null) return []
  const { yuanPerMonth, kwhPerMonth, priceYuanPerKwh } = minimum
  if (yuanPerMonth !== null && (kwhPerMonth !== null || priceYuanPerKwh !== null)) {
    return [{ path: 'minimum.yuanPerMonth', message: '保底按金额或按电量,只能选一种' }]
  }
  const issues: Issue[] = []
  if (yuanPerMonth !== null && Number(yuanPerMonth) === 0)
    issues.push({ path: 'minimum.yuanPerMonth', message: '保底金额应大于零' })
  if (yuanPerMonth === null && kwhPerMonth === null)
    issues.push({ path: 'minimum.yuanPerMonth', message: '填保底金额,或保底电量与其单价' })
  if (kwhPerMonth !== null && (priceYuanPerKwh === null || Number(priceYuanPerKwh) === 0))
    issues.push({ path: 'minimum.priceYuanPerKwh', message: '按电量保底须填不足电量的单价' })
  if (kwhPerMonth === null && priceYuanPerKwh !== null)
    issues.push({ path: 'minimum.kwhPerMonth', message: '填了单价,须填每月保底电量' })
  return issues
}

function checkFunds({ surcharges }: PriceDocument): Issue[] {
  const codes = surcharges.map(({ code }) => code)
  return codes.flatMap((code, position) =>
    codes.indexOf(code) < position ? [{ path: `surcharges.${position}.code`, message: '该基金已列过' }] : [],
  )
}

function checkRanges({ applicability }: PriceDocument): Issue[] {
  const { voltageKvFrom, voltageKvBelow, capacityKvaFrom, capacityKvaBelow } = applicability
  const issues: Issue[] = []
  if (voltageKvFrom !== null && voltageKvBelow !== null && voltageKvBelow <= voltageKvFrom) {
    issues.push({ path: 'applicability.voltageKvBelow', message: '电压上限应高于下限' })
  }
  if (capacityKvaFrom !== null && capacityKvaBelow !== null && capacityKvaBelow <= capacityKvaFrom) {
    issues.push({ path: 'applicability.capacityKvaBelow', message: '容量上限应高于下限' })
  }
  return issues
}
