import { App, Form, Input, Modal } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder } from '../../orders/contract.ts'
import { orderName } from './order-names.ts'
import { type OrderStep, stepsNeedingNote } from './order-steps.ts'
import { orderWords } from './words.ts'

export type Chosen = { order: WorkOrder; step: OrderStep }
type Sent = { id: number; step: OrderStep; version: number; note?: string }

/** Takes a work order one step on: accepted, arrived, reported, called back and closed, or cancelled. */
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
  const [form] = Form.useForm<{ note?: string }>()
  const step = useSubmit(({ id, step, ...body }: Sent, key) =>
    write('POST', `/api/callcenter/work-orders/${id}/${step}`, body, key),
  )
  const leave = () => {
    form.resetFields()
    step.clear()
    close()
  }
  const submit = async ({ note }: { note?: string }) => {
    if (!chosen) return
    const { order } = chosen
    const sent = await step.submit({
      id: order.id,
      step: chosen.step,
      version: order.version,
      ...(note?.trim() ? { note: note.trim() } : {}),
    })
    if (!sent) return
    message.success(say('step.done', { step: say(`step.${chosen.step}`) }))
    leave()
    done()
  }
  const needed = chosen !== undefined && stepsNeedingNote.includes(chosen.step)
  return (
    <Modal
      open={chosen !== undefined}
      title={chosen && say(`step.${chosen.step}`)}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={step.busy}
    >
      <Trouble error={step.error} />
      {chosen && (
        <p>
          {orderName(chosen.order, language)} · {chosen.order.address}
        </p>
      )}
      {chosen?.order.result && <p>{chosen.order.result}</p>}
      <Form form={form} layout="vertical" onFinish={submit}>
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
