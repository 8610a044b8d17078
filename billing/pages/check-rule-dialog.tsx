import { App, Form, Input, InputNumber, Modal, Switch } from 'antd'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CheckRuleItem, checkRuleInput } from '../held/contract.ts'
import { checkRuleWords } from './check-rule-words.ts'
import { officeWords } from './office-words.ts'

type Filled = z.infer<typeof checkRuleInput>

export function CheckRuleDialog({ rule, close }: { rule: CheckRuleItem; close: (isDone: boolean) => void }) {
  const say = useWords(checkRuleWords)
  const tell = useWords(officeWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const { code, parameters, holds, enabled, basis } = rule
  const change = useSubmit((input: Filled, key) => write('PUT', `/api/billing/check-rules/${code}`, input, key))
  const submit = async (filled: Filled) => {
    if (!(await change.submit({ ...filled, parameters: filled.parameters ?? {} }))) return
    message.success(say('saved'))
    close(true)
  }
  return (
    <Modal
      open
      title={`${say('edit')} ${tell(`rule.${code}`)}`}
      okText={say('save')}
      okButtonProps={{ loading: change.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ parameters, holds, enabled, basis }}
        onFinish={submit}
      >
        {Object.keys(parameters).map((name) => (
          <Form.Item
            key={name}
            name={['parameters', name]}
            label={say.code(`of.${code}`, name)}
            rules={[{ required: true, type: 'number', min: 0, message: say('edit.number') }]}
          >
            <InputNumber min={0} style={{ width: 180 }} />
          </Form.Item>
        ))}
        <Form.Item name="holds" label={say('edit.holds')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="enabled" label={say('edit.enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item
          name="basis"
          label={say('edit.basis')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('edit.basis.bad') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Trouble error={change.error} />
      </Form>
    </Modal>
  )
}
