import { fixed, quantity, yuan } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { HeldItem } from '../held/contract.ts'
import { officeWords } from './office-words.ts'

/** What a rule saw in a bill, in a clerk's words: `日均 6.2 → 31 kWh(5 倍)`. */
export function useHitWords(): (hit: Pick<HeldItem, 'rule' | 'figures'>) => string {
  const say = useWords(officeWords)
  return ({ rule, figures }) => {
    const { usual = 0, now = 0 } = figures
    const times = Number(usual) > 0 ? quantity(Number(now) / Number(usual), 1) : '—'
    switch (rule) {
      case 'energy-jump':
      case 'energy-drop':
        return say('saw.energy', { usual: quantity(usual), now: quantity(now), times })
      case 'amount-jump':
        return say('saw.amount', { usual: yuan(usual), now: yuan(now), times })
      case 'load-factor':
        return say('saw.load-factor', { ...figures, percent: quantity(Number(figures.loadFactor) * 100, 0) })
      case 'large-amount':
      case 'credit':
      case 'arrears':
      case 'no-contact':
        return say(
          `saw.${rule}`,
          numbersOf(figures, (value) => fixed(value, 2)),
        )
      default:
        return say(
          `saw.${rule}`,
          numbersOf(figures, (value) => quantity(value)),
        )
    }
  }
}

function numbersOf(figures: HeldItem['figures'], tell: (value: number) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? tell(value) : value]),
  )
}
