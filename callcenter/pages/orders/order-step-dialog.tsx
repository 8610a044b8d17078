import { App, Form, Input, Modal, Segmented } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { notedSteps, type WorkOrder } from '../../orders/contract.ts'
import type { Handler } from '../../orders/kinds/contract.ts'
import { UseReply } from '../matters/matter-parts.tsx'
import { HandOver } from './hand-over.tsx'
import { orderName } from './order-names.ts'
import { orderWords } from './words.ts'

type OrderStep = WorkOrder['steps'][number]
/** `contactId`: in which contact an urge was made. */
export type Chosen = { order: WorkOrder; step: OrderStep; contactId?: number }
type Filled = {
  note?: string
  contactId?: number
  handler?: Handler
  unitId?: number
  estimatedAt?: string
  outcome?: string
}
type Sent = Filled & { id: number; step: OrderStep; version: number }

/** Takes a work order one step on. */
export function OrderStepDialog({
  chosen,
  close,
  done,
}: {
  chosen: Chosen | undefined
  close: () => void
  done: () => void
}) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const step = useSubmit(({ id, step, ...body }: Sent, key) =>
    write('POST', `/api/callcenter/work-orders/${id}/${step}`, body, key),
  )
  const leave = () => {
    form.resetFields()
    step.clear()
    close()
  }
  const submit = async ({ note, estimatedAt, ...filled }: Filled) => {
    if (!chosen) return
    const { order } = chosen
    const sent = await step.submit({
      ...filled,
      ...{ id: order.id, step: chosen.step, version: order.version },
      ...(chosen.contactId ? { contactId: chosen.contactId } : {}),
      ...(note?.trim() ? { note: note.trim() } : {}),
      // What the field says is the time in China, wherever the browser is.
      ...(estimatedAt ? { estimatedAt: `${estimatedAt}:00+08:00` } : {}),
    })
    if (!sent) return
    message.success(say('step.done', { step: say(`step.${chosen.step}`) }))
    leave()
    done()
  }
  const needed = chosen !== undefined && notedSteps.includes(chosen.step)
  return (
    <Modal
      open={chosen !== undefined}
      title={chosen && say(`step.${chosen.step}`)}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={step.busy}
      destroyOnHidden
    >
      <Trouble error={step.error} />
      {chosen && (
        <p>
          {orderName(chosen.order, language)} · {chosen.order.address}
        </p>
      )}
      {chosen?.order.result && <p>{chosen.order.result}</p>}
      <Form form={form} layout="vertical" onFinish={submit}>
        {chosen && answering.includes(chosen.step) && (
          <UseReply matters={chosen.order.matters} use={(note) => form.setFieldValue('note', note)} />
        )}
        {chosen && <StepFields chosen={chosen} />}
        <Form.Item
          name="note"
          label={say(needed ? 'step.note' : 'step.noteOptional')}
          rules={[{ required: needed, whitespace: true, message: say('step.note.bad') }]}
        >
          <Input.TextArea rows={4} maxLength={2000} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** With whose note the customer is answered. */
const answering: OrderStep[] = ['answer', 'result', 'contact']

/** What a step asks besides its note. */
function StepFields({ chosen: { order, step } }: { chosen: Chosen }) {
  const say = useWords(orderWords)
  const labels = { handler: say('order.handler'), unit: say('step.unit'), needed: say('field.needed') }
  if (step === 'dispatch' || step === 'transfer') return <HandOver {...order} labels={labels} />
  if (step === 'estimate')
    return (
      <Form.Item
        name="estimatedAt"
        label={say('step.estimatedAt')}
        rules={[{ required: true, message: say('field.needed') }]}
      >
        <Input type="datetime-local" />
      </Form.Item>
    )
  if (step !== 'call-back') return null
  return (
    <Form.Item name="outcome" label={say('step.outcome')} initialValue="satisfied">
      <Segmented
        block
        options={(['satisfied', 'dissatisfied', 'unreached'] as const).map((value) => ({
          value,
          label: say(`outcome.${value}`),
        }))}
      />
    </Form.Item>
  )
}
