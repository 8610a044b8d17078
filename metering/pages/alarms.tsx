import { Button, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { clock, instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmList, AlarmRow } from '../alarm-contract.ts'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { AlarmPlace } from './alarm-line.tsx'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { SeverityPill } from './point-state.tsx'
import { meteringWords } from './words.ts'

const statuses = ['open', 'unacknowledged', 'all'] as const
const itemsOf = (page: AlarmList) => page.alarms

export default function Alarms() {
  const say = useWords(meteringWords)
  const [query, setQuery] = useSearchParams()
  const [chosen, setChosen] = useState<AlarmRow>()
  const status = query.get('status') ?? 'open'
  const pages = usePages<AlarmList, AlarmRow>(withQuery('/api/metering/alarms', { status }), itemsOf)
  useLiveReload(['alarm.raised', 'alarm.cleared', 'alarm.acknowledged'], pages.first.reload, 500)
  const columns = useColumns(setChosen)
  const filter = (
    <Segmented
      value={status}
      onChange={(value) => setQuery({ status: value }, { replace: true })}
      options={statuses.map((value) => ({ value, label: say(`alarms.${value}`) }))}
    />
  )
  return (
    <Page
      title={say('alarms.title')}
      lead={pages.first.data && say('alarms.count', { count: pages.first.data.open })}
      actions={filter}
    >
      <Panel flush label={say('alarms.title')}>
        <PagedTable
          of={pages}
          rowKey="alarmId"
          columns={columns}
          width={900}
          rows={10}
          empty={<Empty title={say('alarms.none')} next={say('alarms.none.next')} />}
        />
      </Panel>
      <AcknowledgeDialog alarm={chosen} close={() => setChosen(undefined)} done={pages.first.reload} />
    </Page>
  )
}

function useColumns(choose: (alarm: AlarmRow) => void): TableColumnsType<AlarmRow> {
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  return [
    { title: say('col.severity'), width: 90, render: (_, alarm) => <SeverityPill severity={alarm.severity} /> },
    { title: say('col.alarm'), render: (_, alarm) => alarm.title[language] },
    { title: say('col.where'), render: (_, alarm) => <AlarmPlace alarm={alarm} /> },
    {
      title: say('col.asset'),
      render: (_, alarm) => <span className={css.mono}>{alarm.assetNo ?? alarm.terminalName ?? '—'}</span>,
    },
    { title: say('col.occurred'), width: 150, render: (_, alarm) => instant(alarm.occurredAt) },
    { title: say('col.handling'), width: 260, render: (_, alarm) => <Handling alarm={alarm} choose={choose} /> },
  ]
}

function Handling({ alarm, choose }: { alarm: AlarmRow; choose: (alarm: AlarmRow) => void }) {
  const say = useWords(meteringWords)
  const mayTake = useOperator()
  return (
    <>
      {alarm.acknowledgedAt ? (
        <span className={css.note}>
          {say('alarm.acknowledged', { name: alarm.acknowledgedBy ?? '', at: clock(alarm.acknowledgedAt) })}
        </span>
      ) : (
        mayTake && (
          <Button size="small" onClick={() => choose(alarm)}>
            {say('alarm.acknowledge')}
          </Button>
        )
      )}
      {alarm.clearedAt && <div className={css.note}>{say('alarm.cleared', { at: clock(alarm.clearedAt) })}</div>}
      {alarm.note && <div className={css.note}>{alarm.note}</div>}
    </>
  )
}
