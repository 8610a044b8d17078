import { Form, Input, Modal } from 'antd'
import type { Submission } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { ActFilesItem } from './files/act-files.tsx'
import { intakeWords } from './words.ts'

export type Reasoned = { reason: string; attachmentIds?: number[] }
type Dialog = {
  open: boolean
  title: string
  label: string
  submission: Submission<Reasoned, unknown>
  /** Of the application whose files can be attached; left out: none can. */
  path?: string
  close: () => void
  done: () => void
}

/** Asks for the reason without which an application is not ended. */
export function ReasonDialog({ open, title, label, submission, path, close, done }: Dialog) {
  const say = useWords(intakeWords)
  const [form] = Form.useForm<Reasoned>()
  const submit = async ({ reason, ...rest }: Reasoned) => {
    if (!(await submission.submit({ reason: reason.trim(), ...rest }))) return
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
        {path && <ActFilesItem path={path} />}
      </Form>
    </Modal>
  )
}
