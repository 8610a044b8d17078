import { Form, Input, Select, Switch } from 'antd'
import type { z } from 'zod'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { orderUnits } from '../../orders/contract.ts'
import { orderWords } from './words.ts'

/** Whom a complaint or a report is about: they do not get to read it. */
export function Against() {
  const say = useWords(orderWords)
  const units = useResource<z.infer<typeof orderUnits>>('/api/callcenter/order-units')
  return (
    <>
      <Trouble error={units.error} />
      <Form.Item name="complainedUnitId" label={say('order.againstUnit')} extra={say('order.against.hint')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          loading={!units.data}
          options={(units.data?.units ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="complainedUsername" label={say('order.againstUser')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
    </>
  )
}

/** A report is of the account shown only where the agent says so: else it would name who made it. */
export function OfAccount() {
  const say = useWords(orderWords)
  return (
    <Form.Item name="isOfAccount" label={say('order.isOfAccount')} valuePropName="checked">
      <Switch />
    </Form.Item>
  )
}
