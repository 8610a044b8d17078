import { type ReactNode, useEffect, useRef } from 'react'
import { instant } from '../../../app/web/kit/format.ts'
import { Icon } from '../../../app/web/kit/icons.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChatMessage, ChatSource } from '../../chat/contract.ts'
import css from './chat.module.css'
import { type Deliveries, DeliveryMark } from './delivery-mark.tsx'
import { chatWords } from './words.ts'

/** Of the customer, who may be known by no cookie. */
type Save = (id: number, name: string) => void
type ListProps = { messages: ChatMessage[]; side: 'customer' | 'agent'; deliveries?: Deliveries; save?: Save }

/** What was written, the newest at the end and in sight. `side`: whose own words stand on the right. */
export function Messages({ messages, side, deliveries, save }: ListProps) {
  const end = useRef<HTMLDivElement>(null)
  const latest = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what moves it.
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'nearest' })
  }, [latest])
  return (
    <div className={`${css.messages} ${side === 'agent' ? css.desk : ''}`} role="log" aria-live="polite">
      {messages.map((message) => (
        <Message key={message.id} message={message} isMine={message.sender === side} side={side} save={save}>
          <DeliveryMark of={deliveries} messageId={message.id} />
        </Message>
      ))}
      <div ref={end} className={css.end} />
    </div>
  )
}

type One = {
  message: ChatMessage
  isMine: boolean
  side: 'customer' | 'agent'
  save: Save | undefined
  children: ReactNode
}

function Message({ message, isMine, side, save, children }: One) {
  const say = useWords(chatWords)
  if (message.sender === 'system')
    return (
      <div className={`${css.system} ${css.note}`}>
        {message.body} {children}
      </div>
    )
  const names = {
    customer: say(side === 'customer' ? 'me' : 'customer'),
    assistant: say('assistant'),
    agent: say('agent', { agent: message.agentNo ?? '' }),
  }
  return (
    <div className={`${css.message} ${isMine ? css.mine : ''}`}>
      <p className={css.note}>
        {names[message.sender]} · {instant(message.at)}
      </p>
      {message.attachments.length === 0 || message.body !== message.attachments[0]?.name ? (
        <div className={css.bubble}>{message.body}</div>
      ) : null}
      {message.attachments.map((file) => (
        <Attachment key={file.id} file={file} save={save} />
      ))}
      {message.sources.map((source) => (
        <Source key={JSON.stringify(source)} source={source} />
      ))}
      {children}
    </div>
  )
}

type FileProps = { file: ChatMessage['attachments'][number]; save: Save | undefined }

/** Saved, never shown in place: it is a stranger's. */
function Attachment({ file: { id, name, mediaType, byteCount }, save }: FileProps) {
  const say = useWords(chatWords)
  const shown = (
    <>
      <Icon name={mediaType === 'application/pdf' ? 'bill' : 'camera'} size={14} />
      <span>{name}</span>
      <span className={css.note}>{say('file.size', { kib: Math.max(1, Math.round(byteCount / 1024)) })}</span>
    </>
  )
  return save ? (
    <button type="button" className={css.file} onClick={() => save(id, name)}>
      {shown}
    </button>
  ) : (
    <a className={css.file} href={`/api/callcenter/chat-attachments/${id}`} download>
      {shown}
    </a>
  )
}

function Source({ source }: { source: ChatSource }) {
  const say = useWords(chatWords)
  return (
    <p className={css.note}>
      {source.is === 'article'
        ? say('source.article', { no: source.articleNo, number: source.number, title: source.title })
        : source.is === 'matter'
          ? say('source.matter', { no: source.matterNo, title: source.title })
          : say('source.file', { of: say(`of.${source.of}`), at: instant(source.at) })}
    </p>
  )
}
