import { quantity } from '../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillRun } from '../contract.ts'
import { officeWords } from './office-words.ts'

const tones: Record<BillRun['status'], Tone> = {
  running: 'brand',
  interrupted: 'warn',
  finished: 'good',
  failed: 'bad',
}

export function RunPill({ status }: { status: BillRun['status'] }) {
  const say = useWords(officeWords)
  return <Pill tone={tones[status]}>{say(`run.${status}`)}</Pill>
}

/** Bills that went out without anybody, of all that the run had to make. */
export function automaticShare({ automatic, issued, held, parked }: BillRun): string {
  const due = issued + held + parked
  return due === 0 ? '—' : `${quantity((automatic / due) * 100, 1)} %`
}
