import { Form, Input, Modal, Radio } from 'antd'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { shiftWords } from './words.ts'

type Said = { text: string; choice?: string }

/** Asks for a reason, and for a choice where there is one. */
export function ReasonDialog(props: {
  title: string
  label: string
  choices?: { value: string; label: string }[]
  choicesLabel?: string
  send: (said: Said, key: string) => Promise<unknown>
  close: (isDone: boolean) => void
}) {
  const { title, label, choices, choicesLabel, send, close } = props
  const say = useWords(shiftWords)
  const [form] = Form.useForm<Said>()
  const sending = useSubmit(send)
  useFieldIssues(form, sending.error)
  const submit = async (said: Said) => {
    if (await sending.submit(said)) close(true)
  }
  return (
    <Modal
      open
      title={title}
      okText={say('save')}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={sending.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={choices && { choice: choices[0]?.value }}
      >
        {choices && (
          <Form.Item name="choice" label={choicesLabel}>
            <Radio.Group options={choices} />
          </Form.Item>
        )}
        <Form.Item
          name="text"
          label={label}
          rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
