import { App, Button, Form, Input } from 'antd'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import css from './people.module.css'
import { reviewWords } from './review-words.ts'

type Filled = { accountNo: string; idNumber: string; reason: string }

/** 客户动态口令: reset on the counter, after the customer’s paper was looked at. */
export default function CustomerFactor() {
  const say = useWords(reviewWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const reset = useSubmit(({ accountNo, ...body }: Filled, key) =>
    write('POST', `/api/people/customer-log-ins/${accountNo.replaceAll(/\s/g, '')}/second-factor-reset`, body, key),
  )
  useFieldIssues(form, reset.error)
  const submit = async (filled: Filled) => {
    if (!(await reset.submit(filled))) return
    message.success(say('factor.done'))
    form.resetFields()
  }
  const needed = { required: true, whitespace: true, message: say('required') }
  return (
    <Page title={say('factor.title')} lead={say('factor.lead')}>
      <Panel label={say('factor.title')} className={css.counter ?? ''}>
        <Trouble error={reset.error} atFields />
        <Form form={form} layout="vertical" onFinish={submit}>
          <Form.Item
            name="accountNo"
            label={say('factor.account')}
            rules={[{ required: true, pattern: /^\s*(\d\s*){13}$/, message: say('factor.account.bad') }]}
          >
            <Input inputMode="numeric" maxLength={20} autoComplete="off" />
          </Form.Item>
          <Form.Item name="idNumber" label={say('factor.idNumber')} rules={[{ ...needed, min: 6 }]}>
            <Input maxLength={32} autoComplete="off" />
          </Form.Item>
          <Form.Item name="reason" label={say('review.reason')} rules={[{ ...needed, min: 2 }]}>
            <Input.TextArea rows={2} maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={reset.busy}>
            {say('factor.reset')}
          </Button>
        </Form>
      </Panel>
    </Page>
  )
}
