import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeSummary } from '../../charges/contract.ts'
import { chargeWords } from './words.ts'

type Status = ChargeSummary['status']
const tones: Record<Status, Tone> = {
  draft: 'warn',
  discarded: 'calm',
  issued: 'brand',
  overdue: 'bad',
  paid: 'good',
  reversed: 'calm',
  reversal: 'calm',
}

export function ChargePill({ status }: { status: Status }) {
  const say = useWords(chargeWords)
  return <Pill tone={tones[status]}>{say(`status.${status}`)}</Pill>
}
