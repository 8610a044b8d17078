import { Segmented, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { SearchBox } from '../../app/web/kit/search-box.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { terminalProtocolNames } from '../../db/customers/contract.ts'
import type { TerminalList, TerminalRow } from '../contract.ts'
import { DistrictLink } from './district-link.tsx'
import css from './grid.module.css'
import { terminalWords } from './quarantine-words.ts'
import { meteringWords } from './words.ts'

type Row = TerminalRow
const tones: Record<Row['status'], Tone> = { online: 'good', offline: 'bad', unknown: 'calm' }
const statuses: Row['status'][] = ['online', 'offline', 'unknown']
const itemsOf = (page: TerminalList) => page.terminals

export default function Terminals() {
  const say = useWords(meteringWords)
  const words = useWords(terminalWords)
  const [wanted, choose] = useChoices(['q', 'status'])
  const path = withQuery('/api/metering/terminals', { ...wanted, limit: 50 })
  const pages = usePages<TerminalList, Row>(path, itemsOf)
  const list = pages.first
  // Reloading the first page would drop the ones that were added to it.
  useLiveReload(['terminal.status-changed', 'readings.accepted'], () => pages.items.length <= 50 && list.reload())
  const isFiltered = wanted.q !== '' || wanted.status !== ''
  const none = isFiltered ? 'terminals.none.filtered' : 'terminals.none'
  const counted = (status: Row['status']) => (list.data ? ` ${quantity(list.data[status])}` : '')
  const { online, offline } = list.data ?? {}
  return (
    <Page title={say('terminals.title')} lead={list.data && say('terminals.lead', { online, offline })}>
      <Panel flush label={say('terminals.title')}>
        <div className={css.filters}>
          <SearchBox value={wanted.q} label={words('search')} search={(q) => choose({ q })} />
          <div className={css.strip}>
            <Segmented
              aria-label={say('col.state')}
              value={wanted.status}
              onChange={(status) => choose({ status })}
              options={[
                { value: '', label: say('meters.any') },
                ...statuses.map((value) => ({ value, label: `${say(`terminal.${value}`)}${counted(value)}` })),
              ]}
            />
          </div>
        </div>
        <PagedTable
          of={pages}
          rowKey="terminalId"
          columns={useColumns()}
          width={1200}
          rows={10}
          empty={<Empty title={say(none)} next={say(`${none}.next`)} />}
        />
      </Panel>
    </Page>
  )
}

function useColumns(): TableColumnsType<Row> {
  const say = useWords(meteringWords)
  return [
    {
      title: say('col.state'),
      width: 110,
      render: (_, row) => <Pill tone={tones[row.status]}>{say(`terminal.${row.status}`)}</Pill>,
    },
    {
      title: say('col.terminal'),
      render: (_, row) => (
        <Link className={css.mono} to={`/grid/terminals/${row.terminalId}`}>
          {row.name}
        </Link>
      ),
    },
    { title: say('col.district'), render: (_, row) => <DistrictLink of={row} /> },
    {
      title: say('col.protocol'),
      width: 150,
      render: (_, row) => terminalProtocolNames[row.protocol],
    },
    {
      title: say('col.address'),
      render: (_, row) => (row.dialsIn ? say('terminal.dialsIn') : <span className={css.mono}>{addressOf(row)}</span>),
    },
    { title: say('col.since'), width: 150, render: (_, row) => instant(row.statusSince) },
    { title: say('col.lastSeen'), width: 150, render: (_, row) => instant(row.lastSeenAt) },
    {
      title: say('col.meters'),
      width: 90,
      align: 'right',
      render: (_, row) => <Link to={withQuery('/grid/meters', { terminalId: row.terminalId })}>{row.meters}</Link>,
    },
    { title: say('col.liveMeters'), width: 80, align: 'right', dataIndex: 'liveMeters' },
    {
      title: say('col.staleMeters'),
      width: 80,
      align: 'right',
      render: (_, row) =>
        row.staleMeters > 0 ? (
          <Link className={css.warnText} to={withQuery('/grid/meters', { terminalId: row.terminalId, state: 'stale' })}>
            {row.staleMeters}
          </Link>
        ) : (
          0
        ),
    },
  ]
}

function addressOf({ host, port, serialPath, vendorTopic }: Row): string {
  if (vendorTopic) return vendorTopic
  return host ? `${host}:${port}` : (serialPath ?? '—')
}
