import { Alert, Button, Form, Input, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { addDays, civilDay, instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillRun, billRunList, runInput } from '../contract.ts'
import { RunExports } from './bill/run-exports.tsx'
import { billWords } from './bill/words.ts'
import css from './office.module.css'
import { billingWords } from './words.ts'

type List = z.infer<typeof billRunList>
const itemsOf = (page: List) => page.items
const tones: Record<BillRun['status'], Tone> = { running: 'brand', finished: 'good', failed: 'bad' }

export default function Runs() {
  const say = useWords(billingWords)
  const user = useUser()
  const pages = usePages<List, BillRun>('/api/billing/runs', itemsOf)
  const columns = useColumns()
  return (
    <Page title={say('runs.title')} lead={say('runs.lead')} refreshing={pages.first.refreshing}>
      <div className={css.stack}>
        {user.roles.includes('billing') && (
          <Panel title={say('runs.start')}>
            <StartRun done={pages.first.reload} />
          </Panel>
        )}
        <Panel flush label={say('runs.title')}>
          <PagedTable
            of={pages}
            rowKey="id"
            columns={columns}
            width={1220}
            head={0}
            rows={6}
            empty={<Empty title={say('runs.none')} next={say('runs.none.next')} />}
          />
        </Panel>
      </div>
    </Page>
  )
}

type Filled = { billMonth: string; accounts?: string }

function StartRun({ done }: { done: () => void }) {
  const say = useWords(billingWords)
  const [form] = Form.useForm<Filled>()
  const run = useSubmit((input: z.infer<typeof runInput>, key) =>
    write<BillRun>('POST', '/api/billing/runs', input, key),
  )
  const [finished, setFinished] = useState<BillRun>()
  const check = {
    validator: (_: unknown, text: string | undefined) => {
      const wrong = splitAccounts(text).find((no) => !/^\d{13}$/.test(no))
      return wrong ? Promise.reject(new Error(say('runs.accounts.bad', { no: wrong }))) : Promise.resolve()
    },
  }
  const submit = async ({ billMonth, accounts }: Filled) => {
    const accountNos = splitAccounts(accounts)
    const made = await run.submit({ billMonth, ...(accountNos.length > 0 ? { accountNos } : {}) })
    setFinished(made?.value)
    if (made) done()
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={{ billMonth: addDays(`${civilDay(new Date()).slice(0, 7)}-01`, -1).slice(0, 7) }}
    >
      <div className={css.startRun}>
        <Form.Item
          name="billMonth"
          label={say('runs.month')}
          rules={[{ required: true, pattern: /^\d{4}-\d{2}$/, message: say('runs.month') }]}
        >
          <Input type="month" />
        </Form.Item>
        <Form.Item name="accounts" label={say('runs.accounts')} rules={[check]}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={run.busy} className={css.beside}>
          {say('runs.start')}
        </Button>
      </div>
      <Trouble error={run.error} />
      {finished && (
        <Alert
          showIcon
          type={finished.parked > 0 ? 'warning' : 'success'}
          title={say('runs.done', { month: finished.billMonth, issued: finished.issued, parked: finished.parked })}
        />
      )}
    </Form>
  )
}

function splitAccounts(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,，;；]+/).filter((no) => no !== '')
}

function useColumns(): TableColumnsType<BillRun> {
  const say = useWords(billingWords)
  const bill = useWords(billWords)
  const number = (title: string, value: (run: BillRun) => string | number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, run: BillRun) => value(run),
  })
  return [
    { title: say('col.month'), width: 100, render: (_, run) => <b>{run.billMonth}</b> },
    {
      title: say('col.status'),
      width: 100,
      render: (_, run) => <Pill tone={tones[run.status]}>{say(`run.${run.status}`)}</Pill>,
    },
    number(say('col.accounts'), (run) => run.accounts),
    number(say('col.issued'), (run) => run.issued),
    number(say('col.existing'), (run) => run.existing),
    {
      title: say('col.parked'),
      align: 'right',
      render: (_, run) =>
        run.parked > 0 ? <Link to={withQuery('/office/parked', { billMonth: run.billMonth })}>{run.parked}</Link> : 0,
    },
    number(say('col.runEnergy'), (run) => quantity(run.energyKwh)),
    number(say('col.total'), (run) => yuan(run.totalYuan)),
    {
      title: bill('col.export'),
      width: 220,
      render: (_, run) => run.status !== 'running' && run.issued + run.held > 0 && <RunExports runId={run.id} />,
    },
    {
      title: say('col.started'),
      width: 170,
      render: (_, run) => (
        <>
          {instant(run.startedAt)}
          <div className={css.note}>{run.startedBy}</div>
        </>
      ),
    },
  ]
}
