import { Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationStatus, Clock } from '../contract.ts'
import css from './case.module.css'
import { rowWords } from './row-words.ts'

const clockTones: Record<Clock['status'], Tone> = {
  'in-time': 'good',
  'due-soon': 'warn',
  overdue: 'bad',
  met: 'good',
  missed: 'bad',
  standing: 'calm',
  ended: 'calm',
}
const statusTones: Record<ApplicationStatus, Tone> = {
  open: 'brand',
  archived: 'good',
  refused: 'bad',
  withdrawn: 'calm',
}

export function StatusPill({ status }: { status: ApplicationStatus }) {
  const say = useWords(rowWords)
  return <Pill tone={statusTones[status]}>{say(`status.${status}`)}</Pill>
}

export function DuePill({ clock }: { clock: Clock }) {
  return <Pill tone={clockTones[clock.status]}>{useDueText(clock)}</Pill>
}

export function Clocks({ clocks }: { clocks: Clock[] }) {
  const say = useWords(rowWords)
  const [language] = useLanguage()
  return clocks.map((clock) => (
    <div key={`${clock.code}-${clock.startedAt}`} className={css.clock}>
      <div className={css.clockTop}>
        <b>{clock.title[language]}</b>
        <DuePill clock={clock} />
      </div>
      <div className={css.note}>
        {clock.dueOn
          ? say('clock.limit', { days: clock.limitWorkingDays, due: clock.dueOn })
          : say('clock.limit.standing', { days: clock.limitWorkingDays })}
      </div>
      <div className={css.note}>{clock.legalBasis}</div>
    </div>
  ))
}

function useDueText(clock: Clock): string {
  const say = useWords(rowWords)
  const days = clock.workingDaysLeft
  if (days === null) return say(`clock.${clock.status}`)
  if (days < 0) return say('clock.over', { days: -days })
  return days === 0 ? say('clock.today') : say('clock.left', { days })
}
