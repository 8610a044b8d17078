import { App, Button, Form, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { accountNumber } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { demandInput, parkedItem, rerunAnswer } from '../contract.ts'
import { parkedWords } from './parked-words.ts'
import { billingWords } from './words.ts'

type Item = z.infer<typeof parkedItem>

/** The month's demand, which no meter told, by hand with a reason; the account is billed with it. */
export function EnterDemand({ item, done }: { item: Item; done: () => void }) {
  const say = useWords(parkedWords)
  const [isOpen, open] = useState(false)
  return (
    <>
      <Button size="small" type="primary" onClick={() => open(true)}>
        {say('demand')}
      </Button>
      {isOpen && (
        <DemandDialog
          item={item}
          close={(isDone) => {
            open(false)
            if (isDone) done()
          }}
        />
      )}
    </>
  )
}

function DemandDialog({ item, close }: { item: Item; close: (isDone: boolean) => void }) {
  const say = useWords(parkedWords)
  const name = useWords(billingWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<z.infer<typeof demandInput>>()
  const enter = useSubmit((input: z.infer<typeof demandInput>, key) =>
    write<z.infer<typeof rerunAnswer>>('POST', `/api/billing/parked/${item.id}/demand`, input, key),
  )
  const no = accountNumber(item.accountNo)
  const submit = async (input: z.infer<typeof demandInput>) => {
    const made = await enter.submit(input)
    if (!made) return
    const { outcome } = made.value
    const isOut = outcome === 'issued' || outcome === 'existing'
    message[isOut ? 'success' : 'warning'](name(`parked.outcome.${outcome}`, { no }))
    close(true)
  }
  return (
    <Modal
      open
      title={say('demand.title', { no, month: item.billMonth })}
      okText={say('demand.ok')}
      okButtonProps={{ loading: enter.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say('demand.lead', { point: String(item.detail.pointNo ?? '') })}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item name="demandKw" label={say('demand.kw')} rules={[{ required: true, message: say('demand.bad') }]}>
          <InputNumber min={0} max={1e6} precision={3} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('demand.reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('demand.reason.bad') }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Trouble error={enter.error} />
      </Form>
    </Modal>
  )
}
