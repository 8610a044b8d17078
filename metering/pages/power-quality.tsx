import { Button, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { fixed, instant, quantity } from '../../app/web/kit/format.ts'
import { Figure, Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PowerQuality, VoltageDistrict, VoltagePoint } from '../contract-power-quality.ts'
import css from './collection.module.css'
import grid from './grid.module.css'
import { MonthPicker } from './month-picker.tsx'
import { powerQualityWords } from './power-quality-words.ts'

export const percentOf = (value: number | null) => (value === null ? '—' : `${fixed(value, 2)}%`)
export const voltsOf = (value: number | null) => (value === null ? '—' : `${fixed(value, 1)} V`)

export default function PowerQualityPage() {
  const say = useWords(powerQualityWords)
  const [{ month, district }, choose] = useChoices(['month', 'district'])
  const path = withQuery('/api/metering/power-quality', { month: month || null, districtId: district || null })
  const found = useResource<PowerQuality>(path, { keep: true })
  const shown = found.data
  const name = district === '' ? undefined : shown?.districts[0]?.name
  return (
    <Page
      title={say('title')}
      lead={name && say('lead', { month: shown?.month ?? '', district: name })}
      refreshing={found.refreshing}
      actions={
        <>
          {district !== '' && <Button onClick={() => choose({ district: null })}>{say('district.all')}</Button>}
          {shown && <MonthPicker month={shown.month} choose={(to) => choose({ month: to })} />}
        </>
      }
    >
      <Shown
        of={found}
        rows={10}
        isEmpty={({ total }) => total.points === 0}
        empty={<Empty title={say('none.title')} next={say('none.next')} />}
      >
        {(data) => <Board data={data} choose={(to) => choose({ district: to })} />}
      </Shown>
    </Page>
  )
}

function Board({ data, choose }: { data: PowerQuality; choose: (district: string) => void }) {
  const say = useWords(powerQualityWords)
  const ofDistricts = useDistrictColumns(data.unbalanceLimitPercent, choose)
  const ofPoints = usePointColumns(data.unbalanceLimitPercent, data.month)
  return (
    <>
      <Figures data={data} />
      <p className={css.definition}>{say('definition')}</p>
      <div style={{ height: 12 }} />
      <Panel flush title={say('districts.title')}>
        <DataTable rowKey="districtId" items={data.districts} columns={ofDistricts} width={900} pageSize={20} />
      </Panel>
      <div style={{ height: 12 }} />
      <Panel flush title={say('worst.title')}>
        {data.worst.length === 0 ? (
          <Empty title={say('worst.none')} />
        ) : (
          <DataTable rowKey="pointId" items={data.worst} columns={ofPoints} width={1080} pageSize={20} />
        )}
      </Panel>
    </>
  )
}

function Figures({ data }: { data: PowerQuality }) {
  const say = useWords(powerQualityWords)
  const { composite, classes, total } = data
  const figures = [
    <Figure
      key="composite"
      label={say('figure.composite')}
      value={percentOf(composite.percent)}
      note={composite.missing.length > 0 && say('figure.missing', { classes: composite.missing.join('、') })}
    />,
    ...classes.map((each) => (
      <Figure
        key={each.class}
        label={say('figure.class', { class: each.class })}
        value={percentOf(each.percent)}
        note={say('figure.monitored', { monitored: each.monitored, points: each.points })}
      />
    )),
    <Figure
      key="all"
      label={say('figure.all')}
      value={percentOf(total.percent)}
      note={say('figure.outOf', { points: quantity(total.points) })}
    />,
    <Figure
      key="bad"
      label={say('figure.bad')}
      value={quantity(total.badPoints)}
      tone={total.badPoints > 0 ? 'warn' : 'good'}
    />,
    <Figure
      key="unbalanced"
      label={say('figure.unbalanced')}
      value={quantity(total.unbalanced)}
      tone={total.unbalanced > 0 ? 'warn' : 'good'}
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

function useDistrictColumns(limit: number, choose: (district: string) => void): TableColumnsType<VoltageDistrict> {
  const say = useWords(powerQualityWords)
  return [
    {
      title: say('col.district'),
      render: (_, row) => (
        <Button type="link" style={{ padding: 0 }} onClick={() => choose(String(row.districtId))}>
          {row.name}
        </Button>
      ),
    },
    { title: say('col.rate'), width: 110, align: 'right', render: (_, row) => percentOf(row.percent) },
    { title: say('col.points'), width: 100, align: 'right', render: (_, row) => quantity(row.points) },
    { title: say('col.bad'), width: 100, align: 'right', render: (_, row) => quantity(row.badPoints) },
    { title: say('col.over'), width: 120, align: 'right', render: (_, row) => say('minutes', { count: row.overMin }) },
    {
      title: say('col.under'),
      width: 120,
      align: 'right',
      render: (_, row) => say('minutes', { count: row.underMin }),
    },
    {
      title: say('col.unbalance'),
      width: 110,
      align: 'right',
      render: (_, row) => <Beyond value={row.unbalanceP95} limit={limit} />,
    },
  ]
}

function usePointColumns(limit: number, month: string): TableColumnsType<VoltagePoint> {
  const say = useWords(powerQualityWords)
  return [
    {
      title: say('col.point'),
      render: (_, row) => (
        <Link to={withQuery(`/grid/power-quality/${row.pointId}`, { month })}>{row.accountName ?? row.pointNo}</Link>
      ),
    },
    { title: say('col.district'), render: (_, row) => row.districtName ?? '—' },
    { title: say('col.rate'), width: 100, align: 'right', render: (_, row) => percentOf(row.percent) },
    {
      title: say('col.under'),
      width: 110,
      align: 'right',
      render: (_, row) => say('minutes', { count: row.underMin }),
    },
    { title: say('col.over'), width: 110, align: 'right', render: (_, row) => say('minutes', { count: row.overMin }) },
    { title: say('col.least'), width: 190, render: (_, row) => <Extreme volts={row.leastV} at={row.leastAt} /> },
    { title: say('col.most'), width: 190, render: (_, row) => <Extreme volts={row.mostV} at={row.mostAt} /> },
    {
      title: say('col.unbalance'),
      width: 100,
      align: 'right',
      render: (_, row) => <Beyond value={row.unbalanceP95} limit={limit} />,
    },
  ]
}

export function Extreme({ volts, at }: { volts: number | null; at: string | null }) {
  return volts === null ? (
    '—'
  ) : (
    <>
      {voltsOf(volts)} <span className={grid.note}>{instant(at)}</span>
    </>
  )
}

/** Beyond its limit it is told in another tone. */
export function Beyond({ value, limit }: { value: number | null; limit: number | null }) {
  const isOver = value !== null && limit !== null && value > limit
  return <span className={isOver ? grid.badText : undefined}>{percentOf(value)}</span>
}
