import { App, Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { accountNumber, instant, quantity } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CorrectionTask, TaskRun, taskGroups, taskList, taskRunList } from '../corrections/contract.ts'
import css from './clerk.module.css'
import { correctionWords } from './correction-words.ts'
import { DismissTask } from './dismiss-task.tsx'
import { TaskRunStanding } from './task-run.tsx'
import { useFollow } from './use-follow.ts'

type List = z.infer<typeof taskList>
type Groups = z.infer<typeof taskGroups>
const itemsOf = (page: List) => page.items

/** 退补: what wants a correction, by cause; one account is looked at first, or all of a cause are done. */
export default function Corrections() {
  const say = useWords(correctionWords)
  const navigate = useNavigate()
  const [asked] = useChoices(['cause'])
  const groups = useResource<Groups>('/api/billing/correction-tasks/groups', { keep: true })
  const pages = usePages<List, CorrectionTask>(withQuery('/api/billing/correction-tasks', asked), itemsOf)
  const [dismissing, setDismissing] = useState<CorrectionTask>()
  const runs = useResource<z.infer<typeof taskRunList>>('/api/billing/correction-tasks/runs', { keep: true })
  const running = runs.data?.items.find(({ status }) => status === 'running')
  const reload = () => {
    groups.reload()
    runs.reload()
    pages.first.reload()
  }
  useFollow(running !== undefined, reload)
  useLiveReload(['usage.corrected', 'price.published', 'bill.corrected'], reload)
  const columns = useColumns(setDismissing)
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={pages.first.refreshing}
      actions={<Button onClick={() => navigate('/office/corrections/account')}>{say('byHand')}</Button>}
    >
      <div className={css.stack}>
        {runs.data?.items.map((run) => (
          <TaskRunStanding key={run.id} run={run} />
        ))}
        {groups.data && groups.data.items.length > 0 && (
          <Panel flush label={say('col.cause')}>
            <div className={css.groups} style={{ paddingTop: 12 }}>
              {groups.data.items.map((group) => (
                <Group
                  key={group.cause}
                  group={group}
                  isChosen={group.cause === asked.cause}
                  isRunning={running?.cause === group.cause}
                  done={reload}
                />
              ))}
            </div>
          </Panel>
        )}
        <Panel flush label={say('title')}>
          <PagedTable
            of={pages}
            rowKey="id"
            columns={columns}
            width={860}
            head={0}
            rows={6}
            empty={<Empty title={say('none')} next={say(asked.cause ? 'none.filtered' : 'none.next')} />}
          />
        </Panel>
      </div>
      {dismissing && (
        <DismissTask
          task={dismissing}
          close={(isDone) => {
            setDismissing(undefined)
            if (isDone) reload()
          }}
        />
      )}
    </Page>
  )
}

type GroupProps = { group: Groups['items'][number]; isChosen: boolean; isRunning: boolean; done: () => void }

function Group({ group, isChosen, isRunning, done }: GroupProps) {
  const say = useWords(correctionWords)
  const mayCorrect = useUser().roles.includes('billing')
  const { cause, tasks, accounts, fromMonth, throughMonth } = group
  return (
    <div className={`${css.group} ${isChosen ? css.chosen : ''}`}>
      <Pill tone="warn">{say(`cause.${cause}`)}</Pill>
      <Link className={css.count} to={withQuery('/office/corrections', { cause: isChosen ? '' : cause })}>
        {say('group.tasks', { count: quantity(tasks) })}
      </Link>
      <div className={css.note}>
        {say('group.accounts', { count: quantity(accounts), from: fromMonth, through: throughMonth })}
      </div>
      {mayCorrect && !isRunning && <RunAll group={group} done={done} />}
    </div>
  )
}

function RunAll({ group: { cause, accounts }, done }: { group: Groups['items'][number]; done: () => void }) {
  const say = useWords(correctionWords)
  const { modal } = App.useApp()
  const run = useSubmit((_: null, key) =>
    write<TaskRun>('POST', '/api/billing/correction-tasks/runs', { cause, background: true }, key),
  )
  const start = async () => {
    await run.submit(null)
    done()
  }
  const ask = () =>
    modal.confirm({
      title: say('group.ask', { count: quantity(accounts), cause: say(`cause.${cause}`) }),
      content: say('group.ask.text'),
      okText: say('group.run'),
      onOk: () => void start(),
    })
  return (
    <>
      <Button size="small" loading={run.busy} onClick={ask}>
        {say('group.run')}
      </Button>
      <Trouble error={run.error} />
    </>
  )
}

function useColumns(dismiss: (task: CorrectionTask) => void): TableColumnsType<CorrectionTask> {
  const say = useWords(correctionWords)
  const navigate = useNavigate()
  const mayCorrect = useUser().roles.includes('billing')
  return [
    {
      title: say('col.account'),
      width: 200,
      render: (_, { accountNo, customerName }) => (
        <>
          <Link to={withQuery('/office/ledger', { account: accountNo })}>{accountNumber(accountNo)}</Link>
          <div className={css.note}>{customerName}</div>
        </>
      ),
    },
    { title: say('col.month'), width: 110, dataIndex: 'billMonth' },
    { title: say('col.cause'), render: (_, task) => <Cause task={task} /> },
    { title: say('col.opened'), width: 160, render: (_, { openedAt }) => instant(openedAt) },
    {
      title: '',
      width: 190,
      render: (_, task) => (
        <div className={css.pills}>
          <Button
            size="small"
            type="primary"
            onClick={() =>
              navigate(withQuery('/office/corrections/account', { account: task.accountNo, from: task.billMonth }))
            }
          >
            {say('task.open')}
          </Button>
          {mayCorrect && (
            <Button size="small" onClick={() => dismiss(task)}>
              {say('task.dismiss')}
            </Button>
          )}
        </div>
      ),
    },
  ]
}

function Cause({ task: { cause, detail } }: { task: CorrectionTask }) {
  const say = useWords(correctionWords)
  const { day, because, fault, version, sheetNo } = detail as Partial<Record<string, string>>
  return (
    <>
      <Pill tone="warn">{say(`cause.${cause}`)}</Pill>
      <div className={css.note}>
        {[
          day && say(cause === 'file' ? 'detail.from' : 'detail.day', { day }),
          because && say.code('because', because),
          sheetNo && say('detail.sheet', { no: sheetNo }),
          version,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {fault && <div className={css.more}>{say('detail.fault', { fault })}</div>}
    </>
  )
}
