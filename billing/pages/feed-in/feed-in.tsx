import { App, Button, Input, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, addDays, civilDay, quantity, yuan } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Figure, Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FeedInMonth, feedInRunAnswer, StatementSummary } from '../../feed-in/contract.ts'
import clerk from '../clerk.module.css'
import css from '../office.module.css'
import { FeedInTodo } from './feed-in-todo.tsx'
import { PayoutFile } from './payout-file.tsx'
import { Payable, StatementDrawer, StatePill } from './statement-drawer.tsx'
import { feedInWords } from './words.ts'

/** 上网电费 of a month: what was settled, what is to be paid out, what waits for somebody. */
export default function FeedIn() {
  const say = useWords(feedInWords)
  const user = useUser()
  const [chosen, choose] = useChoices(['month', 'statement'])
  const month = chosen.month || latestMonth()
  const found = useResource<FeedInMonth>(`/api/billing/feed-in/months/${month}`, { keep: true })
  useLiveReload(['usage.corrected', 'bill.issued'], found.reload)
  const columns = useColumns((id) => choose({ statement: id }))
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={found.refreshing}
      actions={user.roles.includes('billing') && <Settle month={month} done={found.reload} />}
    >
      <div className={css.stack}>
        <Panel label={say('month')}>
          <MonthBox key={month} month={month} choose={(next) => choose({ month: next, statement: null })} />
          {found.data && <Figures month={found.data} />}
        </Panel>
        {found.data && <FeedInTodo month={found.data} done={found.reload} />}
        {user.roles.includes('accountant') && (
          <Panel title={say('payout.title')}>
            <PayoutFile done={found.reload} />
          </Panel>
        )}
        <Panel flush label={say('title')}>
          <Shown
            of={found}
            rows={6}
            isEmpty={({ items }) => items.length === 0}
            empty={<Empty title={say('none')} next={say('none.next')} />}
          >
            {({ items }) => (
              <DataTable rowKey="statementNo" columns={columns} items={items} width={960} pageSize={50} head={0} />
            )}
          </Shown>
        </Panel>
      </div>
      <StatementDrawer id={chosen.statement} show={(id) => choose({ statement: id })} />
    </Page>
  )
}

function latestMonth(): string {
  return addDays(`${civilDay(new Date()).slice(0, 7)}-01`, -1).slice(0, 7)
}

function MonthBox({ month, choose }: { month: string; choose: (month: string) => void }) {
  const say = useWords(feedInWords)
  const [text, setText] = useState(month)
  const isMonth = /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
  return (
    <Input
      aria-label={say('month')}
      style={{ width: 130, marginBottom: 16 }}
      value={text}
      maxLength={7}
      status={isMonth ? '' : 'error'}
      title={isMonth ? undefined : say('month.bad')}
      onChange={({ target: { value } }) => {
        setText(value)
        if (/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) choose(value)
      }}
    />
  )
}

function Figures({ month }: { month: FeedInMonth }) {
  const say = useWords(feedInWords)
  return (
    <div className={clerk.figures}>
      <Figure label={say('figure.plants')} value={quantity(month.plants)} />
      <Figure label={say('figure.statements')} value={quantity(month.statements)} />
      <Figure label={say('figure.energy')} value={quantity(month.exportedKwh)} unit="kWh" />
      <Figure label={say('figure.total')} value={yuan(month.totalYuan)} />
      <Figure label={say('figure.paid')} value={yuan(month.paidYuan)} />
      <Figure
        label={say('figure.payable')}
        value={yuan(month.payableYuan)}
        tone={Number(month.payableYuan) === 0 ? 'calm' : 'warn'}
      />
    </div>
  )
}

function Settle({ month, done }: { month: string; done: () => void }) {
  const say = useWords(feedInWords)
  const { message } = App.useApp()
  const settle = useSubmit((_: null, key) =>
    write<z.infer<typeof feedInRunAnswer>>('POST', '/api/billing/feed-in/runs', { month }, key),
  )
  const start = async () => {
    const made = await settle.submit(null)
    if (!made) return
    message[made.value.parked > 0 ? 'warning' : 'success'](say('settle.done', made.value), 6)
    done()
  }
  return (
    <>
      <Trouble error={settle.error} />
      <Button type="primary" loading={settle.busy} onClick={start}>
        {say('settle')}
      </Button>
    </>
  )
}

function useColumns(open: (id: string) => void): TableColumnsType<StatementSummary> {
  const say = useWords(feedInWords)
  return [
    {
      title: say('col.account'),
      render: (_, item) => (
        <>
          <Link to={withQuery('/office/ledger', { account: item.accountNo })}>{accountNumber(item.accountNo)}</Link>
          <div className={css.note}>{item.customerName}</div>
        </>
      ),
    },
    {
      title: say('col.statement'),
      width: 210,
      render: (_, { id, statementNo }) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(String(id))}>
          {statementNo}
        </Button>
      ),
    },
    { title: say('col.period'), width: 190, render: (_, item) => `${item.periodFrom} – ${addDays(item.periodTo, -1)}` },
    { title: say('col.exported'), width: 110, align: 'right', render: (_, item) => quantity(item.exportedKwh) },
    { title: say('col.generated'), width: 110, align: 'right', render: (_, item) => quantity(item.generatedKwh) },
    { title: say('col.total'), width: 120, align: 'right', render: (_, item) => yuan(item.totalYuan) },
    { title: say('col.payable'), width: 120, align: 'right', render: (_, item) => <Payable statement={item} /> },
    { title: say('col.state'), width: 150, render: (_, item) => <StatePill statement={item} /> },
  ]
}
