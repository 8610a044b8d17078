// Decides what a correction changed and how a clerk says it (退补): month by month, line by line.
import { subtractYuan } from '../balance.ts'
import { groupOf } from '../line-group.ts'
import { exact, sumYuan, yuanToText } from '../money.ts'

export type ComparedLine = {
  item: string
  segment: number | null
  quantity: number
  unit: string
  price: string
  amountYuan: string
}
export type Compared = {
  billMonth: string
  energyWh: number
  powerFactor: number | null
  totalYuan: string
  lines: ComparedLine[]
}
export type LineDifference = {
  item: string
  segment: number | null
  unit: string
  price: string
  before: { quantity: number; amountYuan: string } | null
  after: { quantity: number; amountYuan: string } | null
  differenceYuan: string
}

const lineOf = ({ item, quantity, price, amountYuan }: ComparedLine) => [
  item,
  quantity,
  exact(price).toFixed(),
  amountYuan,
]
const keyOf = ({ item, segment, price }: ComparedLine) => `${item}|${segment}|${exact(price).toFixed()}`

/** Lines that were billed otherwise, matched by item, part and price; nothing where both say the same. */
export function compareLines(before: ComparedLine[], after: ComparedLine[]): LineDifference[] {
  const [old, fresh] = [Map.groupBy(before, keyOf), Map.groupBy(after, keyOf)]
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const [one, other] = [sumLines(old.get(key)), sumLines(fresh.get(key))]
    const shape = old.get(key)?.[0] ?? fresh.get(key)?.[0]
    if (!shape || (one?.amountYuan === other?.amountYuan && one?.quantity === other?.quantity)) return []
    const { item, segment, unit, price } = shape
    const differenceYuan = subtractYuan(other?.amountYuan ?? '0', one?.amountYuan ?? '0')
    return [{ item, segment, unit, price, before: one, after: other, differenceYuan }]
  })
}

function sumLines(lines: ComparedLine[] | undefined): { quantity: number; amountYuan: string } | null {
  if (!lines) return null
  const quantity = lines.reduce((sum, line) => sum.plus(line.quantity), exact(0)).toNumber()
  return { quantity, amountYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)) }
}

/** `2026-05 应补 12.30 元:电量 200 → 220 kWh,…`: before → after → difference. */
export function describeDifference(before: Compared, after: Compared): { zh: string; en: string } {
  const difference = exact(after.totalYuan).minus(before.totalYuan)
  const amount = yuanToText(difference.abs())
  const changes: { zh: string; en: string }[] = []
  if (before.energyWh !== after.energyWh) {
    const [one, other] = [before.energyWh / 1000, after.energyWh / 1000]
    changes.push({ zh: `电量 ${one} → ${other} kWh`, en: `energy ${one} → ${other} kWh` })
  }
  if (before.powerFactor !== after.powerFactor) {
    const [one, other] = [before.powerFactor ?? '—', after.powerFactor ?? '—']
    changes.push({ zh: `功率因数 ${one} → ${other}`, en: `power factor ${one} → ${other}` })
  }
  const settled = ({ lines }: Compared) =>
    JSON.stringify(lines.filter(({ item }) => groupOf(item) === 'market').map(lineOf))
  if (settled(before) !== settled(after)) {
    changes.push({ zh: '零售市场结算单更正', en: 'the sheet of the retail market has changed' })
  }
  if (compareLines(before.lines, after.lines).length === 0) {
    changes.push({ zh: '起止示数更正,金额不变', en: 'its registers have changed, its amount has not' })
  } else if (changes.length === 0) {
    changes.push(
      before.lines.some(({ item }) => item.startsWith('tier-'))
        ? { zh: '电价或阶梯累计变更', en: 'prices or the tiers filled before have changed' }
        : { zh: '电价或计费档案变更', en: 'prices or the customer file have changed' },
    )
  }
  const way = difference.isNegative() ? { zh: '应退', en: 'to return' } : { zh: '应补', en: 'to charge' }
  return {
    zh: `${before.billMonth} 电费 ${before.totalYuan} → ${after.totalYuan} 元,${way.zh} ${amount} 元:${changes.map(({ zh }) => zh).join(',')}`,
    en: `${before.billMonth}: ${before.totalYuan} → ${after.totalYuan} yuan, ${amount} ${way.en}: ${changes.map(({ en }) => en).join(', ')}`,
  }
}
