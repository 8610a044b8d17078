import { App, Button, Form, Input, Modal, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { accountNumber, instant, quantity, yuan } from '../../../app/web/kit/format.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { orderDecision, orderList, topicList } from '../../audit/contract.ts'
import clerk from '../clerk.module.css'
import css from '../office.module.css'
import { auditWords } from './words.ts'

type Topics = z.infer<typeof topicList>
type List = z.infer<typeof orderList>
type Order = List['items'][number]
type Decided = NonNullable<Order['decision']>
const itemsOf = (page: List) => page.items
const tones: Record<Decided, Tone> = { confirmed: 'bad', dismissed: 'calm', vanished: 'good' }

/** Orders of the nightly audit by topic: what was found, what it is worth, and what a person made of it. */
export default function AuditOrders() {
  const say = useWords(auditWords)
  const [query, setQuery] = useSearchParams()
  const topics = useResource<Topics>('/api/billing/audit-topics', { keep: true })
  const asked = { topic: query.get('topic'), state: query.get('state') ?? 'open' }
  const pages = usePages<List, Order>(withQuery('/api/billing/audit-orders', asked), itemsOf)
  const reload = () => {
    pages.first.reload()
    topics.reload()
  }
  const columns = useColumns(asked.state === 'open', reload)
  const choose = (next: Partial<Record<'topic' | 'state', string | null>>) =>
    setQuery(withQuery('', { ...asked, ...next }), { replace: true })
  const chosen = topics.data?.items.find(({ code }) => code === asked.topic)
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={pages.first.refreshing}>
      <div className={css.stack}>
        <Panel flush label={say('all')}>
          <div className={`${clerk.groups} ${clerk.small}`}>
            {(topics.data?.items ?? []).map((topic) => (
              <Topic key={topic.code} topic={topic} isChosen={topic.code === asked.topic} choose={choose} />
            ))}
          </div>
        </Panel>
        <Panel flush label={say('title')}>
          <div className={css.filters}>
            <Segmented
              value={asked.state}
              onChange={(state) => choose({ state })}
              options={(['open', 'closed'] as const).map((value) => ({ value, label: say(value) }))}
            />
          </div>
          {chosen && (
            <p className={css.filters}>
              <span className={css.note}>
                {say('basis')}：{chosen.basis}　
                {chosen.precision === null
                  ? say('precision.none')
                  : say('precision', { percent: Math.round(chosen.precision * 100) })}
              </span>
            </p>
          )}
          <PagedTable
            of={pages}
            rowKey="id"
            columns={columns}
            width={980}
            rows={6}
            empty={<Empty title={say('none')} next={say(asked.topic ? 'none.topic' : 'none.next')} />}
          />
        </Panel>
      </div>
    </Page>
  )
}

type TopicProps = {
  topic: Topics['items'][number]
  isChosen: boolean
  choose: (next: { topic: string | null }) => void
}

/** How much a topic has open and what it is worth; opened by a press, and closed by another. */
function Topic({ topic: { code, open, openYuan, ownerRole, enabled }, isChosen, choose }: TopicProps) {
  const say = useWords(auditWords)
  return (
    <div className={`${clerk.group} ${isChosen ? clerk.chosen : ''}`}>
      <Pill tone={open > 0 ? 'warn' : 'calm'}>{say(`topic.${code}`)}</Pill>
      <Button
        type="link"
        className={clerk.count}
        style={{ padding: 0, height: 'auto', justifyContent: 'flex-start' }}
        aria-pressed={isChosen}
        onClick={() => choose({ topic: isChosen ? null : code })}
      >
        {say('topic.open', { count: quantity(open) })}
      </Button>
      <div>{Number(openYuan) > 0 ? say('topic.stake', { amount: yuan(openYuan) }) : say('topic.noStake')}</div>
      <div className={css.note}>{enabled ? say.code('owner', ownerRole) : say('topic.off')}</div>
    </div>
  )
}

function useColumns(isOpen: boolean, reload: () => void): TableColumnsType<Order> {
  const say = useWords(auditWords)
  const [language] = useLanguage()
  const mayDecide = useUser().roles.some((role) =>
    ['billing', 'inspector', 'district-manager', 'manager', 'auditor'].includes(role),
  )
  return [
    {
      title: say('col.account'),
      width: 190,
      render: (_, order) => (
        <>
          <Link to={withQuery('/office/bills', { account: order.accountNo })}>{accountNumber(order.accountNo)}</Link>
          <div className={css.note}>{order.customerName}</div>
        </>
      ),
    },
    {
      title: say('col.finding'),
      render: (_, order) => (
        <>
          <Pill tone="warn">{say(`topic.${order.topic}`)}</Pill>
          <div>{order.finding[language]}</div>
          {order.note && (
            <div className={css.note}>
              {order.decidedBy}：{order.note}
            </div>
          )}
        </>
      ),
    },
    {
      title: say('col.amount'),
      width: 130,
      align: 'right',
      render: (_, { amountYuan }) => (amountYuan === null ? say('unknownAmount') : yuan(amountYuan)),
    },
    { title: say('col.owner'), width: 110, render: (_, order) => say.code('owner', order.ownerRole) },
    { title: say('col.opened'), width: 150, render: (_, order) => instant(order.openedAt) },
    {
      title: say('col.decision'),
      ...(isOpen && { key: 'acts' }),
      width: 160,
      render: (_, order) =>
        order.decision ? (
          <Pill tone={tones[order.decision]}>{say(`decision.${order.decision}`)}</Pill>
        ) : (
          mayDecide && <Decide order={order} done={reload} />
        ),
    },
  ]
}

type Filled = { note: string }

function Decide({ order, done }: { order: Order; done: () => void }) {
  const say = useWords(auditWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const [decision, setDecision] = useState<'confirmed' | 'dismissed'>()
  const decide = useSubmit((input: z.infer<typeof orderDecision>, key) =>
    write('POST', `/api/billing/audit-orders/${order.id}/decision`, input, key),
  )
  const submit = async ({ note }: Filled) => {
    if (!decision || !(await decide.submit({ decision, note: note.trim() }))) return
    message.success(say('done'))
    setDecision(undefined)
    done()
  }
  return (
    <>
      <Button size="small" onClick={() => setDecision('confirmed')}>
        {say('confirm')}
      </Button>{' '}
      <Button size="small" onClick={() => setDecision('dismissed')}>
        {say('dismiss')}
      </Button>
      {decision && (
        <Modal
          open
          title={`${say(decision === 'confirmed' ? 'confirm' : 'dismiss')} · ${say(`topic.${order.topic}`)}`}
          okText={say(decision === 'confirmed' ? 'confirm' : 'dismiss')}
          okButtonProps={{ loading: decide.busy }}
          onOk={form.submit}
          onCancel={() => setDecision(undefined)}
        >
          <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
            <Form.Item
              name="note"
              label={say('note')}
              rules={[{ required: true, min: 2, whitespace: true, message: say('note.bad') }]}
            >
              <Input.TextArea rows={4} maxLength={500} />
            </Form.Item>
            <Trouble error={decide.error} />
          </Form>
        </Modal>
      )}
    </>
  )
}
