import { Form, Select, Switch } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { OrderPeople, orderUnits } from '../../orders/choices-contract.ts'
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
        <Person />
      </Form.Item>
    </>
  )
}

/** Found by name or by the number that customers are told; the form keeps his log-in name. */
function Person({ value, onChange, id }: { value?: string; onChange?: (username?: string) => void; id?: string }) {
  const say = useWords(orderWords)
  const [q, search] = useState('')
  const people = useResource<OrderPeople>(
    q.trim() ? withQuery('/api/callcenter/order-people', { q: q.trim() }) : null,
    {
      keep: true,
    },
  )
  return (
    <Select
      {...(id !== undefined && { id })}
      {...(value !== undefined && { value })}
      allowClear
      showSearch={{ filterOption: false, onSearch: search }}
      placeholder={say('order.againstUser.find')}
      notFoundContent={say(q.trim() === '' ? 'order.againstUser.find' : 'order.againstUser.none')}
      onChange={(username?: string) => onChange?.(username)}
      options={(people.data?.people ?? []).map(({ username, name, unit, agentNo }) => ({
        value: username,
        label: [name, unit, agentNo && say('order.agentNo', { no: agentNo })].filter(Boolean).join(' · '),
      }))}
    />
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
