import { App, Button, Form, Input, Select } from 'antd'
import { useCallback, useEffect, useRef } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useKeys } from '../../app/web/kit/keys.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Contact } from '../contract.ts'
import { HandedInNow, OpenForm } from './applications/open-form.tsx'
import css from './desk.module.css'
import { PromiseButton } from './promises/promise-button.tsx'
import { deskWords } from './words.ts'

type Category = NonNullable<Contact['category']>
type Filled = { category: Category; summary: string }
const categories: Category[] = [
  'outage',
  'billing',
  'metering',
  'application',
  'complaint',
  'report',
  'advice',
  'praise',
  'other',
]

/** `isInFile`: the file in view is its own, and has the button of a promise. */
type Written = { isInFile: boolean; reload: () => void; openOrder: () => void; wrote: (summary: string) => void }

export function ContactPanel({ contact, ...rest }: { contact: Contact | null } & Written) {
  const say = useWords(deskWords)
  return (
    <Panel title={say('contact.title')}>
      {contact ? (
        <ContactForm key={contact.id} contact={contact} {...rest} />
      ) : (
        <p className={css.note}>{say('contact.idle')}</p>
      )}
    </Panel>
  )
}

function ContactForm({ contact, isInFile, reload, openOrder, wrote }: { contact: Contact } & Written) {
  const say = useWords(deskWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const put = (words: string) => {
    const { category, summary = '' } = form.getFieldsValue()
    const written = [summary.trim(), words].filter(Boolean).join(' ')
    form.setFieldsValue({ summary: written })
    keep({ category, summary: written })
    wrote(written)
  }
  const close = useSubmit((filled: Filled, key) =>
    write('POST', `/api/callcenter/contacts/${contact.id}/closure`, { ...filled, version: contact.version }, key),
  )
  const { keep, forget, error } = useDraft(contact.id)
  useKeys({ 'Alt+S': form.submit })
  // What was half written before a reload is looked at too.
  const kept = contact.draft?.summary ?? ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each contact.
  useEffect(() => wrote(kept), [contact.id])
  const submit = async (filled: Filled) => {
    forget()
    if (!(await close.submit({ category: filled.category, summary: filled.summary.trim() }))) return
    message.success(say('contact.closed'))
    reload()
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      onValuesChange={(_, all) => {
        keep(all)
        wrote(all.summary ?? '')
      }}
      initialValues={contact.draft ?? { category: 'advice' }}
    >
      {contact.state === 'unwritten' && <p className={css.note}>{say('contact.ended')}</p>}
      <Form.Item name="category" label={say('contact.category')}>
        <Select options={categories.map((value) => ({ value, label: say(`category.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="summary"
        label={say('contact.summary')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('contact.summary.bad') }]}
      >
        <Input.TextArea rows={7} maxLength={2000} showCount />
      </Form.Item>
      <Trouble error={close.error ?? error} />
      <div className={css.column}>
        <HandedInNow applications={contact.applications} put={put} />
        <Button type="primary" block htmlType="submit" loading={close.busy}>
          {say('contact.close')}
          <span className={css.key}>{say('key.close')}</span>
        </Button>
        <Button block onClick={openOrder}>
          {say('order.open')}
          <span className={css.key}>{say('key.order')}</span>
        </Button>
        {contact.state === 'active' && contact.accountNo === null && <OpenForm contact={contact} block />}
        {!isInFile && <PromiseButton block contactId={contact.id} />}
      </div>
    </Form>
  )
}

const DRAFT_MS = 800

/** Sends what is half written to the server a moment after the last stroke, so that a reload, or another desk, loses none of it. */
function useDraft(contactId: number) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sending = useSubmit((draft: Filled, key) =>
    write('PUT', `/api/callcenter/contacts/${contactId}/draft`, draft, key),
  )
  const waiting = useRef<Filled>(undefined)
  const { submit } = sending
  const send = useCallback(() => {
    clearTimeout(timer.current)
    if (waiting.current) void submit(waiting.current)
    waiting.current = undefined
  }, [submit])
  const forget = () => {
    clearTimeout(timer.current)
    waiting.current = undefined
  }
  // Who leaves for another page a moment after the last stroke finds it again, too.
  useEffect(() => send, [send])
  const keep = ({ category, summary = '' }: Partial<Filled>) => {
    forget()
    waiting.current = { category: category ?? 'advice', summary }
    timer.current = setTimeout(send, DRAFT_MS)
  }
  return { keep, forget, error: sending.error }
}
