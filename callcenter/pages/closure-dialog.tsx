import { App, Form, Input, Modal } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { WorkOrder } from '../contract.ts'
import { deskWords } from './words.ts'

/** After the crew has reported, the desk calls the customer back and closes the order. */
export function ClosureDialog({
  order,
  close,
  done,
}: {
  order: WorkOrder | undefined
  close: () => void
  done: () => void
}) {
  const say = useWords(deskWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ note: string }>()
  const closing = useSubmit((input: { id: number; version: number; note: string }, key) =>
    write('POST', `/api/callcenter/work-orders/${input.id}/closure`, { version: input.version, note: input.note }, key),
  )
  const leave = () => {
    form.resetFields()
    closing.clear()
    close()
  }
  const submit = async ({ note }: { note: string }) => {
    if (!order || !(await closing.submit({ id: order.id, version: order.version, note: note.trim() }))) return
    message.success(say('order.closure.done'))
    leave()
    done()
  }
  return (
    <Modal
      open={order !== undefined}
      title={say('order.closure.title')}
      onCancel={leave}
      onOk={form.submit}
      okText={say('order.closure')}
      confirmLoading={closing.busy}
    >
      <Trouble error={closing.error} />
      <p>{order?.result}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="note"
          label={say('order.closure.note')}
          rules={[{ required: true, whitespace: true, message: say('contact.summary.bad') }]}
        >
          <Input.TextArea rows={4} maxLength={2000} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}
