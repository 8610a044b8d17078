// Decides how the codes of bill lines read on a bill.
import { type PricePeriod, pricePeriods } from './price-period.ts'

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九']
const periodTitles: Record<PricePeriod, { zh: string; en: string }> = {
  sharp: { zh: '尖峰', en: 'sharp' },
  peak: { zh: '峰', en: 'peak' },
  flat: { zh: '平', en: 'flat' },
  valley: { zh: '谷', en: 'valley' },
  deepValley: { zh: '深谷', en: 'deep valley' },
}

const titles: Record<string, { zh: string; en: string }> = {
  'capacity-charge': { zh: '基本电费(容量)', en: 'Base charge by capacity' },
  'demand-contract': { zh: '基本电费(合同最大需量)', en: 'Base charge by contract demand' },
  'demand-overrun': { zh: '基本电费(超过 105% 部分)', en: 'Base charge for demand above 105 %' },
  'demand-actual': { zh: '基本电费(实际最大需量)', en: 'Base charge by actual demand' },
  allocation: { zh: '定量定比电费', en: 'Energy at an allocated price' },
  'power-factor-adjustment': { zh: '功率因数调整电费', en: 'Power-factor adjustment' },
}

/** `tier-2-peak` → 第二档电量(峰), Tier 2 (peak). */
export function titleOfItem(item: string): { zh: string; en: string } {
  const title = titles[item]
  if (title) return title
  const [kind, ...rest] = item.split('-')
  if (kind === 'surcharge') return { zh: '代征基金及附加', en: 'Funds and surcharges' }
  const period = pricePeriods.find((name) => name === rest.at(-1))
  const suffix = { zh: period ? `(${periodTitles[period].zh})` : '', en: period ? ` (${periodTitles[period].en})` : '' }
  if (kind !== 'tier') return { zh: `电量电费${suffix.zh}`, en: `Energy${suffix.en}` }
  const index = Number(rest[0])
  return { zh: `第${numerals[index - 1] ?? index}档电量${suffix.zh}`, en: `Tier ${index}${suffix.en}` }
}
