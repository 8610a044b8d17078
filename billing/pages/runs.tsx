import { Alert, Button, Form, Input, Segmented, type TableColumnsType } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { addDays, civilDay, instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillRun, billRunList, runInput } from '../contract.ts'
import { RunExports } from './bill/run-exports.tsx'
import { billWords } from './bill/words.ts'
import css from './office.module.css'
import { officeWords } from './office-words.ts'
import { automaticShare, RunPill } from './run-parts.tsx'
import { useFollow } from './use-follow.ts'
import { billingWords } from './words.ts'

type List = z.infer<typeof billRunList>
const itemsOf = (page: List) => page.items

/** 出账批次: every run with how much of it went by itself, and the next one to start. */
export default function Runs() {
  const say = useWords(billingWords)
  const user = useUser()
  const tell = useWords(officeWords)
  const [{ kind }, choose] = useChoices(['kind'])
  const pages = usePages<List, BillRun>(
    withQuery('/api/billing/runs', { kind: kind === 'all' ? '' : kind || 'unit' }),
    itemsOf,
  )
  const columns = useColumns()
  useFollow(
    pages.items.some(({ status }) => status === 'running'),
    pages.first.reload,
  )
  useLiveReload(['bill.issued', 'bill.corrected'], pages.first.reload)
  return (
    <Page title={say('runs.title')} lead={say('runs.lead')}>
      <div className={css.stack}>
        {user.roles.includes('billing') && (
          <Panel title={say('runs.start')}>
            <StartRun runs={pages.items} />
          </Panel>
        )}
        <Panel flush label={say('runs.title')}>
          <div className={css.filters}>
            <Segmented
              value={kind || 'unit'}
              onChange={(value) => choose({ kind: value === 'unit' ? null : value })}
              options={(['unit', 'accounts', 'all'] as const).map((value) => ({
                value,
                label: tell(`run.kind.${value}`),
              }))}
            />
          </div>
          <PagedTable
            of={pages}
            rowKey="id"
            columns={columns}
            width={1150}
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

function StartRun({ runs }: { runs: BillRun[] }) {
  const say = useWords(billingWords)
  const navigate = useNavigate()
  const [form] = Form.useForm<Filled>()
  const run = useSubmit((input: z.infer<typeof runInput>, key) =>
    write<BillRun>('POST', '/api/billing/runs', input, key),
  )
  const check = {
    validator: (_: unknown, text: string | undefined) => {
      const wrong = splitAccounts(text).find((no) => !/^\d{13}$/.test(no))
      return wrong ? Promise.reject(new Error(say('runs.accounts.bad', { no: wrong }))) : Promise.resolve()
    },
  }
  const submit = async ({ billMonth, accounts }: Filled) => {
    const accountNos = splitAccounts(accounts)
    const made = await run.submit({ billMonth, background: true, ...(accountNos.length > 0 ? { accountNos } : {}) })
    if (made) navigate(`/office/runs/${made.value.id}`)
  }
  const billMonth = Form.useWatch('billMonth', form)
  const beside = runs.find((each) => each.billMonth === billMonth && each.kind === 'unit' && each.status === 'running')
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
      {run.error?.code === 'RUN_IN_PROGRESS' ? <Beside run={beside} /> : <Trouble error={run.error} />}
    </Form>
  )
}

function Beside({ run }: { run: BillRun | undefined }) {
  const say = useWords(officeWords)
  const follow = run && <Link to={`/office/runs/${run.id}`}>{say('run.beside.follow')} ›</Link>
  return <Alert showIcon type="info" title={say('run.beside')} action={follow} />
}

function splitAccounts(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,，;；]+/).filter((no) => no !== '')
}

function useColumns(): TableColumnsType<BillRun> {
  const say = useWords(billingWords)
  const bill = useWords(billWords)
  const tell = useWords(officeWords)
  const number = (title: string, value: (run: BillRun) => string | number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, run: BillRun) => value(run),
  })
  const linked = (title: string, path: string, count: (run: BillRun) => number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, run: BillRun) =>
      count(run) > 0 ? <Link to={withQuery(path, { billMonth: run.billMonth })}>{quantity(count(run))}</Link> : 0,
  })
  return [
    {
      title: say('col.month'),
      width: 210,
      render: (_, run) => (
        <>
          <Link to={`/office/runs/${run.id}`}>
            <b>{run.billMonth}</b>
          </Link>
          <div className={css.note}>{tell(`run.kind.${run.kind}`)}</div>
          <div className={css.note}>
            {instant(run.startedAt)} · {run.startedBy}
          </div>
        </>
      ),
    },
    { title: say('col.status'), width: 100, render: (_, run) => <RunPill status={run.status} /> },
    number(say('col.accounts'), (run) => quantity(run.accounts)),
    number(say('col.issued'), (run) => quantity(run.issued)),
    number(tell('run.automatic'), automaticShare),
    linked(tell('run.held'), '/office/held', (run) => run.held),
    linked(say('col.parked'), '/office/parked', (run) => run.parked),
    number(say('col.existing'), (run) => quantity(run.existing)),
    number(say('col.runEnergy'), (run) => quantity(run.energyKwh)),
    number(say('col.total'), (run) => yuan(run.totalYuan)),
    {
      title: bill('col.export'),
      width: 220,
      render: (_, run) => run.status !== 'running' && run.issued + run.held > 0 && <RunExports runId={run.id} />,
    },
  ]
}
