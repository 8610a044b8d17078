import { Button, Input, Segmented, Select, Table } from 'antd'
import { useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DistrictList, MeterRow, PointList, TerminalList } from '../contract.ts'
import css from './grid.module.css'
import { useMeterColumns } from './meter-columns.tsx'
import { meteringWords } from './words.ts'

const states = ['live', 'stale', 'off', 'unknown'] as const
const filters = ['q', 'districtId', 'terminalId', 'state', 'kind'] as const
const itemsOf = (page: PointList) => page.points

export default function Meters() {
  const say = useWords(meteringWords)
  const [query] = useSearchParams()
  const wanted = Object.fromEntries(filters.map((name) => [name, query.get(name)]))
  const pages = usePages<PointList, MeterRow>(withQuery('/api/metering/points', { ...wanted, limit: 50 }), itemsOf)
  // Reloading the first page would drop the ones that were added to it.
  useLiveReload(['readings.accepted'], () => pages.items.length <= 50 && pages.first.reload(), 5_000)
  const columns = useMeterColumns(pages.first.reload)
  const total = pages.first.data?.total
  return (
    <Page
      title={say('meters.title')}
      lead={total !== undefined && say('meters.count', { count: total })}
      actions={<Button href={withQuery('/api/metering/points.csv', wanted)}>{say('meters.export')}</Button>}
    >
      <Panel flush label={say('meters.title')}>
        <Filters />
        <Shown of={pages.first} rows={12} isEmpty={(page) => page.points.length === 0} empty={<NoMeter />}>
          {() => (
            <>
              <Table
                rowKey="pointId"
                size="small"
                columns={columns}
                dataSource={pages.items}
                pagination={false}
                scroll={{ x: 1180 }}
              />
              <div className={css.foot}>
                <span>
                  {pages.items.length} / {total}
                </span>
                <MorePages of={pages} />
              </div>
            </>
          )}
        </Shown>
      </Panel>
    </Page>
  )
}

function NoMeter() {
  const say = useWords(meteringWords)
  const [, setQuery] = useSearchParams()
  return (
    <Empty
      title={say('meters.none')}
      next={say('meters.none.next')}
      action={<Button onClick={() => setQuery({})}>{say('meters.clear')}</Button>}
    />
  )
}

function Filters() {
  const say = useWords(meteringWords)
  const [query, setQuery] = useSearchParams()
  const districts = useResource<z.infer<typeof DistrictList>>('/api/metering/districts')
  const terminals = useResource<TerminalList>('/api/metering/terminals?limit=200')
  const choose = (name: (typeof filters)[number], value: string | undefined) => {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    setQuery(next, { replace: true })
  }
  const any = { value: '', label: say('meters.any') }
  return (
    <div className={css.filters}>
      <Input.Search
        className={css.search}
        allowClear
        defaultValue={query.get('q') ?? ''}
        placeholder={say('meters.search')}
        aria-label={say('meters.search')}
        onSearch={(value) => choose('q', value.trim())}
      />
      <Segmented
        value={query.get('state') ?? ''}
        onChange={(value) => choose('state', value)}
        options={[any, ...states.map((value) => ({ value, label: say(`state.${value}`) }))]}
      />
      <Choice
        name={say('col.district')}
        value={query.get('districtId')}
        choose={(value) => choose('districtId', value)}
        options={districts.data?.districts.map((district) => ({
          value: String(district.districtId),
          label: district.name,
        }))}
      />
      <Choice
        name={say('col.terminal')}
        value={query.get('terminalId')}
        choose={(value) => choose('terminalId', value)}
        options={terminals.data?.terminals.map((terminal) => ({
          value: String(terminal.terminalId),
          label: terminal.name,
        }))}
      />
    </div>
  )
}

type ChoiceOf = {
  name: string
  value: string | null
  choose: (value: string | undefined) => void
  options: { value: string; label: string }[] | undefined
}

function Choice({ name, value, choose, options }: ChoiceOf) {
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 170 }}
      placeholder={name}
      aria-label={name}
      loading={options === undefined}
      value={options && value ? value : undefined}
      onChange={choose}
      options={options ?? []}
    />
  )
}
