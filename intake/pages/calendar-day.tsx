import { Checkbox, Form, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useFieldIssues } from '../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { calendarPreview } from '../clocks/contract.ts'
import type { CalendarYear } from './calendar.tsx'
import { clerkWords } from './clerk-words.ts'

type Preview = z.infer<typeof calendarPreview>
type Fields = {
  kind: 'holiday' | 'workday' | 'weekday'
  name: string
  source: string
  confirmed: boolean
  spans: string
  reason: string
}
type Props = { day: string; listed: CalendarYear['days'][number] | undefined; close: () => void; done: () => void }
const SPAN = /^(\d\d):(\d\d)\s*[-–]\s*(\d\d):(\d\d)$/

/** One day of the calendar; how many deadlines move is seen before it is saved. */
export function CalendarDayDialog({ day, listed, close, done }: Props) {
  const say = useWords(clerkWords)
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form)
  const send = (path: string) => (fields: Fields, key: string) =>
    write<Preview>('POST', `/api/intake/calendar/${path}`, toInput(day, fields), key)
  const preview = useSubmit(send('previews'))
  const change = useSubmit(send('changes'))
  const [shown, setShown] = useState<Preview>()
  useFieldIssues(form, change.error ?? preview.error)
  const look = async () => {
    const found = await preview.submit(await form.validateFields())
    if (found) setShown(found.value)
  }
  const save = async (fields: Fields) => {
    if (!(await change.submit(fields))) return
    close()
    done()
  }
  const initial = {
    ...{ kind: listed?.kind ?? 'weekday', name: listed?.name ?? '', source: listed?.source ?? '' },
    ...{ confirmed: listed?.confirmed ?? false, spans: toText(listed?.spans ?? []), reason: '' },
  }
  return (
    <Modal
      open
      title={day}
      onCancel={close}
      onOk={shown ? form.submit : look}
      okText={say(shown ? 'cal.save' : 'cal.preview')}
      confirmLoading={change.busy || preview.busy}
    >
      <Trouble error={change.error ?? preview.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={save}
        onValuesChange={() => setShown(undefined)}
      >
        <Form.Item name="kind" label={say('cal.kind')}>
          <Segmented
            options={(['holiday', 'workday', 'weekday'] as const).map((value) => ({
              value,
              label: say(`cal.${value}`),
            }))}
          />
        </Form.Item>
        {kind !== 'weekday' && <EntryFields isWorked={kind === 'workday'} />}
        <Form.Item
          name="reason"
          label={say('cal.reason')}
          rules={[{ required: true, whitespace: true, message: say('cal.required') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
      {shown && (
        <p role="status">
          {say('cal.moves', { count: shown.movedDeadlines, earlier: shown.earlier, later: shown.later })}
        </p>
      )}
    </Modal>
  )
}

function EntryFields({ isWorked }: { isWorked: boolean }) {
  const say = useWords(clerkWords)
  const required = [{ required: true, whitespace: true, message: say('cal.required') }]
  const areSpans = (_: unknown, text: string) =>
    !text || partsOf(text).every((part) => SPAN.test(part))
      ? Promise.resolve()
      : Promise.reject(new Error(say('cal.spans.wrong')))
  return (
    <>
      <Form.Item name="name" label={say('cal.name')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="source" label={say('cal.source')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      {isWorked && (
        <Form.Item
          name="spans"
          label={say('cal.spans')}
          extra={say('cal.spans.hint')}
          rules={[{ validator: areSpans }]}
        >
          <Input />
        </Form.Item>
      )}
      <Form.Item name="confirmed" valuePropName="checked">
        <Checkbox>{say('cal.confirmed')}</Checkbox>
      </Form.Item>
    </>
  )
}

function toInput(day: string, { kind, name, source, confirmed, spans, reason }: Fields) {
  const worked = kind === 'workday' && spans ? partsOf(spans).map(toSpan) : null
  const entry = kind === 'weekday' ? null : { kind, name, source, confirmed, spans: worked }
  return { days: [{ day, entry }], reason }
}

const partsOf = (text: string) => text.split(/[,，;；]/).map((part) => part.trim())

function toSpan(part: string): { from: number; to: number } {
  const [, fromHour, fromMinute, toHour, toMinute] = (SPAN.exec(part) ?? []).map(Number)
  return { from: (fromHour ?? 0) * 60 + (fromMinute ?? 0), to: (toHour ?? 0) * 60 + (toMinute ?? 0) }
}

function toText(spans: { from: number; to: number }[]): string {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  return spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ')
}
