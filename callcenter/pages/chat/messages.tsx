import { type ReactNode, useEffect, useRef } from 'react'
import { instant } from '../../../app/web/kit/format.ts'
import { Icon } from '../../../app/web/kit/icons.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChatMessage, ChatSource, DeskMessage } from '../../chat/contract.ts'
import css from './chat.module.css'
import { type Deliveries, DeliveryMark } from './delivery-mark.tsx'
import { chatWords } from './words.ts'

type Shown = ChatMessage & Partial<Pick<DeskMessage, 'attachments'>>
type ListProps = { messages: Shown[]; side: 'customer' | 'agent'; deliveries?: Deliveries }

/** What was written, the newest at the end and in sight. `side`: whose own words stand on the right. */
export function Messages({ messages, side, deliveries }: ListProps) {
  const end = useRef<HTMLDivElement>(null)
  const latest = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what moves it.
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'nearest' })
  }, [latest])
  return (
    <div className={`${css.messages} ${side === 'agent' ? css.desk : ''}`} role="log" aria-live="polite">
      {messages.map((message) => (
        <Message key={message.id} message={message} isMine={message.sender === side} side={side}>
          <DeliveryMark of={deliveries} messageId={message.id} />
        </Message>
      ))}
      <div ref={end} className={css.end} />
    </div>
  )
}

type One = { message: Shown; isMine: boolean; side: 'customer' | 'agent'; children: ReactNode }

function Message({ message, isMine, side, children }: One) {
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
      <div className={css.bubble}>{message.body}</div>
      {message.attachments?.map((file) => (
        <Attachment key={file.id} file={file} />
      ))}
      {message.sources.map((source) => (
        <Source key={JSON.stringify(source)} source={source} />
      ))}
      {children}
    </div>
  )
}

/** Saved, never shown in place: it is a stranger's. */
function Attachment({ file: { id, name, mediaType, byteCount } }: { file: DeskMessage['attachments'][number] }) {
  const say = useWords(chatWords)
  return (
    <a className={css.file} href={`/api/callcenter/chat-attachments/${id}`} download>
      <Icon name={mediaType === 'application/pdf' ? 'bill' : 'camera'} size={14} />
      <span>{name}</span>
      <span className={css.note}>{say('file.size', { kib: Math.max(1, Math.round(byteCount / 1024)) })}</span>
    </a>
  )
}

function Source({ source }: { source: ChatSource }) {
  const say = useWords(chatWords)
  return (
    <p className={css.note}>
      {source.is === 'article'
        ? say('source.article', { no: source.articleNo, number: source.number, title: source.title })
        : say('source.file', { of: say(`of.${source.of}`), at: instant(source.at) })}
    </p>
  )
}
