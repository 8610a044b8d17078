import { Button, Dropdown, Input, Popconfirm } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { newKey, write } from '../../../app/web/kit/api.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import css from './chat.module.css'
import { Messages } from './messages.tsx'
import { PhrasesDialog } from './phrases-dialog.tsx'
import { useTranscript } from './use-chats.ts'
import { deskChatWords } from './words.ts'

type Sent = { body: string; key: string }
export type Draft = { text: string; set: (text: string) => void }
type PanelProps = { chat: DeskChat; draft: Draft; reload: () => void }

/** One chat in the agent's hands: what was written, and the field to answer in. */
export function ChatPanel({ chat, draft, reload }: PanelProps) {
  const say = useWords(deskChatWords)
  const { contact } = chat
  const url = `/api/callcenter/chats/${contact.id}`
  const { messages, load } = useTranscript(contact.id)
  const back = useSubmit(async (_: number, key) => {
    await write('POST', `${url}/return`, undefined, key)
    reload()
  })
  const actions = chat.owner === 'agent' && (
    <Popconfirm title={say('back')} onConfirm={() => back.submit(contact.id)}>
      <Button size="small" loading={back.busy}>
        {say('back')}
      </Button>
    </Popconfirm>
  )
  return (
    <Panel title={`${contact.customerName ?? say('visitor')} · ${contact.contactNo}`} extra={actions || undefined}>
      <div className={css.field}>
        <Trouble error={back.error} />
        <Messages messages={messages} side="agent" />
        {chat.endedAt === null ? (
          <Answer url={url} draft={draft} done={load} />
        ) : (
          <Pill tone="warn">{say('ended')}</Pill>
        )}
      </div>
    </Panel>
  )
}

function Answer({ url, draft, done }: { url: string; draft: Draft; done: () => Promise<void> }) {
  const say = useWords(deskChatWords)
  const [sent, setSent] = useState<Sent>()
  const post = useSubmit(async (message: Sent) => {
    await write('POST', `${url}/messages`, message)
    await done()
  })
  const send = async () => {
    const body = draft.text.trim()
    if (body === '' || post.busy) return
    // What could not be sent is sent again under its key.
    const message = sent?.body === body ? sent : { body, key: newKey() }
    setSent(message)
    if (!(await post.submit(message))) return
    setSent(undefined)
    draft.set('')
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <>
      <Trouble error={post.error} />
      <Input.TextArea
        aria-label={say('write')}
        placeholder={say('write')}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={4000}
        value={draft.text}
        onChange={({ target }) => draft.set(target.value)}
        onKeyDown={press}
      />
      <div className={css.row}>
        <Button type="primary" loading={post.busy} onClick={send}>
          {say('send')}
        </Button>
        <Phrases pick={(phrase) => draft.set(draft.text ? `${draft.text}${phrase}` : phrase)} />
      </div>
    </>
  )
}

function Phrases({ pick }: { pick: (phrase: string) => void }) {
  const say = useWords(deskChatWords)
  const list = useResource<{ phrases: string[] }>('/api/callcenter/quick-phrases')
  const [isEditing, edit] = useState(false)
  const mayEdit = hasRole(useUser(), ['lead'])
  const phrases = list.data?.phrases ?? []
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: phrases.map((phrase, at) => ({ key: String(at), label: phrase })),
          onClick: ({ key }) => pick(phrases[Number(key)] ?? ''),
        }}
      >
        <Button disabled={phrases.length === 0}>{say('phrases')}</Button>
      </Dropdown>
      {mayEdit && (
        <Button type="text" onClick={() => edit(true)}>
          {say('phrases.edit')}
        </Button>
      )}
      {isEditing && (
        <PhrasesDialog
          phrases={phrases}
          close={(isDone) => {
            edit(false)
            if (isDone) list.reload()
          }}
        />
      )}
    </>
  )
}
