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

/** `tier-2-peak` → 第二档电量(峰), Tier 2 (peak). */
export function titleOfItem(item: string): { zh: string; en: string } {
  const [kind, ...rest] = item.split('-')
  const period = pricePeriods.find((name) => name === rest.at(-1))
  const suffix = { zh: period ? `(${periodTitles[period].zh})` : '', en: period ? ` (${periodTitles[period].en})` : '' }
  if (kind !== 'tier') return { zh: `电量电费${suffix.zh}`, en: `Energy${suffix.en}` }
  const index = Number(rest[0])
  return { zh: `第${numerals[index - 1] ?? index}档电量${suffix.zh}`, en: `Tier ${index}${suffix.en}` }
}
