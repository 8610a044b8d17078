import { App, Checkbox, Form, Input, Modal } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { shiftWords } from './words.ts'

type Filled = { note: string; until?: string; accountNo?: string; workOrderNo?: string; isUrgent?: boolean }

/** What no system knows and the next shift must. */
export function NewItemDialog({ path, close }: { path: string; close: (isDone: boolean) => void }) {
  const say = useWords(shiftWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const adding = useSubmit(({ note, until, accountNo, workOrderNo, isUrgent = false }: Filled, key) => {
    const links = { ...(accountNo && { accountNo }), ...(workOrderNo && { workOrderNo }) }
    const body = { note, isUrgent, ...links, ...(until && { until: `${until}:00+08:00` }) }
    return write('POST', `${path}/items`, body, key)
  })
  useFieldIssues(form, adding.error)
  const submit = async (filled: Filled) => {
    if (!(await adding.submit(filled))) return
    message.success(say('add.saved'))
    close(true)
  }
  const optional = (label: string) => `${label}（${say('optional')}）`
  return (
    <Modal
      open
      title={say('add')}
      okText={say('save')}
      cancelText={say('cancel')}
      confirmLoading={adding.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={adding.error} atFields />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item
          name="note"
          label={say('add.note')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
        <Form.Item name="until" label={optional(say('add.until'))}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item
          name="accountNo"
          label={optional(say('add.account'))}
          rules={[{ pattern: /^\d{13}$/, message: say('account.wrong') }]}
        >
          <Input inputMode="numeric" maxLength={13} />
        </Form.Item>
        <Form.Item name="workOrderNo" label={optional(say('add.order'))}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="isUrgent" valuePropName="checked">
          <Checkbox>{say('add.urgent')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
