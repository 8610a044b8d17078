// Decides to which kind of charge a line of a bill belongs, as a bill shows them together.
import { splitItem } from './line-title.ts'

export const lineGroups = ['energy', 'market', 'base', 'adjustment', 'fund', 'allowance', 'minimum', 'other'] as const
export type LineGroup = (typeof lineGroups)[number]

export function groupOf(item: string): LineGroup {
  if (item === 'capacity-charge' || item.startsWith('demand-')) return 'base'
  if (item === 'power-factor-adjustment') return 'adjustment'
  if (item.startsWith('allowance-')) return 'allowance'
  if (item === 'minimum-charge') return 'minimum'
  if (item.startsWith('market-')) return 'market'
  if (item.startsWith('correction-')) return 'other'
  if (item.startsWith('surcharge-')) return 'fund'
  const { code, period } = splitItem(item)
  return period !== null || code !== item || /^tier-|^allocation$/.test(item) ? 'energy' : 'other'
}
