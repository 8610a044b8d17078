import { App, Button, Form, Input, Modal, Radio, Space } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { type ListenWay, listenWays } from '../../listening/contract.ts'
import css from './board.module.css'
import type { Agent } from './board.tsx'
import { listenWords } from './listen-words.ts'

/** Who listens to the call of an agent, and what a lead can do about it. */
export function Listening({ agent, mayListen, reload }: { agent: Agent; mayListen: boolean; reload: () => void }) {
  const say = useWords(listenWords)
  const user = useUser()
  const [isOpen, open] = useState(false)
  const stop = useSubmit(async (contactId: number, key) => {
    await write('DELETE', `/api/callcenter/contacts/${contactId}/listening`, undefined, key)
    reload()
  })
  const { talk } = agent
  if (!talk) return null
  const { contactId, listener } = talk
  const isMine = listener?.username === user.username
  return (
    <div className={css.state}>
      {listener && (
        <Pill tone={isMine ? 'brand' : 'warn'}>
          {say('by', { name: listener.name, how: say(`how.${listener.how}`) })}
        </Pill>
      )}
      {mayListen && agent.username !== user.username && (!listener || isMine) && (
        <Space size={6}>
          <Button size="small" onClick={() => open(true)}>
            {say(isMine ? 'change' : 'open')}
          </Button>
          {isMine && (
            <Button size="small" danger loading={stop.busy} onClick={() => stop.submit(contactId)}>
              {say('stop')}
            </Button>
          )}
        </Space>
      )}
      <Trouble error={stop.error} />
      {isOpen && (
        <ListenDialog
          name={agent.name}
          contactId={contactId}
          how={listener?.how ?? 'listen'}
          close={(isDone) => {
            open(false)
            if (isDone) reload()
          }}
        />
      )}
    </div>
  )
}

type Filled = { how: ListenWay; reason: string }
type About = { name: string; contactId: number; how: ListenWay; close: (isDone: boolean) => void }

function ListenDialog({ name, contactId, how, close }: About) {
  const say = useWords(listenWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const sending = useSubmit((filled: Filled, key) =>
    write('PUT', `/api/callcenter/contacts/${contactId}/listening`, filled, key),
  )
  useFieldIssues(form, sending.error)
  const submit = async ({ reason, ...filled }: Filled) => {
    if (!(await sending.submit({ ...filled, reason: reason.trim() }))) return
    message.success(say('started'))
    close(true)
  }
  return (
    <Modal
      open
      title={say('title', { name })}
      okText={say('start')}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p className={css.small}>{say('lead')}</p>
      <Trouble error={sending.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ how }}>
        <Form.Item name="how" label={say('how')}>
          <Radio.Group className={css.stack}>
            {listenWays.map((value) => (
              <Radio key={value} value={value}>
                {say(`how.${value}`)} <span className={css.small}>{say(`how.${value}.note`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('reason')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
