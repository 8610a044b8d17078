import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { accountNumber, addDays } from '../../../app/web/kit/format.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeDetail, ChargeFacts, ChargeInput } from '../../charges/contract.ts'
import { AccountBox } from '../account-box.tsx'
import { ChargeFields } from './charge-fields.tsx'
import css from './charges.module.css'
import { type ChargeKind, toInput, type Values } from './fields.ts'
import { chargeFields, kindsInOrder, prefill } from './kinds.ts'
import { PreviewPanel } from './preview.tsx'
import { chargeWords } from './words.ts'

/** 起草追补单: the calculation in a clerk's words, seen as it comes about before anything is drafted. */
export default function DraftCharge() {
  const say = useWords(chargeWords)
  const [asked] = useChoices(['account'])
  const facts = useResource<ChargeFacts>(asked.account ? `/api/billing/accounts/${asked.account}/charge-facts` : null)
  return (
    <Page title={say('draft.new')} lead={say('lead')} back={{ to: '/office/charges', text: say('back') }}>
      <div className={css.stack}>
        <Panel label={say('account')}>
          <AccountBox key={asked.account} />
        </Panel>
        {asked.account ? (
          <Shown of={facts} rows={8}>
            {(shown) => <Draft key={shown.accountNo} facts={shown} />}
          </Shown>
        ) : (
          <Empty title={say('start')} next={say('start.next')} />
        )}
      </div>
    </Page>
  )
}

type Drafted = { kind: ChargeKind; input: Values; reason: string; evidence?: string; dueOn?: string } & {
  aboutFrom: string
  aboutUntil: string
}

function Draft({ facts }: { facts: ChargeFacts }) {
  const say = useWords(chargeWords)
  const navigate = useNavigate()
  const { message } = App.useApp()
  const [form] = Form.useForm<Drafted>()
  const [begun] = useState(() => ({ kind: 'theft-back-charge' as const, input: prefill('theft-back-charge', facts) }))
  const [{ kind, input }, setShown] = useState<Pick<Drafted, 'kind' | 'input'>>(begun)
  const save = useSubmit((charge: ChargeInput, key) => write<ChargeDetail>('POST', '/api/billing/charges', charge, key))
  useFieldIssues(form, save.error)
  const read = () => {
    const { kind: chosen, input: filled } = form.getFieldsValue(true) as Drafted
    setShown({ kind: chosen, input: { ...filled } })
  }
  const change = (changed: Partial<Drafted>) => {
    if (changed.kind) form.setFieldValue('input', prefill(changed.kind, facts))
    read()
  }
  const submit = async () => {
    const { reason, evidence, dueOn, aboutFrom, aboutUntil } = form.getFieldsValue(true) as Drafted
    const made = await save.submit({
      ...{ accountNo: facts.accountNo, kind, input: toInput(chargeFields[kind], input), reason: reason.trim() },
      ...(evidence?.trim() ? { evidence: evidence.trim() } : {}),
      ...(dueOn ? { dueOn } : {}),
      ...{ aboutFrom, aboutTo: addDays(aboutUntil, 1) },
    })
    if (!made) return
    message.success(say('drafted', { no: made.value.chargeNo }), 6)
    navigate(`/office/charges/${made.value.id}`)
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={begun}
      onValuesChange={change}
      onFinish={submit}
      scrollToFirstError
    >
      <div className={css.draft}>
        <div className={css.form}>
          <Panel title={facts.customerName} extra={accountNumber(facts.accountNo)}>
            <p className={css.note}>{facts.address}</p>
            <Form.Item name="kind" label={say('kind')} style={{ marginTop: 12 }}>
              <Select options={kindsInOrder.map((value) => ({ value, label: say(`kind.${value}`) }))} />
            </Form.Item>
          </Panel>
          <Panel title={say('calculation')}>
            <ChargeFields key={kind} fields={chargeFields[kind]} values={input} within={['input']} />
          </Panel>
          <DocumentFields />
          <Trouble error={save.error} atFields />
        </div>
        <div className={css.beside}>
          <PreviewPanel kind={kind} input={toInput(chargeFields[kind], input)}>
            <Button type="primary" size="large" htmlType="submit" block loading={save.busy} style={{ marginTop: 16 }}>
              {say('submit')}
            </Button>
          </PreviewPanel>
        </div>
      </div>
    </Form>
  )
}

function DocumentFields() {
  const say = useWords(chargeWords)
  const needed = [{ required: true, whitespace: true, message: say('required') }]
  return (
    <Panel title={say('document')}>
      <div className={css.fields}>
        <Form.Item name="reason" label={say('reason')} extra={say('reason.hint')} rules={needed} className={css.wide}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
        </Form.Item>
        <Form.Item name="evidence" label={say('evidence')}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="aboutFrom" label={say('aboutFrom')} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="aboutUntil" label={say('aboutUntil')} rules={needed} dependencies={['aboutFrom']}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="dueOn" label={say('dueOn')}>
          <Input type="date" />
        </Form.Item>
      </div>
    </Panel>
  )
}
