import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { civilDay, instant } from '../../app/web/kit/format.ts'
import { useNow } from '../../app/web/kit/now.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { calendarYear } from '../clocks/contract.ts'
import css from './calendar.module.css'
import { CalendarDayDialog } from './calendar-day.tsx'
import { clerkWords } from './clerk-words.ts'

export type CalendarYear = z.infer<typeof calendarYear>
const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']

/** 工作日历: a year at a glance, each listed day with its source; a manager changes it. */
export default function WorkCalendar() {
  const say = useWords(clerkWords)
  const today = civilDay(new Date(useNow(60_000)))
  const [asked, choose] = useChoices(['year'])
  const year = Number(asked.year || today.slice(0, 4))
  const found = useResource<CalendarYear>(`/api/intake/calendar/${year}`, { keep: true })
  const [day, setDay] = useState<string>()
  const mayEdit = hasRole(useUser(), ['intake', 'manager', 'admin'])
  const actions = (
    <>
      <Button aria-label={say('cal.earlier')} onClick={() => choose({ year: String(year - 1) })}>
        ‹
      </Button>
      <b>{year}</b>
      <Button aria-label={say('cal.later')} onClick={() => choose({ year: String(year + 1) })}>
        ›
      </Button>
    </>
  )
  return (
    <Page title={say('cal.title')} lead={say('cal.lead')} actions={actions} refreshing={found.refreshing}>
      <Shown of={found} rows={12}>
        {(calendar) => (
          <>
            <div className={css.year}>
              {months.map((month) => (
                <Month
                  key={month}
                  calendar={calendar}
                  month={`${year}-${month}`}
                  today={today}
                  choose={mayEdit ? setDay : undefined}
                />
              ))}
            </div>
            <Changes changes={calendar.changes} />
            {day && (
              <CalendarDayDialog
                key={day}
                day={day}
                listed={calendar.days.find((each) => each.day === day)}
                close={() => setDay(undefined)}
                done={found.reload}
              />
            )}
          </>
        )}
      </Shown>
    </Page>
  )
}

type MonthProps = { calendar: CalendarYear; month: string; today: string; choose: ((day: string) => void) | undefined }

function Month({ calendar, month, today, choose }: MonthProps) {
  const say = useWords(clerkWords)
  const place = useRef<HTMLDivElement>(null)
  const isNow = today.startsWith(month)
  useEffect(() => {
    // On a phone the months stand one below the other.
    if (isNow && place.current && place.current.getBoundingClientRect().top > window.innerHeight) {
      place.current.scrollIntoView({ block: 'center' })
    }
  }, [isNow])
  const first = new Date(`${month}-01T00:00:00Z`)
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return (
    <Panel title={month}>
      <div className={css.month} ref={place}>
        {say('cal.weekdays')
          .split(' ')
          .map((name) => (
            <span key={name} className={css.weekday} aria-hidden>
              {name}
            </span>
          ))}
        {Array.from({ length }, (_, index) => {
          const day = `${month}-${String(index + 1).padStart(2, '0')}`
          const weekday = (first.getUTCDay() + index) % 7
          const listed = calendar.days.find((each) => each.day === day)
          const isFree = listed ? listed.kind === 'holiday' : (calendar.week[weekday]?.length ?? 0) === 0
          const tone = listed ? css[listed.kind] : isFree ? css.free : ''
          const told =
            listed && `${listed.name} · ${listed.source}${listed.confirmed ? '' : ` · ${say('cal.provisional')}`}`
          return (
            <button
              key={day}
              type="button"
              className={`${css.day} ${tone} ${day === today ? css.today : ''}`}
              aria-current={day === today ? 'date' : undefined}
              style={index === 0 ? { gridColumnStart: weekday + 1 } : undefined}
              title={told ?? day}
              aria-label={told ? `${day} ${told}` : day}
              disabled={!choose}
              onClick={() => choose?.(day)}
            >
              {index + 1}
              {listed && !listed.confirmed && <sup>?</sup>}
            </button>
          )
        })}
      </div>
    </Panel>
  )
}

function Changes({ changes }: Pick<CalendarYear, 'changes'>) {
  const say = useWords(clerkWords)
  return (
    <Panel flush title={say('cal.changes')}>
      {changes.length === 0 ? (
        <Empty title={say('cal.none')} />
      ) : (
        <DataTable
          rowKey={({ day, changedAt }) => `${day}/${changedAt}`}
          items={changes}
          width={600}
          columns={[
            { title: say('cal.day'), width: 120, dataIndex: 'day' },
            { title: say('cal.reason'), dataIndex: 'reason' },
            { title: say('cal.moved'), width: 110, align: 'right', dataIndex: 'movedDeadlines' },
            { title: say('cal.by'), width: 220, render: (_, each) => `${each.changedBy} · ${instant(each.changedAt)}` },
          ]}
        />
      )}
    </Panel>
  )
}
