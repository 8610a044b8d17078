import { Table, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { terminalProtocolNames } from '../../db/customers/contract.ts'
import type { TerminalList, TerminalRow } from '../contract.ts'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

type Row = z.infer<typeof TerminalRow>
const tones: Record<Row['status'], Tone> = { online: 'good', offline: 'bad', unknown: 'calm' }
const rank: Record<Row['status'], number> = { offline: 0, unknown: 1, online: 2 }

export default function Terminals() {
  const say = useWords(meteringWords)
  const list = useResource<z.infer<typeof TerminalList>>('/api/metering/terminals')
  useLiveReload(['terminal.status-changed', 'readings.accepted'], list.reload)
  const columns = useColumns()
  const terminals = [...(list.data?.terminals ?? [])].sort(
    (a, b) => rank[a.status] - rank[b.status] || b.staleMeters - a.staleMeters || a.name.localeCompare(b.name),
  )
  const count = (status: Row['status']) => terminals.filter((terminal) => terminal.status === status).length
  const lead = list.data && say('terminals.lead', { online: count('online'), offline: count('offline') })
  return (
    <Page title={say('terminals.title')} lead={lead}>
      <Panel flush label={say('terminals.title')}>
        <Shown
          of={list}
          rows={10}
          isEmpty={(shown) => shown.terminals.length === 0}
          empty={<Empty title={say('terminals.none')} next={say('terminals.none.next')} />}
        >
          {() => (
            <Table
              rowKey="terminalId"
              size="small"
              columns={columns}
              dataSource={terminals}
              pagination={false}
              scroll={{ x: 1200 }}
            />
          )}
        </Shown>
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
    { title: say('col.terminal'), render: (_, row) => <span className={css.mono}>{row.name}</span> },
    { title: say('col.district'), render: (_, row) => row.districtName ?? '—' },
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

function addressOf({ host, port, serialPath }: Row): string {
  return host ? `${host}:${port}` : (serialPath ?? '—')
}
