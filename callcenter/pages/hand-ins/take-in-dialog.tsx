import { Form, Input, Modal, Segmented } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandIn } from '../../hand-ins/contract.ts'
import { hotlines } from '../../orders/contract.ts'
import { handInWords } from './words.ts'

type Filled = {
  hotline: HandIn['hotline']
  hotlineName?: string
  theirNo: string
  said: string
  handedAt: string
  dueAt?: string
  callerPhone?: string
  accountNo?: string
}

/** What stands on the paper of the other hotline. */
export function TakeInDialog({ close }: { close: (taken?: HandIn) => void }) {
  const say = useWords(handInWords)
  const [form] = Form.useForm<Filled>()
  const hotline = Form.useWatch('hotline', form)
  const taking = useSubmit((body: object, key) => write<HandIn>('POST', '/api/callcenter/hand-ins', body, key))
  useFieldIssues(form, taking.error)
  const submit = async (filled: Filled) => {
    const taken = await taking.submit(toBody(filled))
    if (taken) close(taken.value)
  }
  const needed = [{ required: true, whitespace: true, message: say('required') }]
  const optional = (name: 'dueAt' | 'callerPhone' | 'accountNo') => say('optional', { title: say(name) })
  return (
    <Modal
      open
      title={say('takeIn')}
      okText={say('takeIn')}
      cancelText={say('cancel')}
      confirmLoading={taking.busy}
      onOk={form.submit}
      onCancel={() => close()}
    >
      <Trouble error={taking.error} atFields />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ hotline: '12345' }}>
        <Form.Item name="hotline" label={say('hotline')}>
          <Segmented block options={hotlines.map((value) => ({ value, label: say(`hotline.${value}`) }))} />
        </Form.Item>
        {hotline === 'other' && (
          <Form.Item name="hotlineName" label={say('hotlineName')} rules={needed}>
            <Input maxLength={40} />
          </Form.Item>
        )}
        <Form.Item name="theirNo" label={say('theirNo')} rules={needed}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="handedAt" label={say('handedAt')} rules={needed}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="dueAt" label={optional('dueAt')} extra={say('dueAt.hint')}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="said" label={say('said')} extra={say('said.hint')} rules={needed}>
          <Input.TextArea rows={4} maxLength={2000} showCount />
        </Form.Item>
        <Form.Item name="callerPhone" label={optional('callerPhone')}>
          <Input maxLength={20} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="accountNo" label={optional('accountNo')}>
          <Input maxLength={13} inputMode="numeric" autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** What the fields say is the time in China, wherever the browser is; what is empty is left out. */
function toBody({ hotline, handedAt, dueAt, ...rest }: Filled): object {
  const filled = Object.entries(rest).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : []))
  const due = dueAt ? { dueAt: `${dueAt}:00+08:00` } : {}
  return { hotline, handedAt: `${handedAt}:00+08:00`, ...due, ...Object.fromEntries(filled) }
}
