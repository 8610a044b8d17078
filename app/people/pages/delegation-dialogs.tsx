import { App, Button, Form, Input, Modal, Select } from 'antd'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { civilDay } from '../../web/kit/format.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { Delegation, Delegations, NewDelegation } from '../delegation-contract.ts'
import { delegationWords } from './delegation-words.ts'

type Close = { close: (isDone: boolean) => void }

export function AskDialog({ of, close }: Close & { of: Delegations }) {
  const say = useWords(delegationWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm<NewDelegation>()
  const ask = useSubmit((input: NewDelegation, key) => write('POST', '/api/people/delegations', input, key))
  useFieldIssues(form, ask.error)
  const submit = async (filled: NewDelegation) => {
    if (!(await ask.submit(filled))) return
    message.success(say('lent.saved'))
    close(true)
  }
  const needed = [{ required: true, message: say('required') }]
  const today = civilDay(new Date())
  return (
    <Modal open title={say('lent.ask')} onCancel={() => close(false)} onOk={form.submit} confirmLoading={ask.busy}>
      <Trouble error={ask.error} atFields />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ from: today, through: today }}>
        <Form.Item name="username" label={say('lent.to')} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={of.colleagues.map(({ username, name, unit }) => ({
              value: username,
              label: `${name}（${unit}）`,
            }))}
          />
        </Form.Item>
        <Form.Item name="roles" label={say('lent.roles')} rules={needed}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            options={of.lendable.map((role) => ({ value: role, label: roleNames[role][language === 'zh' ? 0 : 1] }))}
          />
        </Form.Item>
        <Form.Item name="from" label={say('lent.firstDay')} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="through" label={say('lent.lastDay')} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('lent.reason')}
          rules={[{ required: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

export function DecideDialog({ item, close }: Close & { item: Delegation }) {
  const say = useWords(delegationWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ note: string }>()
  const path = `/api/people/delegations/${item.id}/decision`
  const decide = useSubmit((input: { note: string; decision: string }, key) => write('POST', path, input, key))
  useFieldIssues(form, decide.error)
  const submit = async (decision: 'released' | 'refused') => {
    const filled = await form.validateFields().catch(() => null)
    if (!filled || !(await decide.submit({ ...filled, decision }))) return
    message.success(say('lent.saved'))
    close(true)
  }
  return (
    <Modal
      open
      title={say('lent.decide')}
      onCancel={() => close(false)}
      footer={[
        <Button key="refuse" danger loading={decide.busy} onClick={() => submit('refused')}>
          {say('lent.refuse')}
        </Button>,
        <Button key="release" type="primary" loading={decide.busy} onClick={() => submit('released')}>
          {say('lent.release')}
        </Button>,
      ]}
    >
      <Trouble error={decide.error} atFields />
      <p>
        {item.fromName} → {item.toName}：{item.reason}
      </p>
      <Form form={form} layout="vertical">
        <Form.Item name="note" label={say('lent.note')} rules={[{ required: true, min: 2, message: say('required') }]}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
