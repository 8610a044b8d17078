import { Form, type FormInstance, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useFieldIssues } from './form-issues.ts'
import { useSubmit } from './resource.ts'
import { Trouble } from './states.tsx'

/** A form in a dialog that stays open until the server has taken what was filled in; each issue stands at its field. */
export function FormDialog<Filled extends object, Taken>(props: {
  title: string
  ok: string
  cancel: string
  width?: number
  initial?: Partial<Filled> | undefined
  changed?: (changed: Partial<Filled>, form: FormInstance<Filled>) => void
  send: (filled: Filled, key: string) => Promise<Taken>
  done: (taken: Taken) => void
  giveUp: () => void
  children: ReactNode
}) {
  const { title, ok, cancel, width = 520, initial, changed, send, done, giveUp, children } = props
  const [form] = Form.useForm<Filled>()
  const sending = useSubmit(send)
  useFieldIssues(form, sending.error)
  const submit = async (filled: Filled) => {
    const taken = await sending.submit(filled)
    if (taken) done(taken.value)
  }
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={cancel}
      confirmLoading={sending.busy}
      width={width}
      onOk={form.submit}
      onCancel={giveUp}
    >
      <Trouble error={sending.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={initial}
        onValuesChange={(values: Partial<Filled>) => changed?.(values, form)}
      >
        {children}
      </Form>
    </Modal>
  )
}
