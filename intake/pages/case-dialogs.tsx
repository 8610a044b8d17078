import { Form, Input, Modal, Select } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail, Step } from '../contract.ts'
import { ActFilesItem } from './files/act-files.tsx'
import type { Reasoned } from './reason-dialog.tsx'
import { intakeWords } from './words.ts'

type Dialog = {
  application: ApplicationDetail
  path: string
  done: () => void
  open: boolean
  close: () => void
}
type Return = Reasoned & { step: Step; to: Step }
type Hold = Reasoned & { code: string }

/** Back to an earlier step; from which, where several are open. */
export function ReturnDialog({ open, close, application, path, done }: Dialog) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const [form] = Form.useForm<Return>()
  const { version, next } = application
  const from = Form.useWatch('step', form) ?? next.returnTargets[0]?.step
  const targets = next.returnTargets.find(({ step }) => step === from)?.to ?? []
  const titleOf = (step: Step) => application.steps.find((view) => view.step === step)?.title[language] ?? step
  const giveBack = useSubmit((input: Return, key) => write('POST', `${path}/returns`, { version, ...input }, key))
  const submit = async ({ reason, ...rest }: Return) => {
    if (!(await giveBack.submit({ ...rest, reason: reason.trim() }))) return
    form.resetFields()
    close()
    done()
  }
  return (
    <Modal
      open={open}
      title={say('return.title')}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={giveBack.busy}
      destroyOnHidden
    >
      <Trouble error={giveBack.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ step: next.returnTargets[0]?.step, to: next.returnTargets[0]?.to.at(-1) }}
      >
        <Form.Item name="step" label={say('return.from')} hidden={next.returnTargets.length < 2}>
          <Select
            options={next.returnTargets.map(({ step }) => ({ value: step, label: titleOf(step) }))}
            onChange={(step) =>
              form.setFieldValue('to', next.returnTargets.find((each) => each.step === step)?.to.at(-1))
            }
          />
        </Form.Item>
        <Form.Item name="to" label={say('return.to')}>
          <Select options={targets.map((value) => ({ value, label: titleOf(value) }))} />
        </Form.Item>
        <ReasonItem label={say('return.reason')} />
        <ActFilesItem path={path} />
      </Form>
    </Modal>
  )
}

/** Only for a reason that stops the clocks by the flow's own table. */
export function HoldDialog({ open, close, application, path, done }: Dialog) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const [form] = Form.useForm<Hold>()
  const { version, next } = application
  const hold = useSubmit((input: Hold, key) => write('POST', `${path}/suspension`, { version, ...input }, key))
  const submit = async ({ reason, ...rest }: Hold) => {
    if (!(await hold.submit({ ...rest, reason: reason.trim() }))) return
    form.resetFields()
    close()
    done()
  }
  return (
    <Modal
      open={open}
      title={say('hold.action')}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={hold.busy}
      destroyOnHidden
    >
      <Trouble error={hold.error} />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ code: next.suspensions[0]?.code }}>
        <Form.Item name="code" label={say('hold.reasonKind')}>
          <Select options={next.suspensions.map(({ code, title }) => ({ value: code, label: title[language] }))} />
        </Form.Item>
        <ReasonItem label={say('hold.reason')} />
        <ActFilesItem path={path} />
      </Form>
    </Modal>
  )
}

function ReasonItem({ label }: { label: string }) {
  const say = useWords(intakeWords)
  return (
    <Form.Item
      name="reason"
      label={label}
      rules={[{ required: true, whitespace: true, message: say('reason.required') }]}
    >
      <Input.TextArea rows={3} maxLength={500} showCount />
    </Form.Item>
  )
}
