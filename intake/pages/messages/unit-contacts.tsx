import { App, Button, Form, Input, Modal, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { civilDay } from '../../../app/web/kit/format.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { unitContactInput, unitContactList } from '../../messages/contract.ts'
import css from './messages.module.css'
import { messageWords } from './words.ts'

type Unit = z.infer<typeof unitContactList>['items'][number]
type Filled = Omit<z.input<typeof unitContactInput>, 'organisationId'>

/** The numbers that customers are given, each from a day on. */
export default function UnitContacts() {
  const say = useWords(messageWords)
  const user = useUser()
  const found = useResource<z.infer<typeof unitContactList>>('/api/intake/unit-contacts')
  const [chosen, choose] = useState<Unit>()
  const columns: TableColumnsType<Unit> = [
    { title: say('contacts.unit'), dataIndex: 'unitName' },
    { title: say('contacts.now'), width: 300, render: (_, { contact }) => <Contact contact={contact} /> },
    { title: say('contacts.next'), width: 300, render: (_, { next }) => (next ? <Contact contact={next} /> : '—') },
    {
      title: '',
      width: 100,
      render: (_, unit) =>
        hasRole(user, ['manager', 'admin']) && (
          <Button type="link" onClick={() => choose(unit)}>
            {say('contacts.change')}
          </Button>
        ),
    },
  ]
  return (
    <Page title={say('contacts.title')} lead={say('contacts.lead')} refreshing={found.refreshing}>
      <Panel flush label={say('contacts.title')}>
        <Shown of={found} rows={4}>
          {({ items }) => (
            <DataTable
              rowKey={({ organisationId }) => String(organisationId)}
              items={items}
              columns={columns}
              width={860}
              pageSize={50}
              head={0}
            />
          )}
        </Shown>
      </Panel>
      {chosen && <ChangeDialog unit={chosen} close={() => choose(undefined)} done={found.reload} />}
    </Page>
  )
}

function Contact({ contact }: Pick<Unit, 'contact'>) {
  const say = useWords(messageWords)
  if (!contact) return <span className={css.note}>{say('contacts.above')}</span>
  const { name, phone, hours, validFrom } = contact
  return (
    <>
      {name} {phone}
      <div className={css.note}>
        {hours && `${hours} · `}
        {say('contacts.from', { day: validFrom })}
      </div>
    </>
  )
}

function ChangeDialog({ unit, close, done }: { unit: Unit; close: () => void; done: () => void }) {
  const say = useWords(messageWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const { organisationId, unitName, contact } = unit
  const change = useSubmit((input: Filled, key) =>
    write('POST', '/api/intake/unit-contacts', { ...input, organisationId }, key),
  )
  useFieldIssues(form, change.error)
  const submit = async ({ hours, ...filled }: Filled) => {
    if (!(await change.submit({ ...filled, hours: hours?.trim() || null }))) return
    message.success(say('contacts.saved'))
    close()
    done()
  }
  const needed = [{ required: true, whitespace: true, message: say('required') }]
  const phone = [{ required: true, pattern: /^[0-9][0-9-]{2,19}$/, message: say('contacts.phone.bad') }]
  return (
    <Modal
      open
      title={say('contacts.change.title', { unit: unitName })}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={change.busy}
    >
      <Trouble error={change.error} atFields />
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ name: contact?.name, hours: contact?.hours, validFrom: civilDay(new Date()) }}
      >
        <Form.Item name="name" label={say('contacts.name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="phone" label={say('contacts.phone')} rules={phone}>
          <Input inputMode="tel" maxLength={20} />
        </Form.Item>
        <Form.Item name="hours" label={say('contacts.hours')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="validFrom" label={say('contacts.validFrom')} rules={needed}>
          <Input type="date" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
