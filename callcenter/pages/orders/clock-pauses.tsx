import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder } from '../../orders/contract.ts'
import css from './orders.module.css'
import { orderWords } from './words.ts'

type Clock = WorkOrder['clocks'][number]
const runs = ({ state }: Clock) => state === 'running' || state === 'due-soon'

/** Lets the clocks of an order in hand stand, or go on; each time with a reason. */
export function ClockPauses({ order, done }: { order: WorkOrder; done: () => void }) {
  const say = useWords(orderWords)
  const { message } = App.useApp()
  const [clock, setClock] = useState<Clock>()
  const [form] = Form.useForm<{ reason: string }>()
  const act = useSubmit((body: { clock: string; reason: string; version: number }, key) =>
    write(
      'POST',
      `/api/callcenter/work-orders/${order.id}/${clock?.pausedAt ? 'clock-resumption' : 'clock-pause'}`,
      body,
      key,
    ),
  )
  if (!order.steps.includes('result')) return null
  const title = (of: Clock) => say(of.pausedAt ? 'clock.resume' : 'clock.pause', { clock: say(`clock.${of.name}`) })
  const leave = () => {
    form.resetFields()
    act.clear()
    setClock(undefined)
  }
  const submit = async ({ reason }: { reason: string }) => {
    if (!clock) return
    const sent = await act.submit({ clock: clock.name, reason: reason.trim(), version: order.version })
    if (!sent) return
    message.success(say('step.done', { step: title(clock) }))
    leave()
    done()
  }
  return (
    <div className={css.marks}>
      {order.clocks
        .filter((each) => runs(each) || each.pausedAt)
        .map((each) => (
          <Button key={each.name} size="small" onClick={() => setClock(each)}>
            {title(each)}
          </Button>
        ))}
      <Modal
        open={clock !== undefined}
        title={clock && title(clock)}
        onCancel={leave}
        onOk={form.submit}
        confirmLoading={act.busy}
        destroyOnHidden
      >
        <Trouble error={act.error} />
        <Form form={form} layout="vertical" onFinish={submit}>
          <Form.Item
            name="reason"
            label={say('clock.reason')}
            rules={[{ required: true, whitespace: true, min: 2, message: say('step.note.bad') }]}
          >
            <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
          </Form.Item>
        </Form>
      </Modal>
    </div>
  )
}
