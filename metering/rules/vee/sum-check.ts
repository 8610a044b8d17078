/** The intervals of a day against what the register, or a summary, says of the same time. From practice. */
import { type Check, DAY_MS, type Found, limitOf } from './series.ts'

export const checkSum: Check = (series, facts, limits) => {
  const { energyWh, statedWh, startMs, stepMs, count } = series
  if (!statedWh) return []
  const found: Found[] = []
  const share = limitOf(limits, 'share')
  const stepWh = limitOf(limits, 'stepWh')
  let [first, sum, stated, known] = [0, 0, 0, 0]
  for (let index = 0; index <= count; index++) {
    const atMs = startMs + index * stepMs
    const isDayEnd = (atMs + facts.zoneMs) % DAY_MS === 0
    if (known > 0 && (isDayEnd || index === count)) {
      const allowed = Math.max(stepWh, Math.abs(stated) * share)
      if (Math.abs(sum - stated) > allowed) {
        const fromMs = startMs + first * stepMs
        found.push({ fromMs, toMs: atMs, count: known, channel: 'import', value: sum, expected: stated, unit: 'Wh' })
      }
      sum = stated = known = 0
    }
    if (isDayEnd) first = index
    const [wh = Number.NaN, told = Number.NaN] = [energyWh[index], statedWh[index]]
    if (index === count || Number.isNaN(wh) || Number.isNaN(told)) continue
    sum += wh
    stated += told
    known++
  }
  return found
}
