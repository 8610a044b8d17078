// Decides how the codes of bill lines read on a bill.
import { type PricePeriod, pricePeriods } from './price-period.ts'

type Title = { zh: string; en: string }

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九']
const periodTitles: Record<PricePeriod, Title> = {
  sharp: { zh: '尖峰', en: 'sharp' },
  peak: { zh: '峰', en: 'peak' },
  flat: { zh: '平', en: 'flat' },
  valley: { zh: '谷', en: 'valley' },
  deepValley: { zh: '深谷', en: 'deep valley' },
}

const titles: Record<string, Title> = {
  'capacity-charge': { zh: '基本电费(容量)', en: 'Base charge by capacity' },
  'demand-contract': { zh: '基本电费(合同最大需量)', en: 'Base charge by contract demand' },
  'demand-overrun': { zh: '基本电费(超过 105% 部分)', en: 'Base charge for demand above 105 %' },
  'demand-actual': { zh: '基本电费(实际最大需量)', en: 'Base charge by actual demand' },
  allocation: { zh: '定量定比电费', en: 'Energy at an allocated price' },
  'power-factor-adjustment': { zh: '功率因数调整电费', en: 'Power-factor adjustment' },
  'minimum-charge': { zh: '保底电费', en: 'Minimum charge' },
  'late-fee': { zh: '电费违约金', en: 'Late fee' },
  'late-fee-current-year': { zh: '电费违约金', en: 'Late fee' },
  'late-fee-cross-year': { zh: '电费违约金(跨年)', en: 'Late fee (over the new year)' },
  'late-fee-minimum': { zh: '电费违约金(最低)', en: 'Late fee (minimum)' },
  'price-difference': { zh: '差额电费', en: 'Price difference' },
  'basic-charge': { zh: '补交基本电费', en: 'Base charge made up' },
  penalty: { zh: '违约使用电费', en: 'Penalty' },
  'stolen-energy': { zh: '追补电费', en: 'Energy back-charged' },
  'theft-penalty': { zh: '违约使用电费(窃电)', en: 'Penalty for theft' },
  'device-tampering': { zh: '计量装置损坏赔偿', en: 'Tampered device' },
  'feed-in': { zh: '上网电费', en: 'Feed-in' },
  'generation-subsidy': { zh: '发电补贴', en: 'Generation subsidy' },
  'early-end-refund': { zh: '提前终止退费', en: 'Refund for an early end' },
  'outage-compensation': { zh: '停电赔偿', en: 'Compensation for an outage' },
  'opening-debt': { zh: '期初欠费', en: 'Opening debt' },
  appliance: { zh: '家用电器赔偿', en: 'Compensation for an appliance' },
}

/** Parts of a price. `energy` has no name of its own where it is the whole price. */
const componentTitles: Record<string, Title> = {
  energy: { zh: '电量电费', en: 'Energy' },
  'line-loss': { zh: '上网环节线损费', en: 'Line loss' },
  loss: { zh: '上网环节线损费', en: 'Line loss' },
  transmission: { zh: '输配电费', en: 'Transmission and distribution' },
  'system-operation': { zh: '系统运行费', en: 'System operation' },
  correction: { zh: '退补电费', en: 'Correction' },
}

/** Of the market's sheets, where the code is the usual one. */
const marketTitles: Record<string, Title> = {
  energy: { zh: '市场化交易电费', en: 'Energy bought in the market' },
  deviation: { zh: '偏差电费', en: 'Deviation' },
  'retail-fee': { zh: '零售服务费', en: "Retailer's fee" },
}

const fundTitles: Record<string, Title> = {
  'rural-grid': { zh: '农网还贷资金', en: 'Rural grid loan fund' },
  'reservoir-migrants': { zh: '大中型水库移民后期扶持资金', en: 'Reservoir resettlement fund' },
  'renewable-energy': { zh: '可再生能源电价附加', en: 'Renewable energy surcharge' },
  'major-water-works': { zh: '国家重大水利工程建设基金', en: 'Major water works fund' },
}
const anyFund = { zh: '代征基金及附加', en: 'Funds and surcharges' }

/** `tier-2-peak` → 第二档电量(峰), Tier 2 (peak). */
export function titleOfItem(item: string): Title {
  const title = titles[item]
  if (title) return title
  if (item.startsWith('allowance-')) return prefix({ zh: '免费电量', en: 'Free energy' }, titleOfItem(item.slice(10)))
  const { code, period } = splitItem(item)
  const [kind, ...rest] = code.split('-')
  if (kind === 'surcharge') {
    return rest.length === 0 ? anyFund : withPeriod(fundTitles[rest.join('-')] ?? anyFund, period)
  }
  if (kind === 'market') {
    const own = marketTitles[rest.join('-')]
    const any = { zh: `市场化结算(${rest.join('-')})`, en: `Settled by the market (${rest.join('-')})` }
    return withPeriod(own ?? any, period)
  }
  if (kind === 'tier') {
    const index = Number(rest[0])
    return withPeriod({ zh: `第${numerals[index - 1] ?? index}档电量`, en: `Tier ${index}` }, period)
  }
  return withPeriod(componentTitles[code] ?? { zh: `电量电费(${code})`, en: `Energy (${code})` }, period)
}

/** The title of a line: an allocation, a line of the market's sheet, or a fund that is nobody's standard one is called by the name in its formula. */
export function titleOfLine({ item, formula }: { item: string; formula: string }): Title {
  const title = titleOfItem(item)
  const name = /^([^=×]{1,60}): /.exec(formula)?.[1]
  if (name && item.startsWith('market-')) return { zh: withPeriodZh(name, item), en: `${title.en}: ${name}` }
  if (!name || (item !== 'allocation' && !(title.zh === anyFund.zh && item.startsWith('surcharge-')))) return title
  return item === 'allocation' ? prefix(title, { zh: name, en: name }) : { zh: name, en: `${title.en}: ${name}` }
}

/** `tier-1-peak` is tier 1 at peak; the total is no period. */
export function splitItem(item: string): { code: string; period: PricePeriod | null } {
  const period = pricePeriods.find((name) => item.endsWith(`-${name}`)) ?? null
  if (period) return { code: item.slice(0, -period.length - 1), period }
  return { code: item.endsWith('-total') ? item.slice(0, -6) : item, period: null }
}

function withPeriod(title: Title, period: PricePeriod | null): Title {
  if (!period) return title
  return { zh: `${title.zh}(${periodTitles[period].zh})`, en: `${title.en} (${periodTitles[period].en})` }
}

function withPeriodZh(name: string, item: string): string {
  return withPeriod({ zh: name, en: name }, splitItem(item).period).zh
}

function prefix(title: Title, rest: Title): Title {
  return { zh: `${title.zh}:${rest.zh}`, en: `${title.en}: ${rest.en}` }
}
