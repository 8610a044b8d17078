import { useWords } from '../../../app/web/kit/words.ts'
import type { Season, TimetableInput } from '../../price-book/contract.ts'
import css from './prices.module.css'
import { priceWords } from './words.ts'

const DAY_MINUTES = 1440
const order = ['sharp', 'peak', 'flat', 'valley', 'deepValley'] as const

/** A timetable as bars of a day, one for each season and kind of day. */
export function TimetableView({ timetable }: { timetable: TimetableInput }) {
  const say = useWords(priceWords)
  return (
    <div className={css.timeline}>
      {timetable.seasons.map((season) => (
        <div key={season.name} className={css.span}>
          <div className={css.spanHead}>
            <b>{season.name}</b>
            <span className={css.note}>{say('months', { months: season.months.join('、') })}</span>
          </div>
          {season.days.map((days) => (
            <DayBar key={days.on?.join() ?? 'every'} days={days} />
          ))}
          <div className={css.note}>
            {say('coefficients')}{' '}
            {order
              .filter((period) => season.coefficients[period] !== undefined)
              .map((period) => `${say(`period.${period}`)} ${season.coefficients[period]}`)
              .join(' · ')}
          </div>
        </div>
      ))}
      <div className={css.note}>{timetable.legalBasis}</div>
    </div>
  )
}

function DayBar({ days }: { days: Season['days'][number] }) {
  const say = useWords(priceWords)
  const name = days.on === null ? say('timetable.every') : days.on.map((type) => say(`day.${type}`)).join('、')
  return (
    <div className={css.day}>
      <span className={css.note}>{name}</span>
      <div className={css.hours}>
        {days.slots.map(({ from, to, period }) => (
          <span
            key={from}
            data-period={period}
            title={`${from}–${to} ${say(`period.${period}`)}`}
            style={{ left: `${share(from)}%`, width: `${share(to) - share(from)}%` }}
          >
            {share(to) - share(from) >= 8 && say(`period.${period}`)}
          </span>
        ))}
      </div>
      <span className={css.slotText}>
        {days.slots.map(({ from, to, period }) => `${from}–${to} ${say(`period.${period}`)}`).join('，')}
        {days.on !== null && `；${say('timetable.unlike')}`}
      </span>
    </div>
  )
}

function share(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return ((hours * 60 + minutes) / DAY_MINUTES) * 100
}
