import { Form, Input } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import { priceWords } from './words.ts'

/** A price as the decimal that it is printed with. */
export function PriceField({
  name,
  label,
  signed,
  optional,
}: {
  name: (string | number)[]
  label: string
  signed?: boolean
  optional?: boolean
}) {
  const say = useWords(priceWords)
  const pattern = signed ? /^-?\d{1,6}(\.\d{1,8})?$/ : /^\d{1,6}(\.\d{1,8})?$/
  const rules = [
    ...(optional ? [] : [{ required: true, message: say('required') }]),
    { pattern, message: say('badPrice') },
  ]
  return (
    <Form.Item name={name} label={label} rules={rules}>
      <Input inputMode="decimal" />
    </Form.Item>
  )
}
