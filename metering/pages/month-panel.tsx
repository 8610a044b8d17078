import { Button } from 'antd'
import { useMemo } from 'react'
import { withQuery } from '../../app/web/kit/api.ts'
import { Chart, type ChartOption } from '../../app/web/kit/Chart.tsx'
import { type ChartTone, chartColours, timeFrame } from '../../app/web/kit/chart-style.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { civilDay, kilowattHours, kilowatts } from '../../app/web/kit/format.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { MonthDay, MonthDays } from '../vee/shapes.ts'
import day from './day-curve.module.css'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

const periods = ['sharp', 'peak', 'flat', 'valley', 'deepValley'] as const
const periodColours: Record<(typeof periods)[number], string> = {
  sharp: '#ff7b6e',
  peak: '#f0b04a',
  flat: '#4fb3cf',
  valley: '#5d7c89',
  deepValley: '#3d5560',
}

/** Days of a month from roll-ups; where the meter has periods, each day is parted by them. */
export function MonthPanel({ pointId, tone = 'night' }: { pointId: number; tone?: ChartTone }) {
  const say = useWords(validationWords)
  const today = civilDay(new Date())
  const [{ month: chosen }, choose] = useChoices(['month'])
  const month = chosen || today.slice(0, 7)
  const setMonth = (to: string) => choose({ month: to })
  const days = useResource<MonthDays>(withQuery(`/api/metering/points/${pointId}/month`, { month }), { keep: true })
  return (
    <Panel
      title={say('month.title')}
      extra={
        <div className={day.picker}>
          <Button aria-label={say('month.earlier')} onClick={() => setMonth(otherMonth(month, -1))}>
            ‹
          </Button>
          <b>{month}</b>
          <Button
            aria-label={say('month.later')}
            disabled={month >= today.slice(0, 7)}
            onClick={() => setMonth(otherMonth(month, 1))}
          >
            ›
          </Button>
        </div>
      }
    >
      <Shown
        of={days}
        rows={6}
        isEmpty={(shown) => shown.days.length === 0}
        empty={
          month < today.slice(0, 7) ? (
            <Empty title={say('month.past.none')} />
          ) : (
            <Empty title={say('month.none')} next={say('month.none.next')} />
          )
        }
      >
        {(shown) => <Month shown={shown} tone={tone} />}
      </Shown>
    </Panel>
  )
}

function Month({ shown, tone }: { shown: MonthDays; tone: ChartTone }) {
  const say = useWords(validationWords)
  const names = useMemo(
    () => ({
      total: say('period.total'),
      partly: say('period.partly'),
      ...Object.fromEntries(periods.map((period) => [period, say(`period.${period}`)])),
    }),
    [say],
  )
  const option = useMemo(() => daysToOption(shown, tone, names), [shown, tone, names])
  const latest = shown.days.findLast(({ demandSource }) => demandSource !== null)
  const parted = shown.days.findLast(({ periodSource }) => periodSource !== null)
  return (
    <>
      <p className={css.note}>
        {shown.importWh === null ? say('month.waiting') : say('month.total', { energy: kilowattHours(shown.importWh) })}
        {shown.maxDemandW !== null && ` · ${say('month.peak', { demand: kilowatts(shown.maxDemandW) })}`}
        {latest?.demandSource && ` · ${say(`month.demand.${latest.demandSource}`)}`}
        {parted?.periodSource && ` · ${say(`month.source.${parted.periodSource}`)}`}
      </p>
      <Chart option={option} height={200} label={say('month.chart', { month: shown.month })} />
    </>
  )
}

type Names = Record<string, string>

function daysToOption({ days, month }: MonthDays, tone: ChartTone, names: Names): ChartOption {
  const colours = chartColours[tone]
  const count = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
  const byDay = new Map(days.map((each) => [Number(each.day.slice(8)), each]))
  const all = Array.from({ length: count }, (_, index) => byDay.get(index + 1))
  const used = periods.filter((period) => all.some((each) => each && each.byPeriodWh[period] !== null))
  const isPartly = (each: MonthDay | undefined) => (each?.counts.estimated ?? 0) + (each?.counts.edited ?? 0) > 0
  const bars = (name: string | undefined, colour: string, pick: (each: MonthDay) => number | null) => ({
    type: 'bar',
    stack: 'day',
    name,
    itemStyle: { color: colour },
    data: all.map((each) => {
      const wh = each ? pick(each) : null
      const value = wh === null ? null : wh / 1000
      // A border tells the days that are partly estimated or edited.
      return isPartly(each) ? { value, itemStyle: { borderColor: colours.warn, borderWidth: 1.5 } } : value
    }),
  })
  const series =
    used.length > 1
      ? used.map((period) => bars(names[period], periodColours[period], (each) => each.byPeriodWh[period]))
      : [bars(names.total, colours.line, (each) => each.importWh)]
  return {
    ...timeFrame(tone, 'kWh'),
    ...(used.length > 1 ? { legend: { top: 0, right: 0, textStyle: { color: colours.axis, fontSize: 11 } } } : {}),
    xAxis: {
      type: 'category',
      data: all.map((_, index) => String(index + 1)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.split } },
      axisLabel: { color: colours.axis, fontSize: 11, hideOverlap: true },
    },
    series,
  }
}

function otherMonth(month: string, step: number): string {
  const at = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + step, 1))
  return at.toISOString().slice(0, 7)
}
