import { Form, Select } from 'antd'
import type { z } from 'zod'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage } from '../../../app/web/kit/words.ts'
import type { orderUnits } from '../../orders/choices-contract.ts'
import { type Handler, handlerTitles } from '../../orders/kinds/contract.ts'

type Props = { handler?: Handler; organisation: string; labels: { handler: string; unit: string; needed: string } }

/** Which role of which unit is to do something; the unit is that of the order unless another is chosen. */
export function HandOver({ handler, organisation, labels }: Props) {
  const [language] = useLanguage()
  const units = useResource<z.infer<typeof orderUnits>>('/api/callcenter/order-units')
  return (
    <>
      <Trouble error={units.error} />
      <Form.Item
        name="handler"
        label={labels.handler}
        initialValue={handler}
        rules={[{ required: true, message: labels.needed }]}
      >
        <Select options={Object.entries(handlerTitles).map(([value, title]) => ({ value, label: title[language] }))} />
      </Form.Item>
      <Form.Item name="unitId" label={labels.unit}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={organisation}
          loading={!units.data}
          options={(units.data?.units ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
    </>
  )
}
