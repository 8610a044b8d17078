import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { RepairDetail, RepairRow } from '../contract-collection.ts'
import css from './collection.module.css'
import { SeverityPill } from './point-state.tsx'
import { repairWords } from './repair-words.ts'

/** What an order is for, and which of it holds still: closing the order ends none. */
export function AlarmsOfOrder({ alarms, order }: { alarms: RepairDetail['alarms']; order: RepairRow }) {
  const say = useWords(repairWords)
  const [language] = useLanguage()
  const place = order.pointId === null ? { terminalId: order.terminalId } : { pointId: order.pointId }
  return (
    <ul className={css.steps}>
      {alarms.map(({ alarmId, title, severity, occurredAt, clearedAt, clearedBy }) => (
        <li key={alarmId}>
          <div className={css.stepHead}>
            <SeverityPill severity={severity} />
            <Link to={withQuery('/grid/alarms', { ...place, status: 'all' })}>{title[language]}</Link>
            <span className={css.note}>{instant(occurredAt)}</span>
          </div>
          {clearedAt === null ? (
            <Pill tone="bad">{say('order.alarm.holds')}</Pill>
          ) : (
            <Pill tone="good">
              {clearedBy === null
                ? say('order.alarm.recovered', { at: instant(clearedAt) })
                : say('order.alarm.ended', { at: instant(clearedAt), name: clearedBy })}
            </Pill>
          )}
        </li>
      ))}
    </ul>
  )
}
