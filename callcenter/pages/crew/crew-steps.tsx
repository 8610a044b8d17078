import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useUser } from '../../../app/web/kit/session.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CrewStep } from '../../crew/contract.ts'
import { orderWords } from '../orders/words.ts'
import css from './crew.module.css'
import { CrewPictures } from './crew-pictures.tsx'
import { nextSteps } from './next-steps.ts'
import { type CrewOrder, type Draft, keepDraft, type Written, writeStep } from './outbox.ts'
import { findPlace } from './use-crew.ts'
import { crewWords } from './words.ts'

type Filled = { step: CrewStep; note?: string; estimatedAt?: string }
type Props = { of: CrewOrder; written: Written[]; draft: Draft | undefined; send: () => Promise<void> }

const noted: CrewStep[] = ['result', 'refusal']

/** The next step, written down with its time and place before anything is sent. */
export function CrewSteps({ of, written, draft, send }: Props) {
  const say = useWords(crewWords)
  const told = written.filter(({ state }) => state !== 'refused').map(({ step }) => step)
  const steps = nextSteps(of.order, told)
  if (steps.length === 0) return <Panel>{say('do.none')}</Panel>
  return (
    <Panel title={say('do')}>
      <StepForm key={steps.join()} of={of} steps={steps} draft={draft} send={send} />
    </Panel>
  )
}

function StepForm({ of, steps, draft, send }: Omit<Props, 'written'> & { steps: CrewStep[] }) {
  const say = useWords(crewWords)
  const word = useWords(orderWords)
  const { username } = useUser()
  const [form] = Form.useForm<Filled>()
  const [busy, setBusy] = useState(false)
  const step = Form.useWatch('step', form) ?? steps[0] ?? 'result'
  const { photos = [], signature } = draft ?? {}
  const submit = async ({ note, estimatedAt }: Filled) => {
    setBusy(true)
    // When it was confirmed, however long the place takes.
    const writtenAt = new Date().toISOString()
    const place = await findPlace()
    await writeStep(username, of, {
      ...{ writtenAt, step, photos },
      ...(note?.trim() ? { note: note.trim() } : {}),
      // What the field says is the time in China, wherever the phone is.
      ...(step === 'estimate' && estimatedAt ? { estimatedAt: `${estimatedAt}:00+08:00` } : {}),
      ...(place ? { place } : {}),
      ...(signature && step === 'result' ? { signature } : {}),
    })
    setBusy(false)
    form.setFieldsValue({ note: undefined, estimatedAt: undefined })
    await send()
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ step: steps[0], note: draft?.note }}
      onValuesChange={({ note }) => note !== undefined && void keepDraft(username, of.order.id, { note })}
      onFinish={submit}
    >
      <Form.Item name="step">
        <Radio.Group
          optionType="button"
          className={css.pills}
          options={steps.map((value) => ({ value, label: word(`step.${value}`) }))}
        />
      </Form.Item>
      {step === 'estimate' && (
        <Form.Item
          name="estimatedAt"
          label={word('step.estimatedAt')}
          rules={[{ required: true, message: word('field.needed') }]}
        >
          <Input type="datetime-local" />
        </Form.Item>
      )}
      <Form.Item
        name="note"
        label={say(step === 'result' || step === 'refusal' ? `note.${step}` : 'note')}
        rules={[{ required: noted.includes(step), whitespace: true, message: say('note.bad') }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} />
      </Form.Item>
      <CrewPictures
        photos={photos}
        signature={signature}
        signs={step === 'result'}
        change={(part) => void keepDraft(username, of.order.id, part)}
      />
      <Button className={css.confirm} type="primary" size="large" block htmlType="submit" loading={busy}>
        {busy ? say('locating') : say('do.confirm', { step: word(`step.${step}`) })}
      </Button>
      <p className={css.note}>{say('do.kept')}</p>
    </Form>
  )
}
