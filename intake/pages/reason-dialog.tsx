import { Form, Input, Modal } from 'antd'
import type { Submission } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { intakeWords } from './words.ts'

type Dialog = {
  open: boolean
  title: string
  label: string
  submission: Submission<string, unknown>
  close: () => void
  done: () => void
}

/** Asks for the reason without which an application is not ended. */
export function ReasonDialog({ open, title, label, submission, close, done }: Dialog) {
  const say = useWords(intakeWords)
  const [form] = Form.useForm<{ reason: string }>()
  const submit = async ({ reason }: { reason: string }) => {
    if (!(await submission.submit(reason.trim()))) return
    form.resetFields()
    close()
    done()
  }
  return (
    <Modal
      open={open}
      title={title}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={submission.busy}
      okButtonProps={{ danger: true }}
      destroyOnHidden
    >
      <Trouble error={submission.error} />
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="reason"
          label={label}
          rules={[{ required: true, whitespace: true, message: say('reason.required') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
