import { App, Button, Segmented, type TableColumnsType } from 'antd'
import { useEffect } from 'react'
import { Link, useSearchParams } from 'react-router'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Empty, useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ClockList, ClockRow, ClockSettingResult } from '../contract-collection.ts'
import { useActorName } from './actor-name.ts'
import { CollectionTabs } from './collection-tabs.tsx'
import grid from './grid.module.css'
import { useOperator } from './operator.ts'
import { repairWords } from './repair-words.ts'
import { useQuestion } from './use-question.ts'

const filters = [
  { value: '', word: 'clock.all' },
  { value: '60', word: 'clock.60' },
  { value: '300', word: 'clock.300' },
] as const
const itemsOf = (page: ClockList) => page.clocks

export default function Clocks() {
  const say = useWords(repairWords)
  const [query, setQuery] = useSearchParams()
  const offBy = query.get('off') ?? ''
  const pages = usePages<ClockList, ClockRow>(
    withQuery('/api/metering/clocks', { offBySeconds: offBy || null }),
    itemsOf,
  )
  const counts = pages.first.data?.counts
  return (
    <Page title={say('clock.title')} lead={counts && say('clock.lead', counts)}>
      <CollectionTabs />
      <Panel flush label={say('clock.title')}>
        <div className={grid.filters}>
          <Segmented
            aria-label={say('clock.filter')}
            value={offBy}
            onChange={(off) => setQuery(off ? { off } : {}, { replace: true })}
            options={filters.map(({ value, word }) => ({ value, label: say(word) }))}
          />
        </div>
        <PagedTable
          of={pages}
          rowKey="deviceId"
          columns={useColumns(pages.first.reload)}
          width={1080}
          rows={10}
          empty={<Empty title={say('clock.none')} next={say('clock.none.next')} />}
        />
      </Panel>
    </Page>
  )
}

function useColumns(reload: () => void): TableColumnsType<ClockRow> {
  const say = useWords(repairWords)
  const nameOf = useActorName()
  const tell = useDrift()
  const maySet = useOperator()
  const toneOf = (driftMs: number) => {
    const offMs = Math.abs(driftMs)
    return offMs > 300_000 ? grid.badText : offMs > 60_000 ? grid.warnText : undefined
  }
  return [
    {
      title: say('col.where'),
      render: (_, row) => <Link to={`/grid/meters/${row.pointId}`}>{row.accountName ?? row.pointNo}</Link>,
    },
    { title: say('col.asset'), render: (_, row) => <span className={grid.mono}>{row.assetNo}</span> },
    { title: say('col.terminal'), render: (_, row) => <span className={grid.mono}>{row.terminalName ?? '—'}</span> },
    {
      title: say('clock.col.drift'),
      width: 150,
      align: 'right',
      render: (_, row) => <span className={toneOf(row.driftMs)}>{tell(row.driftMs)}</span>,
    },
    { title: say('clock.col.measured'), width: 150, render: (_, row) => instant(row.measuredAt) },
    {
      title: say('clock.col.latest'),
      width: 270,
      render: (_, row) =>
        row.setAt === null
          ? '—'
          : say('clock.setting', {
              before: tell(row.driftBeforeMs),
              after: tell(row.driftAfterMs),
              at: instant(row.setAt),
              by: nameOf(row.setBy),
            }),
    },
    { title: say('clock.col.way'), width: 90, render: (_, row) => say(`clock.way.${row.way ?? 'none'}`) },
    {
      title: '',
      width: 80,
      render: (_, row) => maySet && row.way !== null && <SetClock pointId={row.pointId} done={reload} />,
    },
  ]
}

function SetClock({ pointId, done }: { pointId: number; done: () => void }) {
  const say = useWords(repairWords)
  const { notification } = App.useApp()
  const explain = useExplanation()
  const { submit, busy, error } = useSubmit((id: number, key) =>
    write<ClockSettingResult>('POST', `/api/metering/points/${id}/clock-settings`, {}, key),
  )
  const tell = (isSet: boolean) => {
    if (isSet) notification.success({ title: say('clock.set.done') })
    else notification.error({ title: say('clock.set.failed') })
    done()
  }
  const question = useQuestion(`/api/metering/points/${pointId}/questions`, (command) => tell(command.ok === true))
  const reason = error && explain(error)
  useEffect(() => {
    if (reason) notification.error({ title: say('clock.set.failed'), description: reason })
  }, [reason, notification, say])
  const set = async () => {
    const sent = await submit(pointId)
    if (!sent) return
    if (sent.value.commandId !== null) question.wait(sent.value.commandId)
    else tell(true)
  }
  return (
    <Button size="small" loading={busy || question.busy} onClick={set}>
      {say('clock.set')}
    </Button>
  )
}

/** A drift in the words of a clockmaker: so much ahead, so much behind. */
function useDrift(): (driftMs: number | null) => string {
  const say = useWords(repairWords)
  return (driftMs) => {
    if (driftMs === null) return '—'
    const seconds = Math.round(Math.abs(driftMs) / 1000)
    const text =
      seconds < 60
        ? say('clock.seconds', { count: seconds })
        : seconds < 3600
          ? say('clock.minutes', { count: Math.floor(seconds / 60), rest: seconds % 60 })
          : say('clock.hours', { count: Math.floor(seconds / 3600), rest: Math.floor((seconds % 3600) / 60) })
    return seconds === 0 ? text : say(driftMs > 0 ? 'clock.ahead' : 'clock.behind', { text })
  }
}
