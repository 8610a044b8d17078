import { titleOfItem } from '../../../billing/rules/line-title.ts'

const parts: Record<string, string> = {
  energy: '电量电费',
  'line-loss': '线损电费',
  'system-operation': '系统运行费',
  transmission: '输配电费',
}
const funds: Record<string, string> = {
  'major-water-works': '重大水利基金',
  'reservoir-migrants': '水库移民基金',
  'renewable-energy': '可再生能源附加',
  fund: '基金',
}
const periods: Record<string, string> = { sharp: '尖', peak: '峰', flat: '平', valley: '谷', deepValley: '深谷' }

/** How a clerk calls a line of a bill: `energy-peak` → 电量电费(峰), `surcharge-fund` → 基金. */
export function nameOfItem(item: string): string {
  const [kind = '', ...rest] = item.split('-')
  if (kind === 'surcharge') return funds[rest.join('-').replace(/-(total|peak|flat|valley)$/, '')] ?? item
  if (kind === 'allowance') return `免费${nameOfItem(rest.join('-'))}`
  const period = rest.at(-1) ?? ''
  const part = parts[item.slice(0, -period.length - 1)]
  if (part) return period in periods ? `${part}(${periods[period]})` : part
  return titleOfItem(item).zh.replace('(', '(').replace(')', ')')
}

const rules: Record<string, string> = {
  'energy-jump': '电量突增',
  'energy-drop': '电量突减',
  'amount-jump': '电费突增',
  'zero-use': '零电量',
  negative: '负电量或负电费',
  'load-factor': '用电超容量',
  'demand-over-capacity': '需量超容量',
  'power-factor-low': '功率因数过低',
  'register-mismatch': '分时与总不符',
  'market-energy': '结算单与计量不符',
  'large-amount': '大额电费',
}

export function nameOfRule(code: string): string {
  return rules[code] ?? code
}
