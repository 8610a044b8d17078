/** Splits a whole number of Wh by weights so that the parts add up to it exactly: the method of largest remainders. */

/** Parts in the order of the weights; equal parts where no weight is above 0. Of equal remainders the earlier is first. */
export function apportion(totalWh: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(totalWh)) throw new Error(`${totalWh} is no whole number of Wh`)
  if (weights.length === 0) return []
  const sign = totalWh < 0 ? -1 : 1
  const whole = Math.abs(totalWh)
  const usable = weights.map((weight) => (Number.isFinite(weight) && weight > 0 ? weight : 0))
  const greatest = usable.reduce((most, weight) => Math.max(most, weight), 0)
  const scaled = greatest > 0 ? usable.map((weight) => weight / greatest) : usable.map(() => 1)
  const sum = scaled.reduce((total, weight) => total + weight, 0)
  const exact = scaled.map((weight) => (whole * weight) / sum)
  const parts = exact.map(Math.floor)
  let rest = whole - parts.reduce((total, part) => total + part, 0)
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (let turn = 0; rest !== 0; turn++) {
    const index = order[turn % order.length]?.index ?? 0
    const part = parts[index] ?? 0
    // A sum of floats may have lost a Wh either way; a part is never made negative.
    if (rest > 0) parts[index] = part + 1
    else if (part > 0) parts[index] = part - 1
    else continue
    rest += rest > 0 ? -1 : 1
  }
  return sign < 0 ? parts.map((part) => (part === 0 ? 0 : -part)) : parts
}
