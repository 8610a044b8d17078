import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { TerminalEvent, TerminalEvents } from '../contract-terminal.ts'
import css from './grid.module.css'
import { terminalWords } from './quarantine-words.ts'

const itemsOf = (page: TerminalEvents) => page.events

/** What a terminal told of itself, with the fields of the record, and the way to what of it is an alarm. */
export function TerminalOwnEvents({ terminalId }: { terminalId: number }) {
  const say = useWords(terminalWords)
  const [language] = useLanguage()
  const pages = usePages<TerminalEvents, TerminalEvent>(`/api/metering/terminals/${terminalId}/events`, itemsOf)
  useLiveReload(['alarm.raised', 'alarm.cleared', 'alarm.repeated'], pages.first.reload, 1_000)
  return (
    <Panel
      title={say('events.title')}
      extra={<Link to={withQuery('/grid/alarms', { terminalId, status: 'all' })}>{say('events.all')}</Link>}
    >
      <Shown
        of={pages.first}
        isEmpty={() => pages.items.length === 0}
        empty={<p className={css.note}>{say('events.none')}</p>}
      >
        {() => (
          <>
            {pages.items.map(({ eventId, at, title, detail }) => (
              <div key={eventId} className={css.alarm}>
                <span className={css.note}>{instant(at)}</span>
                <span className={css.alarmText}>
                  {title[language]}
                  <div className={css.note}>{fieldsOf(detail)}</div>
                </span>
              </div>
            ))}
            <MorePages of={pages} />
          </>
        )}
      </Shown>
    </Panel>
  )
}

/** As the record has them: its names are the terminal's own. */
function fieldsOf(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
}
