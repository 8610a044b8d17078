import { Button, Dropdown, Input } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { newKey, write } from '../../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { countSegments } from '../../channels/contract.ts'
import type { DeskChat } from '../../chat/contract.ts'
import css from './chat.module.css'
import type { Draft } from './chat-panel.tsx'
import { FileButton } from './file-button.tsx'
import { PhrasesDialog } from './phrases-dialog.tsx'
import { deskChatWords } from './words.ts'

type Sent = { body: string; key: string }
type AnswerProps = { url: string; chat: DeskChat; draft: Draft; done: () => Promise<void> }

/** The field in which the agent answers, with what the channel allows. */
export function Answer({ url, chat, draft, done }: AnswerProps) {
  const say = useWords(deskChatWords)
  const [sent, setSent] = useState<Sent>()
  const post = useSubmit(async (message: Sent) => {
    await write('POST', `${url}/messages`, message)
    await done()
  })
  const sendFile = useSubmit(async (file: { name: string; base64: string; key: string }) => {
    await write('POST', `${url}/attachments`, file)
    await done()
  })
  const body = draft.text.trim()
  const isTooLong = chat.mostCharacters !== null && body.length > chat.mostCharacters
  const send = async () => {
    if (body === '' || isTooLong || post.busy) return
    // What could not be sent is sent again under its key.
    const message = sent?.body === body ? sent : { body, key: newKey() }
    setSent(message)
    if (!(await post.submit(message))) return
    setSent(undefined)
    draft.set('')
  }
  const press = (event: KeyboardEvent) => {
    // A mail has lines of its own.
    const sends = chat.contact.channel === 'email' ? event.ctrlKey || event.metaKey : !event.shiftKey
    if (event.key !== 'Enter' || !sends || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  const hint = say(chat.contact.channel === 'email' ? 'write.email' : 'write')
  return (
    <>
      <Trouble error={post.error ?? sendFile.error} hidesPaths />
      <Input.TextArea
        aria-label={hint}
        placeholder={hint}
        status={isTooLong ? 'error' : ''}
        autoSize={{ minRows: chat.contact.channel === 'email' ? 4 : 2, maxRows: 12 }}
        maxLength={4000}
        value={draft.text}
        onChange={({ target }) => draft.set(target.value)}
        onKeyDown={press}
      />
      <div className={css.row}>
        <Button type="primary" loading={post.busy} disabled={isTooLong} onClick={send}>
          {say('send')}
        </Button>
        {chat.contact.channel === 'chat' && <FileButton send={(file) => sendFile.submit({ ...file, key: newKey() })} />}
        <Phrases pick={(phrase) => draft.set(draft.text ? `${draft.text}${phrase}` : phrase)} />
        <Length chat={chat} body={body} isTooLong={isTooLong} />
      </div>
    </>
  )
}

/** How long it is, where the channel has a limit. */
function Length({ chat, body, isTooLong }: { chat: DeskChat; body: string; isTooLong: boolean }) {
  const say = useWords(deskChatWords)
  const { mostCharacters: most, contact } = chat
  if (most === null || body === '') return null
  const values = { count: body.length, most, segments: countSegments(body) }
  return (
    <span className={`${css.note} ${isTooLong ? css.bad : ''}`} role={isTooLong ? 'alert' : undefined}>
      {say(isTooLong ? 'length.over' : contact.channel === 'sms' ? 'length.sms' : 'length', values)}
    </span>
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
