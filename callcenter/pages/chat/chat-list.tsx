import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import css from './chat.module.css'
import { ChatHead } from './chat-head.tsx'
import { deskChatWords } from './words.ts'

type ListProps = {
  inHand: DeskChat[]
  most: { live: number; slow: number }
  chosen: number | undefined
  choose: (contactId: number) => void
}

/** The chats in the agent's hands, with what he has not read. */
export function ChatList({ inHand, most, chosen, choose }: ListProps) {
  const say = useWords(deskChatWords)
  if (inHand.length === 0) return null
  const live = inHand.filter(({ isLive }) => isLive).length
  const figures = { live, liveMost: most.live, slow: inHand.length - live, slowMost: most.slow }
  return (
    <Panel title={say('title')} extra={say('full', figures)} flush>
      {inHand.map((chat) => (
        <Tab key={chat.contact.id} chat={chat} isOn={chat.contact.id === chosen} choose={choose} />
      ))}
    </Panel>
  )
}

type TabProps = { chat: DeskChat; isOn: boolean; choose: (contactId: number) => void }

function Tab({ chat, isOn, choose }: TabProps) {
  const say = useWords(deskChatWords)
  return (
    <button
      type="button"
      className={`${css.tab} ${isOn ? css.on : ''}`}
      aria-current={isOn}
      onClick={() => choose(chat.contact.id)}
    >
      <ChatHead chat={chat}>
        {chat.unread > 0 && !isOn && <Pill tone="bad">{say('unread', { count: chat.unread })}</Pill>}
      </ChatHead>
    </button>
  )
}
