import { Form, Input, InputNumber, Switch } from 'antd'
import type { ReactNode } from 'react'
import { instant } from '../../../app/web/kit/format.ts'
import { type Fact, Facts } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { OrderSubkind, WorkOrder } from '../../orders/contract.ts'
import { type FieldShape, orderFields } from '../../orders/kinds/contract.ts'
import { orderWords } from './words.ts'

type Field = OrderSubkind['fields'][number]
export type Filled = Record<string, string | number | boolean | null | undefined>

/** What is asked of one sub-kind, besides the description. */
export function OrderFields({ fields }: { fields: Field[] }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  return fields.map(({ field, isNeeded }) => {
    const { shape, ...title } = orderFields[field]
    return (
      <Form.Item
        key={field}
        name={['form', field]}
        label={isNeeded || shape === 'flag' ? title[language] : say('field.optional', { title: title[language] })}
        rules={isNeeded ? [{ required: true, message: say('field.needed') }] : []}
      >
        {controls[shape]}
      </Form.Item>
    )
  })
}

const wide = { width: '100%' }
const controls: Record<FieldShape, ReactNode> = {
  text: <Input maxLength={500} />,
  number: <InputNumber min={0} style={wide} />,
  flag: <Switch />,
  date: <Input type="date" />,
  month: <Input type="month" />,
  instant: <Input type="datetime-local" />,
}

/** As the server takes it: what is empty is left out. */
export function toAnswers(fields: Field[], filled: Filled): Record<string, string | number | boolean> {
  const answers: Record<string, string | number | boolean> = {}
  for (const { field } of fields) {
    const value = filled[field]
    if (value === undefined || value === null || value === '') continue
    // What the field says is the time in China, wherever the browser is.
    answers[field] = orderFields[field].shape === 'instant' ? `${value}:00+08:00` : value
  }
  return answers
}

/** What was answered when the order was opened. */
export function OrderAnswers({ form }: { form: WorkOrder['form'] }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const items = Object.entries(form).map(([field, answer]): Fact => {
    const known = (orderFields as Partial<Record<string, (typeof orderFields)[keyof typeof orderFields]>>)[field]
    const isInstant = known?.shape === 'instant'
    const told = typeof answer === 'boolean' ? say(answer ? 'yes' : 'no') : String(answer)
    return { label: known?.[language] ?? field, value: isInstant ? instant(told) : told }
  })
  return items.length === 0 ? null : <Facts items={items} width={150} />
}
