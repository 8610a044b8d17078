import { App, Form, Input, Modal } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { accountNumber } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CorrectionTask } from '../corrections/contract.ts'
import { correctionWords } from './correction-words.ts'

export function DismissTask({ task, close }: { task: CorrectionTask; close: (isDone: boolean) => void }) {
  const say = useWords(correctionWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ note: string }>()
  const dismiss = useSubmit((input: { note: string }, key) =>
    write('POST', `/api/billing/correction-tasks/${task.id}/dismissal`, input, key),
  )
  const submit = async (input: { note: string }) => {
    if (!(await dismiss.submit(input))) return
    message.success(say('dismiss.done'))
    close(true)
  }
  return (
    <Modal
      open
      title={say('dismiss.title', { no: accountNumber(task.accountNo), month: task.billMonth })}
      okText={say('task.dismiss')}
      okButtonProps={{ loading: dismiss.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say('dismiss.lead')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item
          name="note"
          label={say('dismiss.note')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('reason.bad') }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Trouble error={dismiss.error} />
      </Form>
    </Modal>
  )
}
