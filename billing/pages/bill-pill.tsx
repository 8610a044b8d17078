import { Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillSummary } from '../contract.ts'
import { billingWords } from './words.ts'

const tones: Record<BillSummary['status'], Tone> = { issued: 'brand', paid: 'good', overdue: 'bad' }

export function BillPill({ status }: { status: BillSummary['status'] }) {
  const say = useWords(billingWords)
  return <Pill tone={tones[status]}>{say(`bill.status.${status}`)}</Pill>
}
