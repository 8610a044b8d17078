import { App, Button, Form, Input, Modal, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery, write } from '../../web/kit/api.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { accountNumber, instant } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Panel, Pill } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { hasRole, useUser } from '../../web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { LegalHold, LegalHolds } from '../contract.ts'
import { keepingWords } from './words.ts'

type Filled = { accountNo?: string; reason: string }

/** 依法保全: accounts of which nothing is erased. */
export function Holds({ changed }: { changed: () => void }) {
  const say = useWords(keepingWords)
  const isManager = hasRole(useUser(), ['manager'])
  const found = useResource<LegalHolds>('/api/keeping/holds', { keep: true })
  const [open, setOpen] = useState<{ hold: LegalHold | null }>()
  const columns = useColumns(isManager ? (hold) => setOpen({ hold }) : null)
  const close = (isDone: boolean) => {
    setOpen(undefined)
    if (!isDone) return
    found.reload()
    changed()
  }
  return (
    <Panel
      flush
      title={say('holds.title')}
      extra={isManager && <Button onClick={() => setOpen({ hold: null })}>{say('holds.place')}</Button>}
    >
      <Shown
        of={found}
        rows={3}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={say('holds.none')} next={say('holds.none.next')} />}
      >
        {({ items }) => <DataTable rowKey="id" columns={columns} items={items} width={860} pageSize={20} head={0} />}
      </Shown>
      {open && <HoldDialog hold={open.hold} close={close} />}
    </Panel>
  )
}

function useColumns(lift: ((hold: LegalHold) => void) | null): TableColumnsType<LegalHold> {
  const say = useWords(keepingWords)
  return [
    {
      title: say('holds.account'),
      render: (_, { accountNo, unit }) => (
        <>
          <Link to={withQuery('/office/ledger', { account: accountNo })}>{accountNumber(accountNo)}</Link>
          <div className={lists.note}>{unit}</div>
        </>
      ),
    },
    {
      title: say('holds.state'),
      width: 110,
      render: (_, { liftedAt }) => (
        <Pill tone={liftedAt ? 'calm' : 'warn'}>{say(liftedAt ? 'holds.state.lifted' : 'holds.state.held')}</Pill>
      ),
    },
    {
      title: say('holds.placed'),
      width: 420,
      render: (_, { reason, placedBy, placedAt, liftedBy, liftedAt, liftReason }) => (
        <>
          {reason}
          <div className={lists.note}>{say('holds.by', { by: placedBy, at: instant(placedAt) })}</div>
          {liftedBy && (
            <div className={lists.note}>
              {say('holds.state.lifted')}：{liftReason} · {say('holds.by', { by: liftedBy, at: instant(liftedAt) })}
            </div>
          )}
        </>
      ),
    },
    {
      title: '',
      width: 90,
      render: (_, hold) =>
        lift &&
        hold.liftedAt === null && (
          <Button size="small" danger onClick={() => lift(hold)}>
            {say('holds.lift')}
          </Button>
        ),
    },
  ]
}

function HoldDialog({ hold, close }: { hold: LegalHold | null; close: (isDone: boolean) => void }) {
  const say = useWords(keepingWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const path = hold ? `/api/keeping/holds/${hold.id}/lifting` : '/api/keeping/holds'
  const send = useSubmit((input: Filled, key) => write('POST', path, input, key))
  useFieldIssues(form, send.error)
  const submit = async ({ accountNo, reason }: Filled) => {
    const filled = accountNo ? { accountNo: accountNo.replaceAll(/\s/g, ''), reason } : { reason }
    if (!(await send.submit(filled))) return
    message.success(say('holds.saved'))
    close(true)
  }
  return (
    <Modal
      open
      title={hold ? say('holds.lift.of', { no: hold.accountNo }) : say('holds.place')}
      onCancel={() => close(false)}
      onOk={form.submit}
      confirmLoading={send.busy}
    >
      <Trouble error={send.error} atFields />
      <Form form={form} layout="vertical" onFinish={submit}>
        {!hold && (
          <Form.Item
            name="accountNo"
            label={say('holds.account')}
            rules={[{ required: true, pattern: /^\s*(\d\s*){13}$/, message: say('holds.account.bad') }]}
          >
            <Input inputMode="numeric" maxLength={20} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={say(hold ? 'holds.lift.reason' : 'holds.reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('required') }]}
        >
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
