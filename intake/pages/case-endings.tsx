import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail, Step } from '../contract.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { intakeWords } from './words.ts'

type Case = { application: ApplicationDetail; path: string; done: () => void }

/** The ways off the straight path: back to an earlier step, refused, withdrawn. Only those that may be taken now. */
export function CaseEndings({ application, path, done }: Case) {
  const say = useWords(intakeWords)
  const [dialog, setDialog] = useState<'return' | 'refuse' | 'withdraw'>()
  const { version, next } = application
  const refusal = useSubmit((reason: string, key) => write('POST', `${path}/refusal`, { version, reason }, key))
  const withdrawal = useSubmit((reason: string, key) => write('POST', `${path}/withdrawal`, { version, reason }, key))
  const close = () => setDialog(undefined)
  return (
    <>
      {next.returnTargets.length > 0 && <Button onClick={() => setDialog('return')}>{say('return.action')}</Button>}
      {next.mayWithdraw && <Button onClick={() => setDialog('withdraw')}>{say('withdraw.action')}</Button>}
      {next.mayRefuse && (
        <Button danger onClick={() => setDialog('refuse')}>
          {say('refuse.action')}
        </Button>
      )}
      <ReturnDialog open={dialog === 'return'} close={close} application={application} path={path} done={done} />
      <ReasonDialog
        open={dialog === 'refuse'}
        close={close}
        done={done}
        title={say('refuse.title')}
        label={say('refuse.reason')}
        submission={refusal}
      />
      <ReasonDialog
        open={dialog === 'withdraw'}
        close={close}
        done={done}
        title={say('withdraw.title')}
        label={say('withdraw.reason')}
        submission={withdrawal}
      />
    </>
  )
}

function ReturnDialog({ open, close, application, path, done }: Case & { open: boolean; close: () => void }) {
  const say = useWords(intakeWords)
  const [form] = Form.useForm<{ to: Step; reason: string }>()
  const { version, next } = application
  const giveBack = useSubmit((input: { to: Step; reason: string }, key) =>
    write('POST', `${path}/returns`, { version, ...input }, key),
  )
  const submit = async (filled: { to: Step; reason: string }) => {
    if (!(await giveBack.submit({ to: filled.to, reason: filled.reason.trim() }))) return
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
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ to: next.returnTargets.at(-1) }}>
        <Form.Item name="to" label={say('return.to')}>
          <Select options={next.returnTargets.map((value) => ({ value, label: say(`step.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('return.reason')}
          rules={[{ required: true, whitespace: true, message: say('reason.required') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
