import { Segmented } from 'antd'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { Chart } from '../../app/web/kit/Chart.tsx'
import { fixed, instant, quantity } from '../../app/web/kit/format.ts'
import { Figure, Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CollectionBy, CollectionItem, Completeness } from '../contract-collection.ts'
import css from './collection.module.css'
import { CollectionTabs } from './collection-tabs.tsx'
import { collectionWords } from './collection-words.ts'
import { CompletenessGroups } from './completeness-groups.tsx'
import { trendToOption } from './completeness-option.ts'
import { DayPicker } from './day-curve.tsx'
import { GapTable } from './gap-table.tsx'
import grid from './grid.module.css'

const items = ['day-freeze', 'curve'] as const
const groupings = ['district', 'feeder', 'terminal', 'model', 'cause'] as const
const TREND_DAYS = 30

export default function CompletenessPage() {
  const say = useWords(collectionWords)
  const [query, setQuery] = useSearchParams()
  const item = (query.get('item') ?? 'day-freeze') as CollectionItem
  const by = (query.get('by') ?? 'district') as CollectionBy
  const day = query.get('day')
  const path = withQuery('/api/metering/completeness', { item, by, day, days: TREND_DAYS })
  const found = useResource<Completeness>(path, { keep: true })
  const choose = (change: Record<string, string | null>) => {
    const next = new URLSearchParams(query)
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name)
      else next.set(name, value)
    }
    setQuery(next, { replace: true })
  }
  const shown = found.data
  const lead = shown?.deadlineAt ? say('lead', { day: shown.day ?? '', at: instant(shown.deadlineAt) }) : undefined
  return (
    <Page title={say('title')} lead={lead} refreshing={found.refreshing}>
      <CollectionTabs />
      <div className={grid.filters} style={{ padding: '0 0 12px' }}>
        <Segmented
          aria-label={say('item.label')}
          value={item}
          onChange={(value) => choose({ item: value, key: null })}
          options={items.map((value) => ({ value, label: say(`item.${value}`) }))}
        />
        {shown?.day && <DayPicker day={shown.day} choose={(value) => choose({ day: value, key: null })} />}
      </div>
      <Shown
        of={found}
        rows={10}
        isEmpty={(data) => data.total === null}
        empty={<Empty title={say(shown?.day ? 'none.day' : 'none')} next={say('none.next')} />}
      >
        {(data) => <Board data={data} by={by} choose={choose} chosen={query.get('key')} />}
      </Shown>
    </Page>
  )
}

type BoardOf = {
  data: Completeness
  by: CollectionBy
  chosen: string | null
  choose: (change: Record<string, string | null>) => void
}

function Board({ data, by, chosen, choose }: BoardOf) {
  const say = useWords(collectionWords)
  const inTime = say('figure.byDeadline')
  const now = say('figure.now')
  const option = useMemo(() => trendToOption(data.trend, { inTime, now }), [data.trend, inTime, now])
  return (
    <>
      <Figures data={data} />
      <Panel title={say('trend.title', { count: data.trend.length })}>
        <Chart option={option} height={210} label={say('trend.chart')} />
        <p className={css.definition}>{say(`definition.${data.item}`)}</p>
      </Panel>
      <div style={{ height: 12 }} />
      <Panel
        flush
        title={say('by.label')}
        extra={
          <div className={css.wide}>
            <Segmented
              aria-label={say('by.label')}
              value={by}
              onChange={(value) => choose({ by: value, key: null })}
              options={groupings.map((value) => ({ value, label: say(`by.${value}`) }))}
            />
          </div>
        }
      >
        <CompletenessGroups data={data} chosen={chosen} choose={(key) => choose({ key })} />
      </Panel>
      <div style={{ height: 12 }} />
      {data.day && (
        <GapTable item={data.item} day={data.day} by={by} chosen={chosen} clear={() => choose({ key: null })} />
      )}
    </>
  )
}

function Figures({ data }: { data: Completeness }) {
  const say = useWords(collectionWords)
  const { total } = data
  if (!total) return null
  const percent = (part: number) => fixed((part / total.due) * 100, 2)
  const missing = total.due - total.had
  const left = missing - total.filled
  const figures = [
    <Figure key="inTime" label={say('figure.byDeadline')} value={percent(total.had)} unit="%" />,
    <Figure
      key="now"
      label={say('figure.now')}
      value={percent(total.had + total.filled)}
      unit="%"
      tone={left > 0 ? 'warn' : 'good'}
    />,
    <Figure key="points" label={say('figure.points')} value={quantity(total.points)} />,
    <Figure
      key="missing"
      label={say('figure.missing')}
      value={quantity(missing)}
      tone={missing > 0 ? 'warn' : undefined}
    />,
    <Figure key="filled" label={say('figure.filled')} value={quantity(total.filled)} />,
    <Figure key="left" label={say('figure.left')} value={quantity(left)} tone={left > 0 ? 'warn' : undefined} />,
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
