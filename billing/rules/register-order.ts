// Decides in which order a bill shows its registers: part by part, the total before what it is made of.

const order = ['importTotal', 'importSharp', 'importPeak', 'importFlat', 'importValley', 'importDeepValley']
const rank = (role: string) => (order.includes(role) ? order.indexOf(role) : order.length)

export function inShownOrder<Register extends { segment: number | null; role: string }>(
  registers: Register[],
): Register[] {
  return registers.toSorted((a, b) => (a.segment ?? 0) - (b.segment ?? 0) || rank(a.role) - rank(b.role))
}
