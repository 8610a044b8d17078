import { App, Button, Form, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { accountNumber } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { parkedItem, rerunAnswer } from '../contract.ts'
import { parkedWords } from './parked-words.ts'
import { billingWords } from './words.ts'

export type Item = z.infer<typeof parkedItem>
type Told = { title: string; ok: string; lead: string }
type FactProps<Filled> = {
  item: Item
  done: () => void
  button: string
  told: Told
  /** What is posted to /api/billing/parked/{id}/{path}. */
  path: string
  toInput: (filled: Filled) => unknown
  /** The field of the fact itself. */
  children: ReactNode
}

/** One fact that a parked bill lacks, by hand with a reason; the account is billed with it. */
export function EnterFact<Filled extends { reason: string }>({ button, done, ...rest }: FactProps<Filled>) {
  const [isOpen, open] = useState(false)
  const close = (isDone: boolean) => {
    open(false)
    if (isDone) done()
  }
  return (
    <>
      <Button size="small" type="primary" onClick={() => open(true)}>
        {button}
      </Button>
      {isOpen && <FactDialog {...rest} close={close} />}
    </>
  )
}

type DialogProps<Filled> = Omit<FactProps<Filled>, 'button' | 'done'> & { close: (isDone: boolean) => void }

function FactDialog<Filled extends { reason: string }>(props: DialogProps<Filled>) {
  const { item, told, path, toInput, children, close } = props
  const say = useWords(parkedWords)
  const name = useWords(billingWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const enter = useSubmit((input: unknown, key) =>
    write<z.infer<typeof rerunAnswer>>('POST', `/api/billing/parked/${item.id}/${path}`, input, key),
  )
  const submit = async (filled: Filled) => {
    const made = await enter.submit(toInput(filled))
    if (!made) return
    const { outcome } = made.value
    const isOut = outcome === 'issued' || outcome === 'existing'
    message[isOut ? 'success' : 'warning'](name(`parked.outcome.${outcome}`, { no: accountNumber(item.accountNo) }))
    close(true)
  }
  return (
    <Modal
      open
      title={told.title}
      okText={told.ok}
      okButtonProps={{ loading: enter.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{told.lead}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        {children}
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
