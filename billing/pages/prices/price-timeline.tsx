import { Link } from 'react-router'
import { addDays, civilDay } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { VersionRow } from '../../price-book/contract.ts'
import { StatePill, useDays } from './price-parts.tsx'
import css from './prices.module.css'
import { priceWords } from './words.ts'

const YEAR_DAYS = 365
const BACK_DAYS = 3 * YEAR_DAYS

/** A code's versions on one line of time, from three years back to a year ahead of what begins last. */
export function PriceTimeline({ versions, here }: { versions: VersionRow[]; here: string }) {
  const say = useWords(priceWords)
  const daysOf = useDays()
  const today = civilDay(new Date())
  const starts = versions.flatMap(({ days }) => days.map(({ from }) => from)).sort()
  const first = addDays(today, -BACK_DAYS)
  const from = starts[0] !== undefined && starts[0] > first && starts[0] < today ? starts[0] : first
  const latest = starts.at(-1) ?? today
  const to = addDays(latest > today ? latest : today, YEAR_DAYS)
  const place = (day: string) => Math.min(100, Math.max(0, (100 * span(from, day)) / span(from, to)))
  return (
    <div className={css.timeline}>
      {versions.map((row) => (
        <div key={row.version} className={css.span}>
          <div className={css.spanHead}>
            <Link
              className={row.version === here ? css.here : undefined}
              to={`/office/prices/${encodeURIComponent(row.version)}`}
            >
              {row.version}
            </Link>
            <StatePill state={row.state} />
          </div>
          <div className={css.track}>
            {row.days.map((days) => {
              const left = place(days.from)
              const width = Math.max(1, place(days.to ?? to) - left)
              return (
                <span
                  key={days.from}
                  className={css.bar}
                  data-state={row.state}
                  title={daysOf(days)}
                  style={{ left: `${left}%`, width: `${width}%` }}
                />
              )
            })}
            <span className={css.now} title={say('today')} style={{ left: `${place(today)}%` }} />
          </div>
          <div className={css.note}>{row.days.map(daysOf).join('；')}</div>
        </div>
      ))}
    </div>
  )
}

function span(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}
