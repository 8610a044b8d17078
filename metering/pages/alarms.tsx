import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { quantity } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmList, AlarmRow } from '../alarm-contract.ts'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { useAlarmBoard } from './alarm-board.ts'
import { useAlarmColumns } from './alarm-columns.tsx'
import { AlarmDrawer } from './alarm-drawer.tsx'
import { AlarmFilters, alarmFilters, isNarrowed } from './alarm-filters.tsx'
import { AlarmSound } from './alarm-sound.tsx'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { meteringWords } from './words.ts'

export default function Alarms() {
  const say = useWords(meteringWords)
  const mayTake = useOperator()
  const [language] = useLanguage()
  const [wanted, choose] = useChoices(alarmFilters)
  const [taking, setTaking] = useState<AlarmRow[]>([])
  const [ticked, setTicked] = useState<number[]>([])
  const [openedId, open] = useState<number>()
  const isBusy = taking.length > 0 || ticked.length > 0 || openedId !== undefined
  const path = withQuery('/api/metering/alarms', { ...wanted, status: wanted.status || 'open' })
  const board = useAlarmBoard(path, isBusy)
  const { pages } = board
  const free = pages.items.filter(({ alarmId, acknowledgedAt }) => acknowledgedAt === null && ticked.includes(alarmId))
  const opened = pages.items.find(({ alarmId }) => alarmId === openedId)
  const columns = useAlarmColumns((alarm) => setTaking([alarm]), open)
  const none = isNarrowed(wanted) ? 'alarms.none.filtered' : 'alarms.none'
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when its rows are others, not whenever the page is.
  const table = useMemo(
    () => (
      <PagedTable
        of={pages}
        rowKey="alarmId"
        columns={columns}
        width={1080}
        rows={10}
        empty={<Empty title={say(none)} next={say(`${none}.next`)} />}
        {...(mayTake ? { selection: { keys: ticked, change: (keys) => setTicked(keys.map(Number)) } } : {})}
      />
    ),
    [
      pages.items,
      pages.busy,
      pages.error,
      pages.more,
      pages.first.error,
      pages.first.data,
      ticked,
      mayTake,
      language,
      none,
    ],
  )
  return (
    <Page
      title={say('alarms.title')}
      lead={<Counts page={board.latest} />}
      actions={<BoardActions page={board.latest} />}
    >
      <Panel flush label={say('alarms.title')}>
        <div className={css.filters}>
          <AlarmFilters page={board.latest} wanted={wanted} choose={choose} />
          {mayTake && <TakeChosen free={free} take={setTaking} />}
        </div>
        <Arrived count={board.arrived} show={board.showLatest} />
        <div {...board.hold}>{table}</div>
      </Panel>
      <Dialogs
        opened={opened}
        taking={taking}
        take={setTaking}
        changed={board.refresh}
        close={() => open(undefined)}
        done={() => {
          setTicked([])
          board.refresh()
        }}
      />
    </Page>
  )
}

function BoardActions({ page }: { page: AlarmList | undefined }) {
  const say = useWords(meteringWords)
  return (
    <>
      <AlarmSound page={page} />
      <Link to="/grid/alarms/trial">{say('alarms.trial')}</Link>
    </>
  )
}

function TakeChosen({ free, take }: { free: AlarmRow[]; take: (alarms: AlarmRow[]) => void }) {
  const say = useWords(meteringWords)
  if (free.length === 0) return null
  return (
    <Button type="primary" onClick={() => take(free)}>
      {say('alarms.chosen', { count: free.length })}
    </Button>
  )
}

type Opened = {
  opened: AlarmRow | undefined
  taking: AlarmRow[]
  take: (alarms: AlarmRow[]) => void
  changed: () => void
  close: () => void
  done: () => void
}

function Dialogs({ opened, taking, take, changed, close, done }: Opened) {
  return (
    <>
      {opened && <AlarmDrawer alarm={opened} take={() => take([opened])} changed={changed} close={close} />}
      <AcknowledgeDialog alarms={taking} close={() => take([])} done={done} />
    </>
  )
}

function Counts({ page }: { page: AlarmList | undefined }) {
  const say = useWords(meteringWords)
  const alarmSay = useWords(alarmWords)
  if (!page) return null
  const covered = page.covered > 0 ? alarmSay('covered', { count: quantity(page.covered) }) : ''
  return `${say('alarms.count', { count: page.open })}${covered}`
}

/** What came since the list was read; its room is kept, so that nothing moves as it appears. */
function Arrived({ count, show }: { count: number; show: () => void }) {
  const say = useWords(alarmWords)
  return (
    <div className={css.arrived} aria-live="polite">
      {count > 0 && (
        <Button type="primary" ghost size="small" onClick={show}>
          {say('arrived', { count })}
        </Button>
      )}
    </div>
  )
}
