import { Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AlarmRow } from '../alarm-contract.ts'
import type { PointState } from '../contract.ts'
import { meteringWords } from './words.ts'

const stateTones: Record<PointState, Tone> = { live: 'good', stale: 'warn', off: 'bad', unknown: 'calm' }
const severityTones: Record<AlarmRow['severity'], Tone> = { info: 'calm', warning: 'warn', critical: 'bad' }

export function StatePill({ state }: { state: PointState }) {
  const say = useWords(meteringWords)
  return <Pill tone={stateTones[state]}>{say(`state.${state}`)}</Pill>
}

export function SeverityPill({ severity }: { severity: AlarmRow['severity'] }) {
  const say = useWords(meteringWords)
  return <Pill tone={severityTones[severity]}>{say(`severity.${severity}`)}</Pill>
}
