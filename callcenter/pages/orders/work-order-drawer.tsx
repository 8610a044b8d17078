import { App, Button, Drawer, Form, Input, Segmented, Select } from 'antd'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import type { newWorkOrder, orderLimits, WorkOrder } from '../../orders/contract.ts'
import css from '../desk.module.css'
import { orderWords } from './words.ts'

type Order = z.input<typeof newWorkOrder>
type Limits = z.infer<typeof orderLimits>
const kinds: WorkOrder['kind'][] = [
  'fault-repair',
  'meter-check',
  'reading-doubt',
  'reconnection',
  'complaint',
  'report',
  'service-request',
]

type Opening = { open: boolean; close: () => void; accountNo: string | null; contact: Contact | null; done: () => void }

export function WorkOrderDrawer({ open, close, accountNo, contact, done }: Opening) {
  const say = useWords(orderWords)
  return (
    <Drawer open={open} onClose={close} title={say('order.open')} size={420} destroyOnHidden>
      <OrderForm accountNo={accountNo} contact={contact} close={close} done={done} />
    </Drawer>
  )
}

function OrderForm({ accountNo, contact, close, done }: Omit<Opening, 'open'>) {
  const say = useWords(orderWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Order>()
  const open = useSubmit((input: Order, key) => write<WorkOrder>('POST', '/api/callcenter/work-orders', input, key))
  const submit = async (filled: Order) => {
    const made = await open.submit({
      kind: filled.kind,
      urgency: filled.urgency,
      description: filled.description.trim(),
      ...(accountNo ? { accountNo } : {}),
      ...(contact ? { contactId: contact.id } : {}),
      ...(filled.address?.trim() ? { address: filled.address.trim() } : {}),
    })
    if (!made) return
    message.success(say('order.opened', { no: made.value.workOrderNo }))
    close()
    done()
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={{ kind: 'fault-repair', urgency: 'normal' }}
    >
      <Form.Item name="kind" label={say('order.kind')}>
        <Select autoFocus options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="urgency" label={say('order.urgency')} extra={say('order.urgent.hint')}>
        <Segmented
          block
          options={(['normal', 'urgent'] as const).map((value) => ({ value, label: say(`order.${value}`) }))}
        />
      </Form.Item>
      <Promises form={form} accountNo={accountNo} />
      {!accountNo && (
        <Form.Item
          name="address"
          label={say('order.address')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('order.address.bad') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      )}
      <Form.Item
        name="description"
        label={say('order.description')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('order.description.bad') }]}
      >
        <Input.TextArea rows={5} maxLength={2000} showCount />
      </Form.Item>
      <Trouble error={open.error} />
      <Button type="primary" block htmlType="submit" loading={open.busy}>
        {say('order.submit')}
      </Button>
    </Form>
  )
}

/** What the company promises for the kind chosen, there where the account is, before the order is opened. */
function Promises({ form, accountNo }: { form: ReturnType<typeof Form.useForm<Order>>[0]; accountNo: string | null }) {
  const say = useWords(orderWords)
  const limits = useResource<Limits>(withQuery('/api/callcenter/work-orders/limits', { accountNo }))
  const kind = Form.useWatch('kind', form)
  const promised = limits.data?.limits.filter((limit) => limit.kind === kind)
  if (!promised) return null
  return (
    <div className={css.limits}>
      <b>{say('order.limits')}</b>
      {promised.length === 0 && <p className={css.note}>{say('order.limits.none')}</p>}
      {promised.map((limit) => (
        <div key={limit.clock}>
          {say(`clock.${limit.clock}`)}：{limit.limit}
          <div className={css.note}>{limit.legalBasis}</div>
        </div>
      ))}
    </div>
  )
}
