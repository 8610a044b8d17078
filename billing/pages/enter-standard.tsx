import { App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { accountNumber } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { parkedItem, rerunAnswer, standardInput } from '../contract.ts'
import { parkedWords } from './parked-words.ts'
import { billingWords } from './words.ts'

type Item = z.infer<typeof parkedItem>
const NONE = 'none'
type Filled = { standard: NonNullable<z.infer<typeof standardInput>['standard']> | typeof NONE; reason: string }

/** The standard that the file lacks, or why there is none, with a reason; the account is billed with it. */
export function EnterStandard({ item, done }: { item: Item; done: () => void }) {
  const say = useWords(parkedWords)
  const [isOpen, open] = useState(false)
  return (
    <>
      <Button size="small" type="primary" onClick={() => open(true)}>
        {say('standard')}
      </Button>
      {isOpen && (
        <StandardDialog
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

function StandardDialog({ item, close }: { item: Item; close: (isDone: boolean) => void }) {
  const say = useWords(parkedWords)
  const name = useWords(billingWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const enter = useSubmit((input: z.infer<typeof standardInput>, key) =>
    write<z.infer<typeof rerunAnswer>>('POST', `/api/billing/parked/${item.id}/power-factor-standard`, input, key),
  )
  const no = accountNumber(item.accountNo)
  const options = [
    ...(['0.90', '0.85', '0.80'] as const).map((value) => ({ value, label: value as string })),
    { value: NONE, label: say('standard.none') },
  ]
  const submit = async ({ standard, reason }: Filled) => {
    const made = await enter.submit({ standard: standard === NONE ? null : standard, reason })
    if (!made) return
    const { outcome } = made.value
    const isOut = outcome === 'issued' || outcome === 'existing'
    message[isOut ? 'success' : 'warning'](name(`parked.outcome.${outcome}`, { no }))
    close(true)
  }
  return (
    <Modal
      open
      title={say('standard.title', { no })}
      okText={say('standard.ok')}
      okButtonProps={{ loading: enter.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say('standard.lead')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item
          name="standard"
          label={say('standard.value')}
          rules={[{ required: true, message: say('standard.bad') }]}
        >
          <Select options={options} style={{ width: 200 }} />
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
