import { Button, Checkbox, Dropdown, Input, Segmented, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder, workOrderPage } from '../../orders/contract.ts'
import { kindTitles } from '../../orders/kinds/contract.ts'
import css from '../desk.module.css'
import { OrderDrawer } from './order-drawer.tsx'
import { orderName } from './order-names.ts'
import { OrderClocks, OrderStatus } from './order-parts.tsx'
import { type Chosen, OrderStepDialog } from './order-step-dialog.tsx'
import own from './orders.module.css'
import { OurTasks } from './our-tasks.tsx'
import { taskWords } from './task-words.ts'
import { orderWords } from './words.ts'

type List = z.infer<typeof workOrderPage>
const statuses = ['unfinished', 'open', 'dispatched', 'accepted', 'reviewing', 'finished', 'closed'] as const
const itemsOf = (page: List) => page.orders

export default function WorkOrders() {
  const say = useWords(orderWords)
  const sayTask = useWords(taskWords)
  const [query, setQuery] = useSearchParams()
  const isTasks = query.get('view') === 'tasks'
  return (
    <Page
      title={say('order.title')}
      actions={
        <Segmented
          value={isTasks ? 'tasks' : 'orders'}
          onChange={(view) => setQuery(view === 'tasks' ? { view } : {}, { replace: true })}
          options={[
            { value: 'orders', label: sayTask('task.orders') },
            { value: 'tasks', label: sayTask('task.ours') },
          ]}
        />
      }
    >
      {isTasks ? <OurTasks /> : <Orders />}
    </Page>
  )
}

function Orders() {
  const say = useWords(orderWords)
  const [query, setQuery] = useSearchParams()
  const [chosen, setChosen] = useState<Chosen>()
  const status = query.get('status') ?? 'unfinished'
  const late = { overdue: query.get('overdue') ?? undefined, escalated: query.get('escalated') ?? undefined }
  const found = { no: query.get('no') ?? undefined, kind: query.get('kind') ?? undefined }
  const pages = usePages<List, WorkOrder>(
    withQuery('/api/callcenter/work-orders', { status, ...late, ...found }),
    itemsOf,
  )
  useLiveReload(['work-order.opened', 'work-order.changed', 'work-order.alerted'], pages.first.reload, 1_000)
  const choose = (next: Record<string, string | undefined>) =>
    setQuery(withQuery('', { status, ...late, ...found, ...next }), { replace: true })
  // In the address, so that another page can name the order; it need not be in the list.
  const orderNo = query.get('order')
  const shown = orderNo ? (pages.items.find(({ workOrderNo }) => workOrderNo === orderNo) ?? orderNo) : undefined
  const show = ({ workOrderNo }: WorkOrder) => choose({ order: workOrderNo })
  const columns = useColumns(setChosen, show)
  return (
    <>
      <Panel flush label={say('order.title')}>
        <div className={css.filters}>
          <Find {...found} choose={choose} />
          {found.no ? (
            <span className={css.note}>{say('find.all')}</span>
          ) : (
            <div className={own.strip}>
              <Segmented
                value={status}
                onChange={(value) => choose({ status: value })}
                options={statuses.map((value) => ({ value, label: say(`order.status.${value}`) }))}
              />
            </div>
          )}
          {(['overdue', 'escalated'] as const).map((level) => (
            <Checkbox
              key={level}
              checked={late[level] === 'true'}
              onChange={({ target }) => choose({ [level]: target.checked ? 'true' : undefined })}
            >
              {say(`order.${level}Only`)}
            </Checkbox>
          ))}
        </div>
        <PagedTable
          of={pages}
          rowKey="id"
          columns={columns}
          width={1080}
          rows={8}
          open={show}
          empty={<Empty title={say('order.none')} next={say('order.none.next')} />}
        />
      </Panel>
      <OrderDrawer
        order={typeof shown === 'string' ? { workOrderNo: shown } : shown}
        close={() => choose({})}
        done={pages.first.reload}
      />
      <OrderStepDialog chosen={chosen} close={() => setChosen(undefined)} done={pages.first.reload} />
    </>
  )
}

