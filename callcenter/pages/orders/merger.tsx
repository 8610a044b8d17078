import { App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { type Language, useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder, workOrderPage } from '../../orders/contract.ts'
import { orderName } from './order-names.ts'
import { orderWords } from './words.ts'

type Of = { order: WorkOrder; done: () => void }
type Filled = { intoId: number; note?: string }

const atWork: WorkOrder['status'][] = ['open', 'dispatched', 'accepted']

/** Has an order done with another of its kind, or takes it out again. */
export function Merger({ order, done }: Of) {
  const say = useWords(orderWords)
  const may = hasRole(useUser(), ['agent', 'lead', 'dispatcher'])
  const [isOpen, setOpen] = useState(false)
  if (!may) return null
  if (order.status === 'merged') return <TakeOut order={order} done={done} />
  if (!atWork.includes(order.status)) return null
  return (
    <div>
      <Button size="small" onClick={() => setOpen(true)}>
        {say('step.merger')}
      </Button>
      {isOpen && <MergerDialog order={order} done={done} close={() => setOpen(false)} />}
    </div>
  )
}

function TakeOut({ order, done }: Of) {
  const say = useWords(orderWords)
  const { message } = App.useApp()
  const undo = useSubmit((body: { version: number }, key) =>
    write('POST', `/api/callcenter/work-orders/${order.id}/merger-undo`, body, key),
  )
  const submit = async () => {
    if (!(await undo.submit({ version: order.version }))) return
    message.success(say('merge.undone'))
    done()
  }
  return (
    <div>
      <Trouble error={undo.error} />
      <Button size="small" loading={undo.busy} onClick={submit}>
        {say('merge.undo')}
      </Button>
    </div>
  )
}

const BEGINNING = 30

function describe(order: WorkOrder, language: Language): string {
  const { workOrderNo, address, description } = order
  const beginning = description.length > BEGINNING ? `${description.slice(0, BEGINNING)}…` : description
  return `${workOrderNo} ${orderName(order, language)} · ${address} · ${beginning}`
}

function MergerDialog({ order, done, close }: Of & { close: () => void }) {
  const say = useWords(orderWords)
  const { message } = App.useApp()
  const [language] = useLanguage()
  const [form] = Form.useForm<Filled>()
  const page = useResource<z.infer<typeof workOrderPage>>(
    withQuery('/api/callcenter/work-orders', { status: 'unfinished', limit: 100 }),
  )
  const merge = useSubmit((body: Filled & { version: number }, key) =>
    write<WorkOrder>('POST', `/api/callcenter/work-orders/${order.id}/merger`, body, key),
  )
  const others = (page.data?.orders ?? []).filter(
    ({ id, kind, organisation, status }) =>
      id !== order.id && kind === order.kind && organisation === order.organisation && atWork.includes(status),
  )
  const submit = async ({ intoId, note }: Filled) => {
    const made = await merge.submit({ intoId, version: order.version, ...(note?.trim() ? { note: note.trim() } : {}) })
    if (!made) return
    message.success(say('merge.done', { no: made.value.mergedInto ?? '' }))
    close()
    done()
  }
  return (
    <Modal open title={say('merge.title')} onCancel={close} onOk={form.submit} confirmLoading={merge.busy}>
      <Trouble error={page.error ?? merge.error} />
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="intoId"
          label={say('merge.into')}
          rules={[{ required: true, message: say('field.needed') }]}
          extra={page.data && others.length === 0 && say('merge.none')}
        >
          <Select
            loading={!page.data}
            optionRender={({ label }) => <span style={{ whiteSpace: 'normal' }}>{label}</span>}
            options={others.map((other) => ({ value: other.id, label: describe(other, language) }))}
          />
        </Form.Item>
        <Form.Item name="note" label={say('step.noteOptional')}>
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
