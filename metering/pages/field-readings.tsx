import { Link } from 'react-router'
import { quantity } from '../../app/web/kit/format.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page } from '../../app/web/kit/parts.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { FieldReading, FieldReadings as Readings } from '../sections/shapes.ts'
import css from './reading.module.css'
import { ReadingTabs } from './reading-tabs.tsx'
import { readingWords } from './reading-words.ts'

const itemsOf = (page: Readings) => page.readings

/** A reader's way through the day, in the hand. */
export default function FieldReadings() {
  const say = useWords(readingWords)
  const pages = usePages<Readings, FieldReading>('/api/metering/field-readings', itemsOf)
  const total = pages.first.data?.total ?? 0
  return (
    <Page title={say('tab.field')} lead={pages.first.data && say('field.lead', { count: total })}>
      <ReadingTabs />
      <Shown
        of={pages.first}
        isEmpty={() => pages.items.length === 0}
        empty={<Empty title={say('field.none')} next={say('field.none.next')} />}
      >
        {() => (
          <>
            <ol className={css.route}>
              {pages.items.map((each) => (
                <li key={`${each.pointId}~${each.day}`}>
                  <Stop reading={each} />
                </li>
              ))}
            </ol>
            <MorePages of={pages} />
          </>
        )}
      </Shown>
    </Page>
  )
}

function Stop({ reading }: { reading: FieldReading }) {
  const say = useWords(readingWords)
  const { latestWh } = reading
  return (
    <Link className={css.stop} to={`/grid/meters/${reading.pointId}/site-reading?day=${reading.day}`}>
      <b>{reading.routeNo || '★'}</b>
      <strong>{reading.address ?? reading.pointNo}</strong>
      <span>
        {reading.accountName} · {reading.assetNo}
        {reading.place && ` · ${reading.place}`}
      </span>
      <span>
        {reading.day}
        {reading.reason && ` · ${reading.reason}`}
        {latestWh !== null && ` · ${say('field.latest', { kwh: quantity(latestWh / 1000, 2) })}`}
      </span>
    </Link>
  )
}
