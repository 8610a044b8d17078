import { Link } from 'react-router'
import { clock, instant, kilowattHours } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { type Language, useWords } from '../../app/web/kit/words.ts'
import type { ExceptionGroup, ExceptionRow } from '../vee/exception-shapes.ts'
import { validationWords } from './validation-words.ts'

export function FaultPill({ severity }: { severity: ExceptionGroup['severity'] }) {
  const say = useWords(validationWords)
  const tone = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'calm'
  return <Pill tone={tone}>{say(`severity.${severity}`)}</Pill>
}

/** The repair order that leads to the place, and the re-read that proved it done. */
export function RepairOutcome({ repair }: { repair: NonNullable<ExceptionRow['repair']> }) {
  const say = useWords(validationWords)
  const { status, closedAt, readWh } = repair
  return (
    <>
      <Link to={`/grid/collection/repairs/${repair.orderId}`}>{repair.orderNo}</Link>{' '}
      {closedAt === null ? (
        <Pill tone={status === 'open' ? 'bad' : 'warn'}>{say.code('repair', status)}</Pill>
      ) : (
        <div>
          <Pill tone="good">{say('repair.closed', { at: instant(closedAt) })}</Pill>
          {readWh !== null && <div>{say('repair.read', { kwh: kilowattHours(readWh) })}</div>}
        </div>
      )}
    </>
  )
}

/** The day once, where both ends are on it. */
export function spanText({ from, to }: Pick<ExceptionRow, 'from' | 'to'>): string {
  const [begin, end] = [instant(from), instant(to)]
  return begin.slice(0, 10) === end.slice(0, 10) ? `${begin} – ${clock(to)}` : `${begin} – ${end.slice(5)}`
}

/** A rule names its basis in Chinese with the English behind it; one that somebody wrote has what he wrote. */
export function basisIn(language: Language, basis: string): string {
  const [, zh, en] = /^(.*?[\u4e00-\u9fff）]) ([\x20-\x7e]+)$/.exec(basis) ?? []
  return (language === 'zh' ? zh : en) ?? basis
}
