import { Button, Form, Input, Radio } from 'antd'
import { useRef } from 'react'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { newEntryId } from '../../../app/web/kit/phone-store.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { Step } from '../../contract.ts'
import { keepEntry, type SiteEntry, type Task } from './outbox.ts'
import css from './site.module.css'
import { siteWords } from './words.ts'

type Told = NonNullable<SiteEntry['obstacle']>
const END = 'end'

/** A place that cannot be supplied as asked: why, with the photos above, and where the flow lets it lead. */
export function Obstacle({
  task,
  entry,
  send,
}: {
  task: Task
  entry: SiteEntry | undefined
  send: () => Promise<void>
}) {
  const say = useWords(siteWords)
  const [language] = useLanguage()
  const { username } = useUser()
  const [form] = Form.useForm<Told>()
  const { application, step } = task
  const { mayRefuse, returnTargets } = application.next
  const back = returnTargets.find((each) => each.step === step)?.to ?? []
  const first = useRef(entry?.obstacle ?? {})
  if (step !== 'survey' || (!mayRefuse && back.length === 0)) return null
  const titleOf = (to: Step) => application.steps.find((each) => each.step === to)?.title[language] ?? to
  const options = [
    ...back.map((to) => ({ value: to as string, label: say('obstacle.back', { step: titleOf(to) }) })),
    ...(mayRefuse ? [{ value: END, label: say('obstacle.end') }] : []),
  ]
  const submit = async ({ leadsTo, reason = '' }: Told) => {
    const writtenAt = new Date().toISOString()
    const input = {
      entryId: newEntryId(),
      writtenAt,
      openedAt: application.openSteps.find((open) => open.step === step)?.since ?? '',
      obstacle: { step, reason: reason.trim(), ...(leadsTo !== END && { returnTo: leadsTo as Step }) },
      photos: entry?.photos ?? [],
    }
    const waiting = { state: 'waiting' as const, input, queuedAt: writtenAt, refusal: null }
    await keepEntry(username, task, { obstacle: { leadsTo, reason }, ...waiting })
    await send()
  }
  const state = entry?.state === 'refused' ? 'refused' : 'draft'
  return (
    <Panel title={say('obstacle')}>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={entry?.state === 'waiting'}
        initialValues={{ leadsTo: options[0]?.value, ...first.current }}
        onValuesChange={(_, obstacle: Told) => void keepEntry(username, task, { obstacle, state })}
        onFinish={submit}
        scrollToFirstError
      >
        <p className={css.note}>{say('obstacle.help', { count: entry?.photos.length ?? 0 })}</p>
        <Form.Item
          name="reason"
          label={say('obstacle.reason')}
          rules={[{ required: true, whitespace: true, message: say('obstacle.reason.needed') }]}
        >
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
        </Form.Item>
        <Form.Item name="leadsTo" label={say('obstacle.leads')}>
          <Radio.Group className={css.choices} options={options} />
        </Form.Item>
        <Button danger size="large" block htmlType="submit">
          {say('obstacle.submit')}
        </Button>
      </Form>
    </Panel>
  )
}
