import { Button, Segmented, Select } from 'antd'
import { useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { SearchBox } from '../../app/web/kit/search-box.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DistrictList, MeterRow, PointList, TerminalList } from '../contract.ts'
import css from './grid.module.css'
import { useMeterColumns } from './meter-columns.tsx'
import { totalOf } from './point-total.ts'
import { meteringWords } from './words.ts'

const states = ['live', 'stale', 'off', 'unknown'] as const
const kinds = ['account', 'district', 'feeder'] as const
const filters = ['q', 'districtId', 'terminalId', 'state', 'kind'] as const
type Filter = (typeof filters)[number]
const itemsOf = (page: PointList) => page.points

export default function Meters() {
  const say = useWords(meteringWords)
  const [wanted, choose] = useChoices(filters)
  const path = withQuery('/api/metering/points', { ...wanted, limit: 50 })
  const pages = usePages<PointList, MeterRow>(path, itemsOf)
  // Reloading the first page would drop the ones that were added to it.
  useLiveReload(['readings.accepted'], () => pages.items.length <= 50 && pages.first.reload(), 5_000)
  const columns = useMeterColumns(pages.first.reload)
  const { states } = pages.first.data ?? {}
  const total = totalOf(pages.first.data)
  return (
    <Page
      title={say('meters.title')}
      lead={total !== undefined && say('meters.count', { count: total })}
      refreshing={pages.first.refreshing}
      actions={
        <Button href={withQuery('/api/metering/points.csv', wanted)} download>
          {say('meters.export')}
        </Button>
      }
    >
      <Panel flush label={say('meters.title')}>
        <Filters wanted={wanted} choose={choose} states={states} />
        <PagedTable
          of={pages}
          rowKey="pointId"
          columns={columns}
          width={1180}
          rows={12}
          total={total}
          empty={<NoMeter />}
        />
      </Panel>
    </Page>
  )
}

function NoMeter() {
  const say = useWords(meteringWords)
  const [query, setQuery] = useSearchParams()
  if (query.size === 0) return <Empty title={say('meters.empty')} next={say('meters.empty.next')} />
  return (
    <Empty
      title={say('meters.none')}
      next={say('meters.none.next')}
      action={<Button onClick={() => setQuery({})}>{say('meters.clear')}</Button>}
    />
  )
}

type FiltersOf = {
  wanted: Record<Filter, string>
  choose: (change: Partial<Record<Filter, string>>) => void
  states: PointList['states'] | undefined
}

function Filters({ wanted, choose, states: counts }: FiltersOf) {
  const say = useWords(meteringWords)
  const districts = useResource<z.infer<typeof DistrictList>>('/api/metering/districts')
  const terminals = useResource<TerminalList>('/api/metering/terminals?limit=200')
  const any = { value: '', label: say('meters.any') }
  const counted = (state: (typeof states)[number]) => (counts ? ` ${quantity(counts[state])}` : '')
  return (
    <div className={css.filters}>
      <SearchBox value={wanted.q} label={say('meters.search')} search={(q) => choose({ q })} />
      <div className={css.strip}>
        <Segmented
          aria-label={say('col.state')}
          value={wanted.state}
          onChange={(state) => choose({ state })}
          options={[any, ...states.map((value) => ({ value, label: `${say(`state.${value}`)}${counted(value)}` }))]}
        />
      </div>
      <Choice
        name={say('col.kind')}
        value={wanted.kind}
        choose={(kind = '') => choose({ kind })}
        options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))}
      />
      <Choice
        name={say('col.district')}
        value={wanted.districtId}
        choose={(districtId = '') => choose({ districtId })}
        options={districts.data?.districts.map(({ districtId, name }) => ({ value: String(districtId), label: name }))}
      />
      <Choice
        name={say('col.terminal')}
        value={wanted.terminalId}
        choose={(terminalId = '') => choose({ terminalId })}
        options={terminals.data?.terminals.map(({ terminalId, name }) => ({ value: String(terminalId), label: name }))}
      />
    </div>
  )
}

type ChoiceOf = {
  name: string
  value: string
  choose: (value: string | undefined) => void
  options: { value: string; label: string }[] | undefined
}

function Choice({ name, value, choose, options }: ChoiceOf) {
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      className={css.choice ?? ''}
      placeholder={name}
      aria-label={name}
      loading={options === undefined}
      value={options && value ? value : undefined}
      onChange={choose}
      options={options ?? []}
    />
  )
}
