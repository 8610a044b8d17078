import type { TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { type Fact, Facts, Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { terminalProtocolNames } from '../../db/customers/contract.ts'
import type { MeterRow, PointList, TerminalRow } from '../contract.ts'
import type { TerminalDetail } from '../contract-quarantine.ts'
import { useActorName } from './actor-name.ts'
import css from './collection.module.css'
import grid from './grid.module.css'
import { useMeterColumns } from './meter-columns.tsx'
import { totalOf } from './point-total.ts'
import { terminalWords } from './quarantine-words.ts'
import { TerminalAccess } from './terminal-access.tsx'
import { TerminalOwnEvents } from './terminal-events.tsx'
import { TerminalFile } from './terminal-file.tsx'
import { meteringWords } from './words.ts'

const tones: Record<TerminalRow['status'], Tone> = { online: 'good', offline: 'bad', unknown: 'calm' }
const itemsOf = (page: PointList) => page.points

/** One terminal: how it stands, what hangs on it, how it is let in, and what was asked of it. */
export default function Terminal() {
  const say = useWords(terminalWords)
  const { terminalId } = useParams()
  const detail = useResource<TerminalDetail>(`/api/metering/terminals/${terminalId}`, { keep: true })
  useLiveReload(['terminal.status-changed'], detail.reload, 1_000)
  const terminal = detail.data?.terminal
  return (
    <Page
      back={{ to: '/grid/terminals', text: say('back') }}
      title={say('title', { name: terminal?.name ?? '' })}
      actions={terminal && <Status status={terminal.status} />}
    >
      <Shown of={detail} rows={10}>
        {(shown) => (
          <div className={css.stack}>
            <div className={css.top}>
              <div className={css.stack}>
                <Panel title={say('facts')}>
                  <TerminalFacts detail={shown} />
                </Panel>
                <Unlinked meters={shown.unlinked} />
                {shown.terminal.protocol === 'mqtt' && (
                  <Panel flush title={say('commands')}>
                    <Commands commands={shown.commands} />
                  </Panel>
                )}
              </div>
              <div className={css.stack}>
                {shown.terminal.protocol === 'mqtt' && (
                  <>
                    <TerminalOwnEvents terminalId={shown.terminal.terminalId} />
                    <TerminalAccess detail={shown} reload={detail.reload} />
                    <TerminalFile terminalId={shown.terminal.terminalId} />
                  </>
                )}
              </div>
            </div>
            <MetersOf terminalId={shown.terminal.terminalId} />
          </div>
        )}
      </Shown>
    </Page>
  )
}

function Status({ status }: { status: TerminalRow['status'] }) {
  const say = useWords(meteringWords)
  return <Pill tone={tones[status]}>{say(`terminal.${status}`)}</Pill>
}

function TerminalFacts({ detail: { terminal, quarantined } }: { detail: TerminalDetail }) {
  const say = useWords(terminalWords)
  const { host, port, serialPath, dialsIn } = terminal
  const words = useWords(meteringWords)
  const address = dialsIn ? words('terminal.dialsIn') : host ? `${host}:${port}` : (serialPath ?? '—')
  const items: Fact[] = [
    { label: say('district'), value: terminal.districtName ?? '—' },
    { label: say('protocol'), value: terminalProtocolNames[terminal.protocol] },
    { label: say('address'), value: <span className={grid.mono}>{address}</span> },
    { label: say('since'), value: instant(terminal.statusSince) },
    { label: say('lastSeen'), value: instant(terminal.lastSeenAt) },
    { label: say('meters'), value: say('meters.value', { meters: terminal.meters, stale: terminal.staleMeters }) },
    {
      label: say('gaps'),
      value: (
        <Link to={withQuery('/grid/collection', { by: 'terminal', key: terminal.terminalId })}>{say('gaps.look')}</Link>
      ),
    },
    {
      label: say('quarantined'),
      value: (
        <Link to={withQuery('/grid/collection/quarantine', { q: terminal.name })}>
          {say('quarantined.value', { count: quarantined })}
        </Link>
      ),
    },
  ]
  return <Facts items={items} width={150} />
}

function Unlinked({ meters }: { meters: TerminalDetail['unlinked'] }) {
  const say = useWords(terminalWords)
  if (meters.length === 0) return null
  return (
    <Panel title={say('unlinked')}>
      <p className={css.note}>{say('unlinked.note')}</p>
      <ul className={css.steps}>
        {meters.map(({ meter, latestAt }) => (
          <li key={meter} className={css.stepHead}>
            <Link className={grid.mono} to={withQuery('/grid/meters', { q: meter })}>
              {meter}
            </Link>
            <span className={css.note}>{instant(latestAt)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

type Command = TerminalDetail['commands'][number]

function Commands({ commands }: { commands: Command[] }) {
  const nameOf = useActorName()
  const say = useWords(terminalWords)
  if (commands.length === 0) return <Empty title={say('commands.none')} />
  const columns: TableColumnsType<Command> = [
    { title: say('command.kind'), width: 120, render: (_, { kind }) => say.code('kind', kind) },
    {
      title: say('command.asked'),
      render: (_, { askedAt, askedBy }) => (
        <>
          {instant(askedAt)}
          <div className={grid.note}>{nameOf(askedBy)}</div>
        </>
      ),
    },
    {
      title: say('command.result'),
      render: (_, command) => {
        if (command.answeredAt === null) return <Pill tone="calm">{say('command.waiting')}</Pill>
        if (command.ok) return <Pill tone="good">{say('command.ok')}</Pill>
        return <Pill tone="bad">{say.code('because', command.because ?? '—')}</Pill>
      },
    },
  ]
  return <DataTable rowKey="id" columns={columns} items={commands} width={420} />
}

function MetersOf({ terminalId }: { terminalId: number }) {
  const say = useWords(terminalWords)
  const path = withQuery('/api/metering/points', { terminalId, limit: 50 })
  const pages = usePages<PointList, MeterRow>(path, itemsOf)
  return (
    <Panel flush title={say('meters')}>
      <PagedTable
        of={pages}
        rowKey="pointId"
        columns={useMeterColumns(pages.first.reload)}
        width={1180}
        total={totalOf(pages.first.data)}
        empty={<Empty title={say('meters.none')} />}
      />
    </Panel>
  )
}
