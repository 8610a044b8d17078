import { Form, Input } from 'antd'
import css from './desk.module.css'

type Labels = { from: string; to: string; needed: string; bad: string; extra?: string }

/** From when to when something is in force, as fields of date and time; the end lies after the beginning. */
export function PeriodFields({ labels: { from, to, needed, bad, extra } }: { labels: Labels }) {
  const must = { required: true, message: needed }
  return (
    <div className={css.pair}>
      <Form.Item name="validFrom" label={from} extra={extra} rules={[must]}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item
        name="validTo"
        label={to}
        dependencies={['validFrom']}
        rules={[
          must,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value > getFieldValue('validFrom') ? Promise.resolve() : Promise.reject(new Error(bad)),
          }),
        ]}
      >
        <Input type="datetime-local" />
      </Form.Item>
    </div>
  )
}
