import { useMemo } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { Chart } from '../../app/web/kit/Chart.tsx'
import { fixed, quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Figure, Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AlarmList } from '../alarm-contract.ts'
import type { DistrictList, LoadSeries } from '../contract.ts'
import type { Completeness } from '../contract-collection.ts'
import { AlarmLine } from './alarm-line.tsx'
import { DistrictTiles } from './district-tiles.tsx'
import css from './grid.module.css'
import { loadToOption } from './load-option.ts'
import { meteringWords } from './words.ts'

type Districts = z.infer<typeof DistrictList>

export default function Overview() {
  const say = useWords(meteringWords)
  const load = useResource<LoadSeries>(withQuery('/api/metering/load', { hours: 24 }))
  const districts = useResource<Districts>('/api/metering/districts')
  const rates = useResource<Completeness>(withQuery('/api/metering/completeness', { days: 1 }))
  const alarms = useResource<AlarmList>(withQuery('/api/metering/alarms', { status: 'all', limit: 6 }))
  useLiveReload(['readings.accepted'], () => {
    load.reload()
    districts.reload()
  })
  useLiveReload(['alarm.raised', 'alarm.cleared', 'alarm.acknowledged'], alarms.reload, 500)
  return (
    <Page title={say('overview.title')}>
      {load.data && (
        <Figures load={load.data} districts={districts.data} openAlarms={alarms.data?.open} rate={rates.data} />
      )}
      <div className={css.top}>
        <Panel title={say('overview.load')}>
          <Shown
            of={load}
            rows={8}
            isEmpty={(shown) => shown.series.length === 0}
            empty={<Empty title={say('overview.load.none')} next={say('overview.load.none.next')} />}
          >
            {(shown) => <LoadChart load={shown} />}
          </Shown>
        </Panel>
        <Panel
          title={say('overview.latestAlarms')}
          extra={<Link to="/grid/alarms">{say('overview.allAlarms')} ›</Link>}
        >
          <Shown
            of={alarms}
            rows={7}
            isEmpty={(shown) => shown.alarms.length === 0}
            empty={<Empty title={say('alarms.none')} next={say('alarms.none.next')} />}
          >
            {(shown) => shown.alarms.map((alarm) => <AlarmLine key={alarm.alarmId} alarm={alarm} />)}
          </Shown>
        </Panel>
      </div>
      <Shown
        of={districts}
        rows={6}
        isEmpty={(shown) => shown.districts.length === 0}
        empty={<Empty title={say('overview.districts.none')} />}
      >
        {(shown) => <DistrictTiles districts={shown.districts} />}
      </Shown>
    </Page>
  )
}

function LoadChart({ load }: { load: LoadSeries }) {
  const say = useWords(meteringWords)
  const label = say('overview.now')
  const option = useMemo(() => loadToOption(load.series, label), [load.series, label])
  return <Chart option={option} height={330} label={say('overview.load.chart')} />
}

type FiguresOf = {
  load: LoadSeries
  districts: Districts | undefined
  openAlarms: number | undefined
  rate: Completeness | undefined
}

function Figures({ load, districts, openAlarms, rate }: FiguresOf) {
  const say = useWords(meteringWords)
  const counted = rate?.total && rate.total.due > 0 ? rate.total : null
  const sum = (of: 'stale' | 'off') => districts?.districts.reduce((total, district) => total + district[of], 0)
  const stale = sum('stale')
  const off = sum('off')
  const peak = Math.max(load.nowW, ...load.series.map((point) => point.loadW))
  const figures = [
    <Figure key="now" label={say('overview.now')} value={quantity(load.nowW / 1000, 0)} unit="kW" />,
    <Figure key="peak" label={say('overview.peak')} value={quantity(peak / 1000, 0)} unit="kW" />,
    <Figure
      key="live"
      label={say('overview.reporting')}
      value={quantity(load.livePoints)}
      note={say('overview.of', { count: load.points })}
      to="/grid/meters"
    />,
    <Figure
      key="rate"
      label={say('overview.rate')}
      value={counted ? fixed((counted.had / counted.due) * 100, 2) : '—'}
      unit={counted ? '%' : ''}
      note={rate?.day?.slice(5)}
      to="/grid/collection"
    />,
    <Figure
      key="stale"
      label={say('overview.stale')}
      value={quantity(stale)}
      tone={stale ? 'warn' : undefined}
      to="/grid/meters?state=stale"
    />,
    <Figure
      key="off"
      label={say('overview.off')}
      value={quantity(off)}
      tone={off ? 'bad' : undefined}
      to="/grid/meters?state=off"
    />,
    <Figure
      key="alarms"
      label={say('overview.alarms')}
      value={quantity(openAlarms)}
      tone={openAlarms ? 'bad' : undefined}
      to="/grid/alarms"
    />,
  ]
  return (
    <div className={css.kpis}>
      {figures.map((figure) => (
        <div key={figure.key} className={css.kpi}>
          {figure}
        </div>
      ))}
    </div>
  )
}
