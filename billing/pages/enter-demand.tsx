import { Form, InputNumber } from 'antd'
import type { z } from 'zod'
import { accountNumber } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { demandInput } from '../contract.ts'
import { EnterFact, type Item } from './enter-fact.tsx'
import { parkedWords } from './parked-words.ts'

/** The month's demand in kW, which no meter told. */
export function EnterDemand({ item, done }: { item: Item; done: () => void }) {
  const say = useWords(parkedWords)
  const told = {
    title: say('demand.title', { no: accountNumber(item.accountNo), month: item.billMonth }),
    ok: say('demand.ok'),
    lead: say('demand.lead', { point: String(item.detail.pointNo ?? '') }),
  }
  return (
    <EnterFact<z.infer<typeof demandInput>>
      {...{ item, done, told, button: say('demand'), path: 'demand', toInput: (filled) => filled }}
    >
      <Form.Item name="demandKw" label={say('demand.kw')} rules={[{ required: true, message: say('demand.bad') }]}>
        <InputNumber min={0} max={1e6} precision={3} style={{ width: 200 }} />
      </Form.Item>
    </EnterFact>
  )
}
