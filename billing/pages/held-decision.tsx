import { App, Form, Input, Modal } from 'antd'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { quantity, yuan } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { decisionAnswer, decisionInput } from '../held/contract.ts'
import { officeWords } from './office-words.ts'

type Asked = z.infer<typeof decisionInput>
type Answer = z.infer<typeof decisionAnswer>
export type Decision = Asked['decision']
export type Chosen = { which: Asked['which']; bills: number; totalYuan: string }

/** Asks once more, with how many bills and how much money, and tells what came of it. */
export function HeldDecision(props: { chosen: Chosen; decision: Decision; close: (isDone: boolean) => void }) {
  const { chosen, decision, close } = props
  const say = useWords(officeWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ note?: string }>()
  const decide = useSubmit((input: Asked, key) =>
    write<Answer>('POST', '/api/billing/held-bills/decisions', input, key),
  )
  const submit = async ({ note }: { note?: string }) => {
    const made = await decide.submit({ which: chosen.which, decision, ...(note?.trim() ? { note } : {}) })
    if (!made) return
    const { decided, issued, sentBack } = made.value
    const rest = decided > issued + sentBack ? ` ${say('decide.done.waits')}` : ''
    message.success(say('decide.done', { decided, issued, sentBack }) + rest, 6)
    close(true)
  }
  const isConfirmed = decision === 'confirmed'
  return (
    <Modal
      open
      title={say(`decide.ask.${decision}`, { bills: quantity(chosen.bills), amount: yuan(chosen.totalYuan) })}
      okText={say(`decide.${decision}`)}
      okButtonProps={{ danger: isConfirmed, loading: decide.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say(`decide.lead.${decision}`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item
          name="note"
          label={say('decide.note')}
          rules={isConfirmed ? [{ required: true, whitespace: true, message: say('decide.note.confirmed') }] : []}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Trouble error={decide.error} />
      </Form>
    </Modal>
  )
}
