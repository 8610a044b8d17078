import { App, Form, Input, Modal, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { TransferTargets } from '../../call/contract.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { callWords } from './words.ts'

type Filled = { to: string; note: string }

type Props = { contact: Contact; isChat?: boolean; close: (isDone: boolean) => void }

/** Chooses who goes on with the call, or with what is written: a queue, or a colleague who is ready; the keyboard is enough. */
export function TransferDialog({ contact, isChat = false, close }: Props) {
  const say = useWords(callWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const url = `/api/callcenter/${isChat ? 'chats' : 'contacts'}/${contact.id}`
  const targets = useResource<TransferTargets>(isChat ? `${url}/transfer-targets` : '/api/callcenter/transfer-targets')
  const give = useSubmit(async ({ to, note }: Filled, key) => {
    const [kind, value = ''] = to.split(':')
    const target = kind === 'agent' ? { agentId: Number(value) } : { skill: value }
    await write('POST', `${url}/transfers`, { ...target, note: note.trim() }, key)
    return true
  })
  const submit = async (filled: Filled) => {
    if (!(await give.submit(filled))) return targets.reload()
    message.success(say(isChat ? 'transfer.chat.done' : 'transfer.done'))
    close(true)
  }
  return (
    <Modal
      open
      title={say(isChat ? 'transfer.chat.title' : 'transfer.title')}
      okText={say('line.transfer')}
      cancelText={say('cancel')}
      confirmLoading={give.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
      afterOpenChange={(isOpen) => isOpen && form.getFieldInstance('to')?.focus()}
    >
      <p className={css.note}>{say(isChat ? 'transfer.chat.about' : 'transfer.about')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="to" label={say('transfer.to')} rules={[{ required: true, message: say('transfer.to') }]}>
          <Select
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            loading={!targets.data && !targets.error}
            options={optionsOf(targets.data, say)}
          />
        </Form.Item>
        {targets.data?.agents.length === 0 && <p className={css.note}>{say('transfer.nobody')}</p>}
        <Form.Item
          name="note"
          label={say('transfer.note')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('transfer.note.bad') }]}
        >
          <Input.TextArea rows={3} maxLength={500} placeholder={say('transfer.note.example')} />
        </Form.Item>
        <Trouble error={give.error ?? targets.error} />
      </Form>
    </Modal>
  )
}

function optionsOf(
  targets: TransferTargets | undefined,
  say: ReturnType<typeof useWords<keyof typeof callWords.pairs>>,
) {
  if (!targets) return []
  const queues = targets.queues.map(({ skill, waiting, readyAgents: ready }) => ({
    value: `skill:${skill}`,
    label: say('transfer.queue', { name: say(`skill.${skill}`), waiting, ready }),
  }))
  const agents = targets.agents.map(({ userId, name, skills }) => ({
    value: `agent:${userId}`,
    label: [name, ...Object.keys(skills).map((skill) => say.code('skill', skill))].join(' · '),
  }))
  return [
    { label: say('transfer.queues'), options: queues },
    ...(agents.length > 0 ? [{ label: say('transfer.agents'), options: agents }] : []),
  ]
}
