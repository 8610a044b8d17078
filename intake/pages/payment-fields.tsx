import { Form, Input, Radio } from 'antd'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { applyWords } from './apply-words.ts'
import { intakeWords } from './words.ts'

const methods = ['self', 'collection'] as const

/** How an account is to be paid; a bank account is asked for where money is to be taken from one. */
export function PaymentFields() {
  const say = useWords(applyWords)
  const sayIntake = useWords(intakeWords)
  const method = Form.useWatch(['form', 'method'], Form.useFormInstance()) as string | undefined
  const needed = [{ required: true, whitespace: true, message: sayIntake('do.required') }]
  const account = [{ required: true, pattern: /^\s*(\d\s*){8,30}$/, message: say('field.bankAccount.bad') }]
  return (
    <Panel title={say('change.title')}>
      <Form.Item name={['form', 'method']} label={say('field.method')}>
        <Radio.Group options={methods.map((value) => ({ value, label: say(`method.${value}`) }))} />
      </Form.Item>
      {method === 'collection' && (
        <>
          <Form.Item name={['form', 'payerName']} label={say('field.payerName')} rules={needed}>
            <Input size="large" maxLength={64} />
          </Form.Item>
          <Form.Item name={['form', 'bankName']} label={say('field.bankName')} rules={needed}>
            <Input size="large" maxLength={64} />
          </Form.Item>
          <Form.Item name={['form', 'bankAccount']} label={say('field.bankAccount')} rules={account}>
            <Input size="large" inputMode="numeric" maxLength={40} autoComplete="off" />
          </Form.Item>
        </>
      )}
    </Panel>
  )
}
