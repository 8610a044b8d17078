import { App, Checkbox, Form, Input, Modal } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerMark } from '../../marks/contract.ts'
import { markWords } from './words.ts'

type Filled = { note: string; noDanger: boolean }
type Ending = { contactId: number; mark: CallerMark['mark']; close: (isDone: boolean) => void }

/** The last step of a procedure: what happened, and that nobody is left in danger by it. */
export function EndDialog({ contactId, mark, close }: Ending) {
  const say = useWords(markWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const sending = useSubmit((filled: Filled, key) =>
    write('POST', `/api/callcenter/contacts/${contactId}/mark-acts`, { mark, act: 'end', ...filled }, key),
  )
  useFieldIssues(form, sending.error)
  const submit = async ({ note }: Filled) => {
    if (!(await sending.submit({ note: note.trim(), noDanger: true }))) return
    message.success(say('end.done'))
    close(true)
  }
  return (
    <Modal
      open
      title={say('end.title', { mark: say(`mark.${mark}`) })}
      okText={say('end.submit')}
      okButtonProps={{ danger: true }}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={sending.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item
          name="note"
          label={say('end.note')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
        <Form.Item
          name="noDanger"
          valuePropName="checked"
          rules={[
            {
              validator: (_, isSure) =>
                isSure === true ? Promise.resolve() : Promise.reject(new Error(say('end.noDanger.must'))),
            },
          ]}
        >
          <Checkbox>{say('end.noDanger')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
