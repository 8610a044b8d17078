import { App, Button, Form, Input, Modal, Space } from 'antd'
import { type ReactNode, useState } from 'react'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { StaffUser } from '../user-contract.ts'
import { userWords } from './user-words.ts'

type Act = 'password' | 'factor' | 'disable' | 'enable' | 'decide'
type Filled = { reason?: string; note?: string; password?: string }
const paths = {
  password: 'one-time-password',
  factor: 'second-factor-reset',
  disable: 'disabling',
  enable: 'enabling',
} as const

/** What is done with somebody else's log-in: each act with its reason. */
export function UserActs({ user, isSelf, done }: { user: StaffUser; isSelf: boolean; done: () => void }) {
  const say = useWords(userWords)
  const [act, choose] = useState<Act>()
  if (isSelf) return say('users.self')
  const button = (each: Act) => (
    <Button key={each} size="small" danger={each === 'disable'} onClick={() => choose(each)}>
      {say(`users.${each}`)}
    </Button>
  )
  const close = (isDone: boolean) => {
    choose(undefined)
    if (isDone) done()
  }
  return (
    <Space wrap size={6}>
      {user.request && button('decide')}
      {button('password')}
      {user.hasSecondFactor && button('factor')}
      {button(user.disabledAt ? 'enable' : 'disable')}
      {act === 'decide' && <Decision user={user} close={close} />}
      {act && act !== 'decide' && <ReasonDialog user={user} act={act} close={close} />}
    </Space>
  )
}

type Dialog = { user: StaffUser; close: (isDone: boolean) => void }

function ReasonDialog({ user, act, close }: Dialog & { act: keyof typeof paths }) {
  const say = useWords(userWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const send = useSubmit((input: Filled, key) =>
    write('POST', `/api/people/users/${user.id}/${paths[act]}`, input, key),
  )
  useFieldIssues(form, send.error)
  const submit = async (filled: Filled) => {
    if (!(await send.submit(filled))) return
    message.success(say('users.saved'))
    close(true)
  }
  return (
    <Modal
      open
      title={say(`users.${act}.of`, { name: user.name })}
      onCancel={() => close(false)}
      onOk={form.submit}
      confirmLoading={send.busy}
    >
      <Trouble error={send.error} atFields />
      {act === 'factor' && <p>{say('users.factor.next')}</p>}
      <Form form={form} layout="vertical" onFinish={submit}>
        {act === 'password' && (
          <Form.Item
            name="password"
            label={say('users.password')}
            extra={say('users.password.next')}
            rules={[{ required: true, min: 10, message: say('password.short') }]}
          >
            <Input.Password maxLength={256} autoComplete="new-password" />
          </Form.Item>
        )}
        <WhyField name="reason" label={say('users.reason')} />
      </Form>
    </Modal>
  )
}

function Decision({ user, close }: Dialog) {
  const say = useWords(userWords)
  const { message } = App.useApp()
  const [language] = useLanguage()
  const [form] = Form.useForm<Filled>()
  const { request } = user
  const decide = useSubmit((input: Filled & { decision: string }, key) =>
    write('POST', `/api/people/role-requests/${request?.id}/decision`, input, key),
  )
  useFieldIssues(form, decide.error)
  const submit = async (decision: 'released' | 'refused') => {
    const filled = await form.validateFields().catch(() => null)
    if (!filled || !(await decide.submit({ ...filled, decision }))) return
    message.success(say('users.saved'))
    close(true)
  }
  if (!request) return null
  const roles = request.roles.map((role) => roleNames[role][language === 'zh' ? 0 : 1]).join('、')
  return (
    <Modal
      open
      title={say('users.decide.of', { name: user.name })}
      onCancel={() => close(false)}
      footer={[
        <Button key="refuse" danger loading={decide.busy} onClick={() => submit('refused')}>
          {say('users.refuse')}
        </Button>,
        <Button key="release" type="primary" loading={decide.busy} onClick={() => submit('released')}>
          {say('users.release')}
        </Button>,
      ]}
    >
      <Trouble error={decide.error} atFields />
      <p>
        <b>{say('users.waits', { roles })}</b>
      </p>
      <p>{say('users.askedBy', { by: request.askedBy, reason: request.reason })}</p>
      <Form form={form} layout="vertical">
        <WhyField name="note" label={say('users.note')} />
      </Form>
    </Modal>
  )
}

function WhyField({ name, label }: { name: keyof Filled; label: ReactNode }) {
  const say = useWords(userWords)
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required: true, min: 2, whitespace: true, message: say('required') }]}
    >
      <Input.TextArea rows={2} maxLength={200} />
    </Form.Item>
  )
}
