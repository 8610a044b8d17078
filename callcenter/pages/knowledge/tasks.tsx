import { Button, Checkbox, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import lists from '../../../app/web/kit/lists.module.css'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { KnowledgeTask, taskList } from '../../knowledge/contract.ts'
import { EndDialog, GiveDialog } from './task-dialogs.tsx'
import { knowledgeWords, taskWords } from './words.ts'

type Tasks = z.infer<typeof taskList>
type Opened = { task: KnowledgeTask; to: 'give' | 'end' }

/** 知识任务: gaps and reviews, with an owner, a day and an end. */
export default function TasksPage() {
  const say = useWords(taskWords)
  const [query, setQuery] = useSearchParams()
  const state = query.get('state') === 'ended' ? 'ended' : 'open'
  const mine = query.get('mine') === 'true'
  const [opened, open] = useState<Opened>()
  const list = useResource<Tasks>(
    withQuery('/api/callcenter/knowledge/tasks', { state, mine: mine ? 'true' : undefined }),
    { keep: true },
  )
  const change = (next: { state?: string; mine?: boolean }) => {
    const all = { state, mine, ...next }
    setQuery({ state: all.state, ...(all.mine ? { mine: 'true' } : {}) }, { replace: true })
  }
  const counts = list.data?.counts
  return (
    <Page title={say('title')} lead={say('lead')} back={{ to: '/desk/knowledge', text: say('back') }}>
      <Panel flush>
        <div className={lists.bar}>
          <Segmented
            value={state}
            options={[
              { value: 'open', label: say('open', { count: counts?.open ?? 0 }) },
              { value: 'ended', label: say('ended') },
            ]}
            onChange={(value) => change({ state: String(value) })}
          />
          <Checkbox checked={mine} onChange={({ target }) => change({ mine: target.checked })}>
            {say('mine', { count: counts?.mine ?? 0 })}
          </Checkbox>
        </div>
        <Shown of={list} rows={6}>
          {({ tasks }) =>
            tasks.length === 0 ? (
              <Empty title={say('empty')} next={say('empty.next')} />
            ) : (
              <Table tasks={tasks} open={open} />
            )
          }
        </Shown>
      </Panel>
      {opened && list.data && (
        <Dialog
          opened={opened}
          editors={list.data.editors}
          close={(isDone) => {
            open(undefined)
            if (isDone) list.reload()
          }}
        />
      )}
    </Page>
  )
}

type DialogProps = { opened: Opened; editors: Tasks['editors']; close: (isDone: boolean) => void }

function Dialog({ opened: { task, to }, editors, close }: DialogProps) {
  return to === 'give' ? (
    <GiveDialog task={task} editors={editors} close={close} />
  ) : (
    <EndDialog task={task} close={close} />
  )
}

function Table({ tasks, open }: { tasks: KnowledgeTask[]; open: (opened: Opened) => void }) {
  const say = useWords(taskWords)
  const columns: TableColumnsType<KnowledgeTask> = [
    {
      title: say('col.kind'),
      width: 80,
      render: (_, { kind }) => <Pill tone={kind === 'gap' ? 'warn' : 'brand'}>{say(`kind.${kind}`)}</Pill>,
    },
    { title: say('col.question'), render: (_, task) => <What task={task} /> },
    {
      title: say('col.asked'),
      width: 80,
      render: (_, { kind, asked }) => (kind === 'gap' ? say('times', { count: asked }) : '—'),
    },
    { title: say('col.latest'), width: 140, render: (_, { latestAt }) => instant(latestAt) },
    { title: say('col.owner'), width: 110, render: (_, { owner }) => owner ?? '—' },
    {
      title: say('col.due'),
      width: 140,
      render: (_, { dueOn, isOverdue }) => (
        <>
          {dueOn ?? '—'} {isOverdue && <Pill tone="bad">{say('overdue')}</Pill>}
        </>
      ),
    },
    {
      key: 'acts',
      width: 170,
      render: (_, task) => (task.endedAt === null ? <TaskActs task={task} open={open} /> : <Outcome task={task} />),
    },
  ]
  return (
    <DataTable rowKey={({ id }) => String(id)} columns={columns} items={tasks} width={980} pageSize={20} head={1} />
  )
}

function What({ task }: { task: KnowledgeTask }) {
  const say = useWords(taskWords)
  const common = useWords(knowledgeWords)
  const others = task.examples.filter(({ asked, reason }) => asked !== task.question || reason !== null).slice(0, 3)
  return (
    <>
      {task.kind === 'review' ? (
        <Link to={`/desk/knowledge/articles/${task.articleId}`}>
          {task.articleNo} {task.articleTitle}
        </Link>
      ) : (
        <b>{task.question}</b>
      )}
      {others.map(({ asked, origin, reason, at }) => (
        <div key={`${at} ${asked}`} className={lists.note}>
          {asked}（{say(`origin.${origin}`)}
          {reason ? `：${common(`because.${reason}`)}` : ''}）
        </div>
      ))}
    </>
  )
}

function TaskActs({ task, open }: { task: KnowledgeTask; open: (opened: Opened) => void }) {
  const say = useWords(taskWords)
  return (
    <>
      <Button size="small" onClick={() => open({ task, to: 'give' })}>
        {say('give')}
      </Button>{' '}
      <Button size="small" onClick={() => open({ task, to: 'end' })}>
        {say('end')}
      </Button>
    </>
  )
}

function Outcome({ task }: { task: KnowledgeTask }) {
  const say = useWords(taskWords)
  return (
    <>
      {task.outcome && say(`outcome.${task.outcome}`)}
      <div className={lists.note}>{task.reason ?? task.nextReviewOn ?? task.articleNo}</div>
    </>
  )
}
