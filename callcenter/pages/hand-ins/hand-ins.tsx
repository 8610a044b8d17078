import { App, Button, Input, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandIn, HandInPage } from '../../hand-ins/contract.ts'
import css from '../desk.module.css'
import own from '../orders/orders.module.css'
import { HandInDrawer } from './hand-in-drawer.tsx'
import { HandInOrders, HandInState, useHotline } from './hand-in-parts.tsx'
import { TakeInDialog } from './take-in-dialog.tsx'
import { handInWords } from './words.ts'

/** 热线转办: what other hotlines wait for, the first to be due first. */
export default function HandIns() {
  const say = useWords(handInWords)
  const { message } = App.useApp()
  const [query, setQuery] = useSearchParams()
  const navigate = useNavigate()
  const [isTaking, setTaking] = useState(false)
  const [shown, setShown] = useState<number>()
  const state = query.get('state') === 'replied' ? 'replied' : 'open'
  const q = query.get('q') ?? undefined
  const resource = useResource<HandInPage>(withQuery('/api/callcenter/hand-ins', { state, q }))
  useLiveReload(['hand-in.changed', 'contact.closed', 'work-order.changed'], resource.reload, 1_000)
  const mayTake = hasRole(useUser(), ['agent', 'lead'])
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={resource.refreshing}
      actions={
        mayTake && (
          <Button type="primary" onClick={() => setTaking(true)}>
            {say('takeIn')}
          </Button>
        )
      }
    >
      <Panel flush label={say('title')}>
        <div className={css.filters}>
          <Segmented
            value={state}
            onChange={(value) => setQuery(withQuery('', { state: value, q }), { replace: true })}
            options={(['open', 'replied'] as const).map((value) => ({ value, label: say(`tab.${value}`) }))}
          />
          <Input.Search
            allowClear
            defaultValue={q}
            placeholder={say('search')}
            maxLength={64}
            style={{ width: 260 }}
            onSearch={(value) => setQuery(withQuery('', { state, q: value.trim() || undefined }), { replace: true })}
          />
        </div>
        <Shown of={resource} rows={6}>
          {({ handIns, isCut }) =>
            handIns.length === 0 ? (
              <Empty title={say(state === 'open' ? 'none' : 'none.replied')} next={say('none.next')} />
            ) : (
              <>
                <HandInTable handIns={handIns} isReplied={state === 'replied'} show={setShown} />
                {isCut && <p className={css.note}>{say('cut')}</p>}
              </>
            )
          }
        </Shown>
      </Panel>
      {isTaking && (
        <TakeInDialog
          close={(taken) => {
            setTaking(false)
            if (!taken) return
            message.success(say('takeIn.done', { no: taken.contactNo }))
            void navigate('/desk')
          }}
        />
      )}
      <HandInDrawer id={shown} close={() => setShown(undefined)} done={resource.reload} />
    </Page>
  )
}

type Table = { handIns: HandIn[]; isReplied: boolean; show: (id: number) => void }

function HandInTable({ handIns, isReplied, show }: Table) {
  const say = useWords(handInWords)
  const nameHotline = useHotline()
  const columns: TableColumnsType<HandIn> = [
    { title: say('col.state'), width: 110, render: (_, { state }) => <HandInState state={state} /> },
    {
      title: say('col.from'),
      width: 220,
      render: (_, each) => (
        <>
          <button type="button" className={own.name} onClick={() => show(each.contactId)}>
            {each.theirNo}
          </button>
          <div className={css.note}>{nameHotline(each)}</div>
        </>
      ),
    },
    { title: say('col.said'), render: (_, { said }) => <div className={css.clamp}>{said}</div> },
    {
      title: say(isReplied ? 'col.replied' : 'col.due'),
      width: 150,
      render: (_, { repliedAt, dueAt, isDueSaid }) => (
        <>
          {instant(repliedAt ?? dueAt)}
          {!repliedAt && <div className={css.note}>{say(isDueSaid ? 'due.said' : 'due.counted')}</div>}
        </>
      ),
    },
    { title: say('col.orders'), width: 230, render: (_, { orders }) => <HandInOrders orders={orders} /> },
    { title: say('col.agent'), width: 110, dataIndex: 'agent' },
  ]
  return (
    <DataTable
      rowKey={({ contactId }) => String(contactId)}
      columns={columns}
      items={handIns}
      width={1000}
      pageSize={20}
      head={1}
    />
  )
}
