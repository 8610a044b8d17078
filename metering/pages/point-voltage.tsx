import type { TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { Chart } from '../../app/web/kit/Chart.tsx'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { fixed, quantity } from '../../app/web/kit/format.ts'
import { Figure, Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PointVoltage, VoltageCurve, VoltageDay } from '../contract-power-quality.ts'
import grid from './grid.module.css'
import { MonthPicker } from './month-picker.tsx'
import { Beyond, Extreme, percentOf } from './power-quality.tsx'
import { powerQualityWords } from './power-quality-words.ts'
import css from './voltage.module.css'
import { voltageToOption } from './voltage-option.ts'
import { VoltageVerdictPanel } from './voltage-verdict.tsx'

/** Below the first a day stands out, below the second it stands out more. */
const SHADES = { good: 100, poor: 95 }

export default function PointVoltagePage() {
  const say = useWords(powerQualityWords)
  const { pointId = '' } = useParams()
  const [{ month }, choose] = useChoices(['month', 'day'])
  const path = withQuery(`/api/metering/points/${pointId}/voltage`, { month: month || null })
  const found = useResource<PointVoltage>(path, { keep: true })
  const shown = found.data
  const standing = shown && (shown.class ? say('point.class', { class: shown.class }) : say('point.unregistered'))
  return (
    <Page
      back={{ to: '/grid/power-quality', text: say('back') }}
      title={shown ? (shown.accountName ?? say('point.title', { no: shown.pointNo })) : say('title')}
      lead={shown && [shown.districtName, standing].filter(Boolean).join(' · ')}
      refreshing={found.refreshing}
      actions={
        <>
          <Link to={`/grid/meters/${pointId}`}>{say('point.meter')} ›</Link>
          {shown && <MonthPicker month={shown.month} choose={(to) => choose({ month: to, day: null })} />}
        </>
      }
    >
      <Shown
        of={found}
        rows={10}
        isEmpty={({ days }) => days.length === 0}
        empty={<Empty title={say('point.none')} next={say('point.none.next')} />}
      >
        {(data) => <Board data={data} />}
      </Shown>
    </Page>
  )
}

function Board({ data }: { data: PointVoltage }) {
  const say = useWords(powerQualityWords)
  const columns = useDayColumns(data.limits)
  const [wanted, choose] = useChoices(['day'])
  const worst = data.days.toSorted((a, b) => (a.percent ?? 101) - (b.percent ?? 101))[0]
  const day = wanted.day || worst?.day || data.days.at(-1)?.day || ''
  return (
    <>
      <Figures data={data} />
      <Panel title={say('days.title')}>
        <Strip data={data} day={day} choose={(to) => choose({ day: to })} />
      </Panel>
      <div style={{ height: 12 }} />
      <Panel title={say('days.chosen', { day })}>
        <Curve pointId={data.pointId} day={day} />
      </Panel>
      <div style={{ height: 12 }} />
      <VoltageVerdictPanel pointId={data.pointId} from={data.days[0]?.day ?? day} to={data.days.at(-1)?.day ?? day} />
      <div style={{ height: 12 }} />
      <Panel flush title={say('days.table')}>
        <DataTable rowKey="day" items={data.days} columns={columns} width={1000} />
      </Panel>
    </>
  )
}

function Figures({ data }: { data: PointVoltage }) {
  const say = useWords(powerQualityWords)
  const { days, limits } = data
  const sum = (of: (day: VoltageDay) => number) => days.reduce((total, day) => total + of(day), 0)
  const most = (of: (day: VoltageDay) => number | null) => {
    const told = days.flatMap((day) => of(day) ?? [])
    return told.length === 0 ? null : Math.max(...told)
  }
  const figures = [
    <Figure key="rate" label={say('figure.rate')} value={percentOf(data.percent)} />,
    <Figure key="coverage" label={say('figure.coverage')} value={`${fixed(data.monitoredPercent, 1)}%`} />,
    <Figure key="under" label={say('figure.under')} value={say('minutes', { count: sum((day) => day.underMin) })} />,
    <Figure key="over" label={say('figure.over')} value={say('minutes', { count: sum((day) => day.overMin) })} />,
    <Figure
      key="unbalance"
      label={say('figure.unbalance')}
      value={<Beyond value={most((day) => day.unbalanceP95)} limit={limits.unbalancePercent} />}
      note={say('figure.limit', { limit: quantity(limits.unbalancePercent) })}
    />,
    <Figure
      key="thd"
      label={say('figure.thd')}
      value={<Beyond value={most((day) => day.thdUP95)} limit={limits.thdPercent} />}
      note={limits.thdPercent !== null && say('figure.limit', { limit: quantity(limits.thdPercent) })}
    />,
  ]
  return (
    <div className={grid.kpis}>
      {figures.map((figure) => (
        <div key={figure.key} className={grid.kpi}>
          {figure}
        </div>
      ))}
    </div>
  )
}

/** A cell for each day of the month. */
function Strip({ data, day, choose }: { data: PointVoltage; day: string; choose: (day: string) => void }) {
  const say = useWords(powerQualityWords)
  const byDay = new Map(data.days.map((each) => [each.day, each]))
  const all = Array.from({ length: data.daysOfMonth }, (_, n) => `${data.month}-${String(n + 1).padStart(2, '0')}`)
  const shadeOf = (percent: number | null | undefined) => {
    if (percent === null || percent === undefined) return css.none
    if (percent >= SHADES.good) return css.good
    return percent >= SHADES.poor ? css.fair : css.poor
  }
  return (
    <div className={css.strip}>
      {all.map((each) => {
        const found = byDay.get(each)
        const rate = percentOf(found?.percent ?? null)
        return (
          <button
            key={each}
            type="button"
            disabled={!found}
            aria-pressed={each === day}
            className={`${css.cell} ${shadeOf(found?.percent)}`}
            aria-label={found ? say('days.label', { day: each, rate }) : say('days.missing', { day: each })}
            onClick={() => choose(each)}
          >
            <b>{Number(each.slice(8))}</b>
            <span>{found?.percent === undefined || found.percent === null ? '—' : fixed(found.percent, 0)}</span>
          </button>
        )
      })}
    </div>
  )
}

function Curve({ pointId, day }: { pointId: number; day: string }) {
  const say = useWords(powerQualityWords)
  const path = day === '' ? null : withQuery(`/api/metering/points/${pointId}/voltage-curve`, { day })
  const curve = useResource<VoltageCurve>(path, { keep: true })
  return (
    <Shown
      of={curve}
      rows={6}
      isEmpty={({ quarters }) => quarters.length === 0}
      empty={<Empty title={say('curve.none')} />}
    >
      {(data) => <Drawn data={data} />}
    </Shown>
  )
}

function Drawn({ data }: { data: VoltageCurve }) {
  const say = useWords(powerQualityWords)
  const option = useMemo(
    () =>
      voltageToOption(data, {
        phase: (name) => say('curve.phase', { phase: name }),
        limit: (word, volts) => say(`curve.${word}`, { volts: fixed(volts, 1) }),
      }),
    [data, say],
  )
  return <Chart option={option} height={280} label={say('curve.chart')} />
}

function useDayColumns(limits: PointVoltage['limits']): TableColumnsType<VoltageDay> {
  const say = useWords(powerQualityWords)
  const minutes = (count: number) => say('minutes', { count })
  return [
    { title: say('col.day'), dataIndex: 'day', width: 110 },
    { title: say('col.rate'), width: 90, align: 'right', render: (_, row) => percentOf(row.percent) },
    { title: say('col.monitored'), width: 110, align: 'right', render: (_, row) => minutes(row.monitoredMin) },
    { title: say('col.under'), width: 100, align: 'right', render: (_, row) => minutes(row.underMin) },
    { title: say('col.over'), width: 100, align: 'right', render: (_, row) => minutes(row.overMin) },
    { title: say('col.dead'), width: 90, align: 'right', render: (_, row) => minutes(row.deadMin) },
    { title: say('col.least'), width: 180, render: (_, row) => <Extreme volts={row.leastV} at={row.leastAt} /> },
    { title: say('col.most'), width: 180, render: (_, row) => <Extreme volts={row.mostV} at={row.mostAt} /> },
    {
      title: say('col.unbalance'),
      width: 90,
      align: 'right',
      render: (_, row) => <Beyond value={row.unbalanceP95} limit={limits.unbalancePercent} />,
    },
    {
      title: say('col.thd'),
      width: 100,
      align: 'right',
      render: (_, row) => <Beyond value={row.thdUP95} limit={limits.thdPercent} />,
    },
  ]
}
