import { Form, Input } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import { handWords } from './words.ts'

/** Why it is done; without it nothing is. */
export function ReasonItem({ label }: { label: string }) {
  const say = useWords(handWords)
  const rules = [{ required: true, whitespace: true, message: say('required') }]
  return (
    <Form.Item name="reason" label={label} rules={rules}>
      <Input.TextArea rows={3} maxLength={500} showCount />
    </Form.Item>
  )
}
