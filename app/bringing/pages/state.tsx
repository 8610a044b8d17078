import { Pill, type Tone } from '../../web/kit/parts.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { BringingItem } from '../contract.ts'
import { bringingWords } from './words.ts'

const tones: Record<BringingItem['state'], Tone> = {
  faulty: 'bad',
  checked: 'warn',
  released: 'brand',
  done: 'good',
  failed: 'bad',
  withdrawn: 'calm',
}

export function StatePill({ state }: Pick<BringingItem, 'state'>) {
  const say = useWords(bringingWords)
  return <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
}
