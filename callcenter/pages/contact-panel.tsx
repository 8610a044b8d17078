import { App, Button, Form, Input, Select } from 'antd'
import { useEffect, useRef } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useKeys } from '../../app/web/kit/keys.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Contact } from '../contract.ts'
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
        <Button type="primary" block htmlType="submit" loading={close.busy}>
          {say('contact.close')}
          <span className={css.key}>{say('key.close')}</span>
        </Button>
        <Button block onClick={openOrder}>
          {say('order.open')}
          <span className={css.key}>{say('key.order')}</span>
        </Button>
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
  const forget = () => clearTimeout(timer.current)
  useEffect(() => () => clearTimeout(timer.current), [])
  const keep = ({ category, summary = '' }: Partial<Filled>) => {
    forget()
    timer.current = setTimeout(() => void sending.submit({ category: category ?? 'advice', summary }), DRAFT_MS)
  }
  return { keep, forget, error: sending.error }
}
