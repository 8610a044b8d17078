import { Form, Input, Modal } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Action, DecisionResult, ExceptionDecision } from '../vee/exception-shapes.ts'
import { validationWords } from './validation-words.ts'

/** Asks for the reason of one decision about many findings. */
export function DecisionDialog(props: {
  action: Action | undefined
  findingIds: number[]
  close: () => void
  done: (result: DecisionResult) => void
}) {
  const { action, findingIds, close, done } = props
  const say = useWords(validationWords)
  const [form] = Form.useForm<{ reason: string }>()
  const decide = useSubmit((input: ExceptionDecision, key) =>
    write<DecisionResult>('POST', '/api/metering/exception-decisions', input, key),
  )
  const leave = () => {
    form.resetFields()
    decide.clear()
    close()
  }
  const submit = async ({ reason }: { reason: string }) => {
    if (!action) return
    const sent = await decide.submit({ findingIds, action, reason: reason.trim() })
    if (!sent) return
    form.resetFields()
    done(sent.value)
  }
  return (
    <Modal
      open={action !== undefined}
      title={action && say('action.title', { action: say(`action.${action}`), count: findingIds.length })}
      okText={action && say(`action.${action}`)}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={decide.busy}
    >
      <Trouble error={decide.error} />
      {action && <p>{say(`action.${action}.note`)}</p>}
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="reason"
          label={say('reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('reason.needed') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}
