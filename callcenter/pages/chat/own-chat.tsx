import { Button, Input, Popconfirm } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { Page, Pill } from '../../../app/web/kit/parts.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { MESSAGE_LENGTH, type OwnChat } from '../../chat/contract.ts'
import css from './chat.module.css'
import { FileButton } from './file-button.tsx'
import { Messages } from './messages.tsx'
import { type OwnChatView, useOwnChat } from './use-own-chat.ts'
import { chatWords } from './words.ts'

/** 在线客服, on the customer's side: the assistant first, a person when he asks or the assistant is unsure. */
export default function OwnChatPage({ isVisitor = false }: { isVisitor?: boolean }) {
  const say = useWords(chatWords)
  const [language] = useLanguage()
  const view = useOwnChat()
  const { chat, isOpening, error, begin } = view
  return (
    <Page title={say('title')} lead={say(isVisitor ? 'visitor' : 'lead')}>
      {chat ? (
        <Conversation view={view} chat={chat} isVisitor={isVisitor} />
      ) : (
        <>
          <Trouble error={error} />
          <Button type="primary" size="large" loading={isOpening} onClick={() => begin(language)}>
            {say('start')}
          </Button>
        </>
      )}
    </Page>
  )
}

type Shown = { view: OwnChatView; chat: OwnChat; isVisitor: boolean }

function Conversation({ view, chat, isVisitor }: Shown) {
  return (
    <div className={css.page}>
      <Standing view={view} chat={chat} />
      <Messages messages={chat.messages} side="customer" save={view.saveFile} />
      <div className={css.field}>
        <Trouble error={view.error} hidesPaths />
        {chat.endedAt === null ? (
          <Writing view={view} chat={chat} isVisitor={isVisitor} />
        ) : (
          <Ended view={view} chat={chat} />
        )}
      </div>
    </div>
  )
}

/** Who answers, or how many wait before him. */
function Standing({ view, chat }: Omit<Shown, 'isVisitor'>) {
  const say = useWords(chatWords)
  const waiting =
    chat.waitSeconds === null
      ? say('waiting.nobody')
      : say('waiting.long', { minutes: Math.max(1, Math.ceil(chat.waitSeconds / 60)) })
  return (
    <div className={css.standing} role="status">
      {chat.endedAt !== null ? (
        <Pill tone="calm">{say('ended')}</Pill>
      ) : chat.ahead !== null ? (
        <Pill tone="warn">
          {say('waiting', { ahead: chat.ahead })} · {waiting}
        </Pill>
      ) : chat.owner === 'agent' ? (
        <Pill tone="good">{say('owner.agent', { agent: chat.agentNo ?? '' })}</Pill>
      ) : (
        <Pill tone="brand">{say('owner.assistant')}</Pill>
      )}
      {chat.endedAt === null && (
        <Popconfirm title={say('end.sure')} onConfirm={view.end}>
          <Button size="small">{say('end')}</Button>
        </Popconfirm>
      )}
    </div>
  )
}

const quick = ['supply', 'balance', 'bill', 'progress', 'report'] as const

function Writing({ view, chat, isVisitor }: Shown) {
  const say = useWords(chatWords)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (body: string) => {
    if (body.trim() === '' || busy) return
    setBusy(true)
    if ((await view.send(body.trim())) && body === text) setText('')
    setBusy(false)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send(text)
  }
  const isAssistant = chat.owner === 'assistant'
  return (
    <>
      {isAssistant && (
        <div className={css.quick}>
          {!isVisitor &&
            quick.map((each) => (
              <Button key={each} size="small" disabled={busy} onClick={() => send(say(`quick.${each}`))}>
                {say(`quick.${each}`)}
              </Button>
            ))}
          <Button size="small" type="primary" ghost disabled={busy} onClick={() => send(say('person.text'))}>
            {say('person')}
          </Button>
        </div>
      )}
      <div className={css.line}>
        <Input.TextArea
          aria-label={say('type')}
          placeholder={say('type')}
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={MESSAGE_LENGTH}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={press}
        />
        <FileButton send={view.sendFile} />
        <Button type="primary" loading={busy} onClick={() => send(text)}>
          {say('send')}
        </Button>
      </div>
    </>
  )
}

function Ended({ view, chat }: Omit<Shown, 'isVisitor'>) {
  const say = useWords(chatWords)
  const [language] = useLanguage()
  return (
    <div className={css.row}>
      {chat.satisfaction === null ? (
        <>
          <span>{say('rate')}</span>
          {[1, 2, 3, 4, 5].map((score) => (
            <Button key={score} onClick={() => view.rate(score)}>
              {say('score', { score })}
            </Button>
          ))}
        </>
      ) : (
        <span>
          {say('rated')} · {say('score', { score: chat.satisfaction })}
        </span>
      )}
      <Button onClick={() => view.begin(language)}>{say('again')}</Button>
    </div>
  )
}
