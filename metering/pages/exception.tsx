import { App, Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { quantity } from '../../app/web/kit/format.ts'
import { useKeys } from '../../app/web/kit/keys.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Facts, Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Action, DecisionResult, ExceptionRow, ExceptionRows } from '../vee/exception-shapes.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import { FaultPill, RepairOutcome, spanText } from './exception-parts.tsx'
import grid from './grid.module.css'
import { MiniCurve } from './mini-curve.tsx'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

const actions: Action[] = ['estimate', 'accept', 'reject', 'site']

export default function Exception() {
  const say = useWords(validationWords)
  const { key = '' } = useParams()
  const rows = useResource<ExceptionRows>(`/api/metering/exceptions/${encodeURIComponent(key)}`, { keep: true })
  useLiveReload(['repair.changed'], rows.reload, 1_000)
  const rule = say.code('rule', key.split('~')[1] ?? '')
  const gone = rows.error?.status === 404
  return (
    <Page back={{ to: '/grid/exceptions', text: say('exceptions.title') }} title={rule}>
      {gone ? (
        <Empty title={say('exceptions.gone')} next={say('exceptions.gone.next')} />
      ) : (
        <Shown of={rows} rows={10}>
          {(shown) => <Group shown={shown} reload={rows.reload} />}
        </Shown>
      )}
    </Page>
  )
}

function Group({ shown: { group, findings }, reload }: { shown: ExceptionRows; reload: () => void }) {
  const say = useWords(validationWords)
  const mayDecide = hasRole(useUser(), ['acquisition', 'grid'])
  const { message } = App.useApp()
  const [unticked, setUnticked] = useState<number[]>([])
  const [action, setAction] = useState<Action>()
  const open = findings.filter(({ repair }) => repair === null)
  const ticked = open.filter(({ findingId }) => !unticked.includes(findingId))
  const choose = (chosen: Action) => mayDecide && ticked.length > 0 && setAction(chosen)
  useKeys({
    'Alt+E': () => choose('estimate'),
    'Alt+A': () => choose('accept'),
    'Alt+R': () => choose('reject'),
    'Alt+S': () => choose('site'),
  })
  const done = ({ decided, notEstimated, orders }: DecisionResult) => {
    const left = notEstimated > 0 ? ` ${say('action.notEstimated', { count: notEstimated })}` : ''
    const sent = orders > 0 ? ` ${say('action.orders', { count: orders })}` : ''
    void message.success(`${say('action.done', { decided })}${left}${sent}`)
    setAction(undefined)
    reload()
  }
  return (
    <div className={grid.column}>
      <GroupFacts group={group} />
      <Panel flush label={say('exceptions.open')}>
        <DataTable
          rowKey="findingId"
          items={findings}
          columns={useColumns(group.day, open.length < findings.length)}
          pageSize={50}
          width={980}
          {...(mayDecide && open.length > 0
            ? {
                selection: {
                  keys: ticked.map(({ findingId }) => findingId),
                  isFree: ({ repair }: ExceptionRow) => repair === null,
                  change: (keys) =>
                    setUnticked(open.map(({ findingId }) => findingId).filter((id) => !keys.includes(id))),
                },
              }
            : {})}
        />
        {mayDecide && open.length > 0 && <Actions ticked={ticked.length} all={open.length} choose={choose} />}
      </Panel>
      <DecisionDialog
        action={action}
        findingIds={ticked.map(({ findingId }) => findingId)}
        close={() => setAction(undefined)}
        done={done}
      />
    </div>
  )
}

function GroupFacts({ group }: { group: ExceptionRows['group'] }) {
  const say = useWords(validationWords)
  return (
    <Panel>
      <Facts
        width={130}
        items={[
          { label: say('col.severity'), value: <FaultPill severity={group.severity} /> },
          { label: say('col.cause'), value: <Pill tone="warn">{say(`cause.${group.cause}`)}</Pill> },
          {
            label: say('col.place'),
            value: (
              <>
                {group.terminalId === null ? (
                  '—'
                ) : (
                  <Link to={`/grid/terminals/${group.terminalId}`}>{group.terminalName}</Link>
                )}{' '}
                · {group.districtName ?? '—'}
              </>
            ),
          },
          {
            label: say('col.points'),
            value: say('points.of', { points: group.points, all: Math.max(group.points, group.pointsOfTerminal) }),
          },
          { label: say('col.span'), value: spanText(group) },
        ]}
      />
    </Panel>
  )
}

function Actions({ ticked, all, choose }: { ticked: number; all: number; choose: (action: Action) => void }) {
  const say = useWords(validationWords)
  return (
    <div className={css.bar}>
      <b>{say('action.chosen', { count: ticked, all: all })}</b>
      {actions.map((each) => (
        <Button
          key={each}
          type={each === 'estimate' ? 'primary' : 'default'}
          disabled={ticked === 0}
          title={say(`action.${each}.note`)}
          onClick={() => choose(each)}
        >
          {say(`action.${each}`)}
        </Button>
      ))}
      <span className={css.note}>{say('action.keys')}</span>
    </div>
  )
}

function useColumns(day: string, isSent: boolean): TableColumnsType<ExceptionRow> {
  const say = useWords(validationWords)
  const startMs = Date.parse(`${day}T00:00:00+08:00`) - 86_400_000
  const slotOf = (at: string) => (Date.parse(at) - startMs) / 900_000
  const told = (value: number | null, unit: string) => {
    if (value === null) return '—'
    return unit === 'Wh' ? `${quantity(value / 1000, 3)} kWh` : `${quantity(value, 2)} ${say.code('unit', unit)}`
  }
  const sent: TableColumnsType<ExceptionRow> = [
    { title: say('col.repair'), width: 170, render: (_, row) => row.repair && <RepairOutcome repair={row.repair} /> },
  ]
  return [
    {
      title: say('col.point'),
      render: (_, row) => (
        <>
          <Link to={`/grid/meters/${row.pointId}?day=${day}`}>{row.accountName ?? row.pointNo}</Link>
          <div className={css.mono}>{row.assetNo ?? row.pointNo}</div>
        </>
      ),
    },
    { title: say('col.span'), width: 190, render: (_, row) => spanText(row) },
    {
      title: say('col.evidence'),
      width: 256,
      render: (_, row) => <MiniCurve values={row.evidence} mark={[slotOf(row.from), slotOf(row.to)]} />,
    },
    {
      title: say('col.value'),
      width: 170,
      align: 'right',
      render: (_, row) => (
        <>
          {told(row.value, row.unit)}
          {row.expected !== null && <div className={css.note}>{told(row.expected, row.unit)}</div>}
        </>
      ),
    },
    ...(isSent ? sent : []),
  ]
}
