import { App, Form, Input, Modal } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { yuan } from '../../../app/web/kit/format.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeDetail } from '../../charges/contract.ts'
import { chargeWords } from './words.ts'

export type Act = 'issue' | 'discard' | 'reverse'
const nouns = { issue: 'issue', discard: 'discard', reverse: 'reversal' } as const

/** Asks once more with number and money, and for the reason where something is taken back. */
export function DecideCharge(props: { charge: ChargeDetail; act: Act; close: (isDone: boolean) => void }) {
  const { charge, act, close } = props
  const say = useWords(chargeWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ text?: string }>()
  const decide = useSubmit((body: Record<string, string>, key) =>
    write<ChargeDetail>('POST', `/api/billing/charges/${charge.id}/${nouns[act]}`, body, key),
  )
  const submit = async ({ text = '' }: { text?: string }) => {
    const field = act === 'reverse' ? 'reason' : 'note'
    const made = await decide.submit(text.trim() ? { [field]: text.trim() } : {})
    if (!made) return
    message.success(say(`decide.done.${act}`))
    close(true)
  }
  const needed = act === 'issue' ? [] : [{ required: true, min: 2, whitespace: true, message: say('required') }]
  return (
    <Modal
      open
      title={say(`decide.${act}`, { no: charge.chargeNo, amount: yuan(charge.totalYuan) })}
      okText={say(act)}
      okButtonProps={{ danger: act !== 'issue', loading: decide.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say(`decide.${act}.lead`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item name="text" label={say(act === 'issue' ? 'decide.note' : 'decide.reason')} rules={needed}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Trouble error={decide.error} />
      </Form>
    </Modal>
  )
}
