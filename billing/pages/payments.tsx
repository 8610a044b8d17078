import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { yuan } from '../../app/web/kit/format.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Empty, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Balance, Payment, paymentInput } from '../contract.ts'
import { AccountBox } from './account-box.tsx'
import { AccountSummary } from './account-summary.tsx'
import css from './office.module.css'
import { billingWords } from './words.ts'

type Paid = z.infer<typeof paymentInput>
const channels: Paid['channel'][] = ['counter-cash', 'counter-card', 'online', 'bank']

export default function Payments() {
  const say = useWords(billingWords)
  const [query] = useSearchParams()
  const accountNo = query.get('account')
  return (
    <Page title={say('pay.title')} lead={say('pay.lead')}>
      <div className={css.stack}>
        <Panel label={say('lookup.account')}>
          <AccountBox key={accountNo} />
        </Panel>
        {accountNo ? <Till key={accountNo} accountNo={accountNo} /> : <Empty title={say('lookup.start')} />}
      </div>
    </Page>
  )
}

function Till({ accountNo }: { accountNo: string }) {
  const say = useWords(billingWords)
  const [, setQuery] = useSearchParams()
  const [receipt, setReceipt] = useState<Payment>()
  const balance = useResource<Balance>(`/api/billing/accounts/${accountNo}/balance`)
  const done = (made: Payment) => {
    setReceipt(made)
    balance.reload()
  }
  return (
    <div className={css.pay}>
      <AccountSummary accountNo={accountNo} balance={balance} />
      <Panel title={say(receipt ? 'pay.done' : 'pay.submit')}>
        {receipt ? (
          <Receipt receipt={receipt} next={() => setQuery({})} />
        ) : (
          <PaymentForm accountNo={accountNo} owed={balance.data ? owedToday(balance.data) : 0} done={done} />
        )}
      </Panel>
    </div>
  )
}

/** What leaves nothing open today: what is owed, and the late fee that paying it brings about. */
function owedToday({ balanceYuan, lateFeeYuan }: Balance): number {
  return (Math.round(Number(lateFeeYuan) * 100) - Math.round(Number(balanceYuan) * 100)) / 100
}

function PaymentForm({ accountNo, owed, done }: { accountNo: string; owed: number; done: (made: Payment) => void }) {
  const say = useWords(billingWords)
  const [form] = Form.useForm<Omit<Paid, 'accountNo'>>()
  const pay = useSubmit((input: Paid, key) => write<Payment>('POST', '/api/billing/payments', input, key))
  const submit = async ({ amountYuan, channel, note }: Omit<Paid, 'accountNo'>) => {
    const made = await pay.submit({
      accountNo,
      amountYuan: amountYuan.trim(),
      channel,
      ...(note?.trim() ? { note: note.trim() } : {}),
    })
    if (made) done(made.value)
  }
  const positive = {
    validator: (_: unknown, text: string | undefined) =>
      /^\d{1,12}(\.\d{1,2})?$/.test(text?.trim() ?? '') && Number(text) > 0
        ? Promise.resolve()
        : Promise.reject(new Error(say('pay.amount.bad'))),
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={{ channel: 'counter-cash' }}
    >
      <Form.Item label={say('pay.amount')} htmlFor="amountYuan">
        <div className={css.amountRow}>
          <Form.Item name="amountYuan" noStyle rules={[positive]}>
            <Input id="amountYuan" size="large" inputMode="decimal" prefix="¥" maxLength={15} autoComplete="off" />
          </Form.Item>
          {owed > 0 && (
            <Button size="large" onClick={() => form.setFieldValue('amountYuan', owed.toFixed(2))}>
              {say('pay.all')}
            </Button>
          )}
        </div>
      </Form.Item>
      <Form.Item name="channel" label={say('pay.channel')}>
        <Radio.Group
          optionType="button"
          options={channels.map((value) => ({ value, label: say(`channel.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="note" label={say('pay.note')}>
        <Input maxLength={200} />
      </Form.Item>
      <Trouble error={pay.error} />
      <Button type="primary" size="large" htmlType="submit" loading={pay.busy}>
        {say('pay.submit')}
      </Button>
    </Form>
  )
}

function Receipt({ receipt, next }: { receipt: Payment; next: () => void }) {
  const say = useWords(billingWords)
  return (
    <div role="status" className={css.lines}>
      <p className={css.receipt}>{say('pay.done.text', { no: receipt.receiptNo, amount: yuan(receipt.amountYuan) })}</p>
      {receipt.settled.map(({ billId, billMonth, chargeId, chargeNo, amountYuan }) => (
        <p key={billId ?? `charge:${chargeId}`}>
          {billMonth === null
            ? say('pay.settled.charge', { no: chargeNo ?? '', amount: yuan(amountYuan) })
            : say('pay.settled', { month: billMonth, amount: yuan(amountYuan) })}
        </p>
      ))}
      {receipt.lateFee && (
        <p>{say('pay.lateFee', { no: receipt.lateFee.chargeNo, amount: yuan(receipt.lateFee.totalYuan) })}</p>
      )}
      <p>{say('pay.balance', { amount: yuan(receipt.balanceYuan) })}</p>
      <Button type="primary" onClick={next}>
        {say('pay.next')}
      </Button>
    </div>
  )
}