type Found = { no: string | undefined; kind: string | undefined }

/** One order by its number, those of an account, or those of a kind. */
function Find({ no, kind, choose }: Found & { choose: (next: Partial<Found>) => void }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  return (
    <>
      <Input.Search
        key={no}
        allowClear
        className={own.find}
        defaultValue={no}
        maxLength={32}
        aria-label={say('find.no')}
        placeholder={say('find.no')}
        onSearch={(typed) => choose({ no: typed.replace(/\s/g, '').toUpperCase() || undefined })}
      />
      <Select
        allowClear
        className={own.find}
        aria-label={say('col.kind')}
        placeholder={say('find.kind')}
        value={kind}
        onChange={(chosen?: string) => choose({ kind: chosen })}
        options={Object.entries(kindTitles).map(([value, title]) => ({ value, label: title[language] }))}
      />
    </>
  )
}

function useColumns(choose: (chosen: Chosen) => void, show: (order: WorkOrder) => void): TableColumnsType<WorkOrder> {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  return [
    {
      title: say('col.kind'),
      width: 150,
      render: (_, order) => (
        <button type="button" className={own.name} onClick={() => show(order)}>
          {orderName(order, language)}
        </button>
      ),
    },
    {
      title: say('col.status'),
      width: 150,
      render: (_, order) => (
        <span className={css.clocks}>
          <OrderStatus order={order} />
        </span>
      ),
    },
    { title: say('col.clocks'), width: 190, render: (_, order) => <OrderClocks clocks={order.clocks} /> },
    { title: say('col.customer'), width: 200, render: (_, order) => <Customer order={order} /> },
    {
      title: say('col.description'),
      render: (_, order) => (
        <span className={css.clamp} title={order.description}>
          {order.description}
        </span>
      ),
    },
    {
      title: say('col.opened'),
      width: 170,
      render: (_, order) => (
        <>
          {instant(order.openedAt)}
          <div className={css.note}>{order.workOrderNo}</div>
        </>
      ),
    },
    {
      title: '',
      width: 190,
      render: (_, order) => <Steps order={order} choose={choose} />,
    },
  ]
}

const MOST_BUTTONS = 2
/** Which are not the way on. */
const aside: WorkOrder['steps'] = ['return', 'urge', 'supervision', 'reopening', 'transfer', 'cancellation']

/** The next steps as buttons, the others behind one more. */
function Steps({ order, choose }: { order: WorkOrder; choose: (chosen: Chosen) => void }) {
  const say = useWords(orderWords)
  const near = order.steps.filter((step) => !aside.includes(step)).slice(0, MOST_BUTTONS)
  const far = order.steps.filter((step) => !near.includes(step))
  return (
    <span className={css.clocks}>
      {near.map((step) => (
        <Button key={step} size="small" onClick={() => choose({ order, step })}>
          {say(`step.${step}`)}
        </Button>
      ))}
      {far.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: far.map((step) => ({
              key: step,
              label: say(`step.${step}`),
              danger: step === 'cancellation',
              onClick: () => choose({ order, step }),
            })),
          }}
        >
          <Button size="small">{say(near.length > 0 ? 'order.more' : 'order.act')}</Button>
        </Dropdown>
      )}
    </span>
  )
}

function Customer({ order }: { order: WorkOrder }) {
  const mayOpen = hasRole(useUser(), ['agent', 'lead'])
  const { accountNo, customerName } = order
  return (
    <>
      {mayOpen && accountNo ? (
        <Link to={withQuery('/desk', { account: accountNo })}>{customerName}</Link>
      ) : (
        customerName
      )}
      <div className={`${css.note} ${css.clamp}`} title={order.address}>
        {order.address}
      </div>
    </>
  )
}
