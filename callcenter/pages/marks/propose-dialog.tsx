import { App, Form, Input, Modal, Radio, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { accountNumber } from '../../../app/web/kit/format.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import type { CallerMark } from '../../marks/contract.ts'
import { markWords } from './words.ts'

type Filled = { mark: CallerMark['mark']; of: 'account' | 'number'; reason: string; evidence?: string }
type About = { contact: Contact | null; accountNo: string | null; close: (isDone: boolean) => void }

const order: CallerMark['mark'][] = ['sensitive', 'abusive', 'silent', 'life-support']

/** An agent proposes how a caller is to be met; a lead sets it. */
export function ProposeDialog({ contact, accountNo, close }: About) {
  const say = useWords(markWords)
  const { message } = App.useApp()
  const isLead = hasRole(useUser(), ['lead'])
  const [form] = Form.useForm<Filled>()
  const mark = Form.useWatch('mark', form)
  const sending = useSubmit(({ of, evidence, ...filled }: Filled, key) => {
    const about = of === 'account' ? { accountNo } : {}
    const hand = contact ? { contactId: contact.id } : {}
    const paper = filled.mark === 'life-support' && evidence ? { evidence } : {}
    return write('POST', '/api/callcenter/caller-marks', { ...filled, ...about, ...hand, ...paper }, key)
  })
  useFieldIssues(form, sending.error)
  const submit = async (filled: Filled) => {
    if (!(await sending.submit(filled))) return
    message.success(say(isLead ? 'propose.set' : 'propose.done'))
    close(true)
  }
  const places = [
    ...(accountNo ? [{ value: 'account', label: say('propose.account', { no: accountNumber(accountNo) }) }] : []),
    ...(contact?.callerPhone ? [{ value: 'number', label: say('propose.number') }] : []),
  ]
  return (
    <Modal
      open
      title={say('propose.title')}
      okText={say('save')}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say('propose.lead')}</p>
      <Trouble error={sending.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ mark: 'sensitive', of: places[0]?.value ?? 'number' }}
      >
        <Form.Item name="mark" label={say('propose.mark')}>
          <Select options={order.map((value) => ({ value, label: say(`mark.${value}`) }))} />
        </Form.Item>
        <Form.Item name="of" label={say('propose.of')}>
          <Radio.Group options={places} />
        </Form.Item>
        {mark === 'life-support' && (
          <Form.Item
            name="evidence"
            label={say('propose.evidence')}
            rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
          >
            <Input maxLength={200} />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={say('propose.reason')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
