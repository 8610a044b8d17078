import { App, Form, Input, Modal } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandIn } from '../../hand-ins/contract.ts'
import { handInWords } from './words.ts'

export type Act = 'reply' | 'return' | 'extension'
type Filled = { reply?: string; note?: string; dueAt?: string; theirRef?: string }

/** A reply begins with what was done, as the order says it. */
export function ActDialog({ act, handIn, close }: { act: Act; handIn: HandIn; close: (isDone: boolean) => void }) {
  const say = useWords(handInWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const sending = useSubmit((body: object, key) =>
    write('POST', `/api/callcenter/hand-ins/${handIn.contactId}/${act}`, body, key),
  )
  useFieldIssues(form, sending.error)
  const submit = async ({ dueAt, theirRef, ...text }: Filled) => {
    const due = dueAt ? { dueAt: `${dueAt}:00+08:00` } : {}
    const ref = theirRef?.trim() ? { theirRef: theirRef.trim() } : {}
    if (!(await sending.submit({ version: handIn.version, ...text, ...due, ...ref }))) return
    message.success(say('act.done'))
    close(true)
  }
  const needed = [{ required: true, whitespace: true, message: say('required') }]
  const text = act === 'reply' ? 'reply' : 'note'
  return (
    <Modal
      open
      title={say(`act.${act}`)}
      okText={say(`act.${act}`)}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say(`act.${act}.hint`)}</p>
      <Trouble error={sending.error} atFields />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ reply: handIn.orders.findLast(({ result }) => result)?.result ?? '' }}
      >
        <Form.Item name={text} label={say(act === 'reply' ? 'replyText' : 'note')} rules={needed}>
          <Input.TextArea rows={4} maxLength={2000} showCount />
        </Form.Item>
        {act !== 'reply' && (
          <Form.Item name="dueAt" label={say('newDue')} rules={needed}>
            <Input type="datetime-local" />
          </Form.Item>
        )}
        <Form.Item name="theirRef" label={say('optional', { title: say('theirRef') })}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
