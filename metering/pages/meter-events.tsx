import { instant } from '../../app/web/kit/format.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { MeterEvents as Events, MeterEvent } from '../contract-meter.ts'
import css from './grid.module.css'
import { readingWords } from './reading-words.ts'

const itemsOf = (page: Events) => page.events

export function MeterEvents({ pointId }: { pointId: number }) {
  const say = useWords(readingWords)
  const [language] = useLanguage()
  const pages = usePages<Events, MeterEvent>(`/api/metering/points/${pointId}/events`, itemsOf)
  return (
    <Panel title={say('events.title')}>
      <Shown
        of={pages.first}
        isEmpty={() => pages.items.length === 0}
        empty={<p className={css.note}>{say('events.none')}</p>}
      >
        {() => (
          <>
            {pages.items.map((event) => (
              <div key={event.eventId} className={css.alarm}>
                <span className={css.note}>{instant(event.at)}</span>
                <span className={css.alarmText}>{event.title[language]}</span>
                <span className={`${css.mono} ${css.note}`}>{event.assetNo}</span>
              </div>
            ))}
            <MorePages of={pages} />
          </>
        )}
      </Shown>
    </Panel>
  )
}
