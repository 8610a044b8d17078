import { Button, Segmented, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { civilDay, clock, instant, quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmList, AlarmRow } from '../alarm-contract.ts'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { AlarmDrawer } from './alarm-drawer.tsx'
import { AlarmPlace, AlarmValue } from './alarm-line.tsx'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { SeverityPill } from './point-state.tsx'
import { meteringWords } from './words.ts'

const statuses = ['open', 'unacknowledged', 'all'] as const
const filters = ['status', 'kind', 'districtId', 'terminalId', 'pointId'] as const
const told = ['alarm.raised', 'alarm.repeated', 'alarm.cleared', 'alarm.acknowledged', 'repair.changed'] as const
const itemsOf = (page: AlarmList) => page.alarms

export default function Alarms() {
  const say = useWords(meteringWords)
  const mayTake = useOperator()
  const [wanted, choose] = useChoices(filters)
  const status = wanted.status || 'open'
  const pages = usePages<AlarmList, AlarmRow>(withQuery('/api/metering/alarms', { ...wanted, status }), itemsOf)
  useLiveReload(told, pages.first.reload, 500)
  const [taking, setTaking] = useState<AlarmRow[]>([])
  const [ticked, setTicked] = useState<number[]>([])
  const free = pages.items.filter(({ alarmId, acknowledgedAt }) => acknowledgedAt === null && ticked.includes(alarmId))
  const [openedId, open] = useState<number>()
  const opened = pages.items.find(({ alarmId }) => alarmId === openedId)
  const columns = useColumns((alarm) => setTaking([alarm]), open)
  const { open: count, kinds } = pages.first.data ?? {}
  const lead = count !== undefined && say('alarms.count', { count })
  const isFiltered = wanted.kind !== '' || wanted.districtId !== '' || wanted.terminalId !== '' || wanted.pointId !== ''
  const none = isFiltered ? 'alarms.none.filtered' : 'alarms.none'
  return (
    <Page title={say('alarms.title')} lead={lead} actions={<TrialLink />}>
      <Panel flush label={say('alarms.title')}>
        <div className={css.filters}>
          <Segmented
            aria-label={say('col.state')}
            value={status}
            onChange={(value) => choose({ status: value })}
            options={statuses.map((value) => ({ value, label: say(`alarms.${value}`) }))}
          />
          <KindChoice kinds={kinds} kind={wanted.kind} choose={(kind) => choose({ kind })} />
          {isFiltered && (
            <Button onClick={() => choose({ kind: '', districtId: '', terminalId: '', pointId: '' })}>
              {say('meters.clear')}
            </Button>
          )}
          {mayTake && free.length > 0 && (
            <Button type="primary" onClick={() => setTaking(free)}>
              {say('alarms.chosen', { count: free.length })}
            </Button>
          )}
        </div>
        <PagedTable
          of={pages}
          rowKey="alarmId"
          columns={columns}
          width={1080}
          rows={10}
          empty={<Empty title={say(none)} next={say(`${none}.next`)} />}
          {...(mayTake ? { selection: { keys: ticked, change: (keys) => setTicked(keys.map(Number)) } } : {})}
        />
      </Panel>
      {opened && (
        <AlarmDrawer
          alarm={opened}
          take={() => setTaking([opened])}
          changed={pages.first.reload}
          close={() => open(undefined)}
        />
      )}
      <AcknowledgeDialog
        alarms={taking}
        close={() => setTaking([])}
        done={() => {
          setTicked([])
          pages.first.reload()
        }}
      />
    </Page>
  )
}

function TrialLink() {
  const say = useWords(meteringWords)
  return <Link to="/grid/alarms/trial">{say('alarms.trial')}</Link>
}

type KindsOf = { kinds: AlarmList['kinds'] | undefined; kind: string; choose: (kind: string) => void }

function KindChoice({ kinds, kind, choose }: KindsOf) {
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  const known = kinds?.some((each) => each.kind === kind) ?? false
  return (
    <Select
      aria-label={say('alarms.kind')}
      className={css.choice ?? ''}
      style={{ minWidth: 200 }}
      allowClear
      placeholder={say('alarms.kind')}
      value={kind || undefined}
      onChange={(value = '') => choose(value)}
      options={[
        ...(kind && !known ? [{ value: kind, label: kind }] : []),
        ...(kinds ?? []).map((each) => ({ value: each.kind, label: `${each.title[language]} ${quantity(each.open)}` })),
      ]}
    />
  )
}

function useColumns(choose: (alarm: AlarmRow) => void, open: (alarmId: number) => void): TableColumnsType<AlarmRow> {
  const say = useWords(meteringWords)
  const alarmSay = useWords(alarmWords)
  const [language] = useLanguage()
  return [
    { title: say('col.severity'), width: 90, render: (_, alarm) => <SeverityPill severity={alarm.severity} /> },
    {
      title: say('col.alarm'),
      render: (_, { alarmId, title, repeats }) => (
        <>
          <Button type="link" className={css.opener ?? ''} onClick={() => open(alarmId)}>
            {title[language]}
          </Button>
          {repeats > 0 && <div className={css.note}>{alarmSay('repeats', { count: repeats })}</div>}
        </>
      ),
    },
    { title: say('col.value'), width: 190, render: (_, alarm) => <AlarmValue alarm={alarm} none="—" /> },
    { title: say('col.where'), render: (_, alarm) => <AlarmPlace alarm={alarm} /> },
    {
      title: say('col.asset'),
      width: 140,
      render: (_, alarm) => <span className={css.mono}>{alarm.assetNo ?? alarm.terminalName ?? '—'}</span>,
    },
    { title: say('col.occurred'), width: 150, render: (_, alarm) => instant(alarm.occurredAt) },
    {
      key: 'acts',
      title: say('col.handling'),
      width: 230,
      render: (_, alarm) => <Handling alarm={alarm} choose={choose} />,
    },
  ]
}

function Handling({ alarm, choose }: { alarm: AlarmRow; choose: (alarm: AlarmRow) => void }) {
  const say = useWords(meteringWords)
  const mayTake = useOperator()
  const today = civilDay(new Date())
  return (
    <>
      {alarm.acknowledgedAt ? (
        <span className={css.note}>
          {say('alarm.acknowledged', { name: alarm.acknowledgedBy ?? '', at: clock(alarm.acknowledgedAt, today) })}
        </span>
      ) : (
        mayTake && (
          <Button size="small" onClick={() => choose(alarm)}>
            {say('alarm.acknowledge')}
          </Button>
        )
      )}
      {alarm.clearedAt && <div className={css.note}>{say('alarm.cleared', { at: clock(alarm.clearedAt, today) })}</div>}
      {alarm.note && <div className={css.note}>{alarm.note}</div>}
    </>
  )
}
