import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Correction, correctionInput } from '../corrections/contract.ts'
import type { AccountLedger } from '../office/contract.ts'
import { AccountBox } from './account-box.tsx'
import css from './clerk.module.css'
import { Compared, Issued, useDifference } from './correction-parts.tsx'
import { correctionWords } from './correction-words.ts'
import { LedgerHead } from './ledger-parts.tsx'

type Asked = z.infer<typeof correctionInput>

/** One account: months chosen, the difference seen, then reversed and issued anew. */
export default function CorrectionPage() {
  const say = useWords(correctionWords)
  const [asked] = useChoices(['account'])
  const ledger = useResource<AccountLedger>(asked.account ? `/api/billing/accounts/${asked.account}/ledger` : null)
  return (
    <Page title={say('one.title')} lead={say('one.lead')} back={{ to: '/office/corrections', text: say('one.back') }}>
      <div className={css.stack}>
        <Panel label={say('one.title')}>
          <AccountBox key={asked.account} />
        </Panel>
        {asked.account ? (
          <Shown of={ledger} rows={4}>
            {(shown) => (
              <>
                <LedgerHead ledger={shown} />
                <Preview key={shown.accountNo} ledger={shown} reload={ledger.reload} />
              </>
            )}
          </Shown>
        ) : (
          <Empty title={say('one.start')} />
        )}
      </div>
    </Page>
  )
}

type Months = { fromMonth: string; throughMonth?: string }

function Preview({ ledger, reload }: { ledger: AccountLedger; reload: () => void }) {
  const say = useWords(correctionWords)
  const [asked, choose] = useChoices(['from', 'through'])
  const [shown, setShown] = useState<{ months: Months; correction: Correction }>()
  const [issued, setIssued] = useState<Correction>()
  const { accountNo } = ledger
  const preview = useSubmit((input: Asked, key) =>
    write<Correction>('POST', '/api/billing/corrections/previews', input, key),
  )
  const standing = ledger.documents.filter(({ state, standing: stands }) => stands && state === 'issued')
  const look = async ({ fromMonth, throughMonth }: Months) => {
    const months = { fromMonth, ...(throughMonth ? { throughMonth } : {}) }
    choose({ from: fromMonth, through: throughMonth ?? null })
    setIssued(undefined)
    const made = await preview.submit({ accountNo, ...months, reason: say('one.preview') })
    setShown(made && { months, correction: made.value })
  }
  const done = (correction: Correction) => {
    setShown(undefined)
    setIssued(correction)
    reload()
  }
  return (
    <>
      {issued && <Issued correction={issued} documents={ledger.documents} />}
      <Panel label={say('one.preview')}>
        <Form<Months>
          layout="vertical"
          requiredMark={false}
          onFinish={look}
          initialValues={{
            fromMonth: asked.from || ledger.tasks[0]?.billMonth || standing[0]?.billMonth,
            throughMonth: asked.through,
          }}
        >
          <div className={css.months}>
            <Form.Item
              name="fromMonth"
              label={say('one.from')}
              rules={[{ required: true, pattern: /^\d{4}-\d{2}$/, message: say('one.from') }]}
            >
              <Input type="month" />
            </Form.Item>
            <ThroughMonth />
            <Form.Item>
              <Button type="primary" htmlType="submit" loading={preview.busy}>
                {say('one.preview')}
              </Button>
            </Form.Item>
          </div>
        </Form>
        <Trouble error={preview.error} />
      </Panel>
      {shown && <Outcome accountNo={accountNo} {...shown} done={done} />}
    </>
  )
}

function ThroughMonth() {
  const say = useWords(correctionWords)
  return (
    <Form.Item
      name="throughMonth"
      label={say('one.through')}
      dependencies={['fromMonth']}
      rules={[
        ({ getFieldValue }) => ({
          validator: (_, month?: string) =>
            month && month < getFieldValue('fromMonth')
              ? Promise.reject(new Error(say('one.through.bad')))
              : Promise.resolve(),
        }),
      ]}
    >
      <Input type="month" />
    </Form.Item>
  )
}

type OutcomeProps = { accountNo: string; months: Months; correction: Correction; done: (made: Correction) => void }

function Outcome({ accountNo, months, correction, done }: OutcomeProps) {
  const say = useWords(correctionWords)
  if (correction.months.length === 0) {
    return (
      <Panel label={say('one.same')}>
        <Empty title={say('one.same')} next={say('one.same.text')} />
      </Panel>
    )
  }
  return (
    <>
      <Compared correction={correction} />
      <IssueCorrection accountNo={accountNo} months={months} correction={correction} done={done} />
    </>
  )
}

function IssueCorrection({ accountNo, months, correction, done }: OutcomeProps) {
  const say = useWords(correctionWords)
  const differenceOf = useDifference()
  const mayCorrect = useUser().roles.includes('billing')
  const issue = useSubmit((input: Asked, key) => write<Correction>('POST', '/api/billing/corrections', input, key))
  if (!mayCorrect) return null
  const submit = async ({ reason }: { reason: string }) => {
    const made = await issue.submit({ accountNo, ...months, reason })
    if (made) done(made.value)
  }
  const count = say('one.months', { count: correction.months.length })
  return (
    <Panel title={`${say('one.issue')}：${count}，${differenceOf(correction.differenceYuan)}`}>
      <p className={css.note}>{say('one.issue.lead')}</p>
      <Form layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item
          name="reason"
          label={say('one.reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('reason.bad') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Trouble error={issue.error} />
        <Button type="primary" htmlType="submit" loading={issue.busy}>
          {say('one.issue')}
        </Button>
      </Form>
    </Panel>
  )
}
