import { Button, Segmented, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PlannedWork, PlannedWorkList } from '../floods/planned-work-contract.ts'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { EnterWork, ExtendWork, WithdrawWork } from './planned-work-dialogs.tsx'
import { plannedWorkWords } from './planned-work-words.ts'

const states = ['under-way', 'upcoming', 'over', 'withdrawn'] as const
const tones: Record<PlannedWork['state'], Tone> = {
  upcoming: 'calm',
  'under-way': 'warn',
  over: 'good',
  withdrawn: 'calm',
}
const worksOf = (page: PlannedWorkList) => page.works
type Act = { act: 'enter' } | { act: 'extend' | 'withdraw'; work: PlannedWork }

export default function PlannedWorks() {
  const say = useWords(plannedWorkWords)
  const mayEnter = useOperator()
  const [{ state }, choose] = useChoices(['state'] as const)
  const pages = usePages<PlannedWorkList, PlannedWork>(withQuery('/api/metering/planned-works', { state }), worksOf)
  const [act, setAct] = useState<Act>()
  const close = (isDone: boolean) => {
    setAct(undefined)
    if (isDone) pages.first.reload()
  }
  const columns = useColumns(mayEnter ? setAct : undefined)
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      actions={
        mayEnter && (
          <Button type="primary" onClick={() => setAct({ act: 'enter' })}>
            {say('enter')}
          </Button>
        )
      }
    >
      <Panel flush label={say('title')}>
        <div className={css.filters}>
          <div className={css.strip}>
            <Segmented
              aria-label={say('col.state')}
              value={state}
              onChange={(value) => choose({ state: value })}
              options={[
                { value: '', label: say('state.any') },
                ...states.map((value) => ({ value, label: say(`state.${value}`) })),
              ]}
            />
          </div>
        </div>
        <PagedTable
          of={pages}
          rowKey="workId"
          columns={columns}
          width={1080}
          empty={<Empty title={say('none')} next={say('none.next')} />}
        />
      </Panel>
      {act?.act === 'enter' && <EnterWork close={close} />}
      {act?.act === 'extend' && <ExtendWork work={act.work} close={close} />}
      {act?.act === 'withdraw' && <WithdrawWork work={act.work} close={close} />}
    </Page>
  )
}

function useColumns(choose: ((act: Act) => void) | undefined): TableColumnsType<PlannedWork> {
  const say = useWords(plannedWorkWords)
  return [
    {
      title: say('col.state'),
      width: 100,
      render: (_, { state }) => <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>,
    },
    { title: say('col.no'), width: 150, render: (_, { workNo }) => <span className={css.mono}>{workNo}</span> },
    { title: say('col.kind'), width: 100, render: (_, { kind }) => say(`kind.${kind}`) },
    {
      title: say('col.place'),
      width: 160,
      render: (_, { placeName, points }) => placeName ?? say('place.points', { count: quantity(points) }),
    },
    { title: say('col.time'), width: 190, render: (_, { fromAt, toAt }) => `${instant(fromAt)} – ${instant(toAt)}` },
    { title: say('col.reason'), render: (_, work) => <Reasons work={work} /> },
    { title: say('col.suppressed'), width: 90, align: 'right', render: (_, { suppressed }) => quantity(suppressed) },
    {
      title: say('col.entered'),
      width: 130,
      render: (_, { enteredBy, enteredAt }) => (
        <>
          {enteredBy}
          <div className={css.note}>{instant(enteredAt)}</div>
        </>
      ),
    },
    ...(choose
      ? [{ key: 'acts', width: 170, render: (_: unknown, work: PlannedWork) => <Acts work={work} choose={choose} /> }]
      : []),
  ]
}

function Reasons({ work: { reason, extensions, withdrawnBy, withdrawnReason } }: { work: PlannedWork }) {
  const say = useWords(plannedWorkWords)
  return (
    <>
      {reason}
      {extensions.map(({ at, by, toAt, reason: why }) => (
        <div key={at} className={css.note}>
          {say('extended', { by, at: instant(toAt), reason: why })}
        </div>
      ))}
      {withdrawnBy && (
        <div className={css.note}>{say('withdrawn', { by: withdrawnBy, reason: withdrawnReason ?? '' })}</div>
      )}
    </>
  )
}

function Acts({ work, choose }: { work: PlannedWork; choose: (act: Act) => void }) {
  const say = useWords(plannedWorkWords)
  if (work.state === 'over' || work.state === 'withdrawn') return null
  return (
    <Space wrap>
      <Button size="small" onClick={() => choose({ act: 'extend', work })}>
        {say('extend')}
      </Button>
      <Button size="small" danger onClick={() => choose({ act: 'withdraw', work })}>
        {say('withdraw')}
      </Button>
    </Space>
  )
}
