import { Button } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import { Handover } from '../call/call-control.tsx'
import { ChannelMark } from './channel-mark.tsx'
import css from './chat.module.css'
import type { Chats } from './use-chats.ts'
import { deskChatWords } from './words.ts'

type ListProps = { of: Chats; chosen: number | undefined; choose: (contactId: number) => void; reload: () => void }

/** The agent's chats: one offered first, then those in his hands with what he has not read. */
export function ChatList({ of: { chats, mostAtOnce, slowAtOnce }, chosen, choose, reload }: ListProps) {
  const say = useWords(deskChatWords)
  if (chats.length === 0) return null
  const live = chats.filter(({ isLive }) => isLive).length
  const figures = { live, liveMost: mostAtOnce, slow: chats.length - live, slowMost: slowAtOnce }
  return (
    <Panel title={say('title')} extra={say('full', figures)} flush>
      {chats.map((chat) => (
        <Tab key={chat.contact.id} chat={chat} isOn={chat.contact.id === chosen} choose={choose} reload={reload} />
      ))}
    </Panel>
  )
}

type TabProps = { chat: DeskChat; isOn: boolean; choose: (contactId: number) => void; reload: () => void }

function Tab({ chat: { contact, correspondent, subject, because, unread, latest }, isOn, choose, reload }: TabProps) {
  const say = useWords(deskChatWords)
  const take = useSubmit(async (id: number, key) => {
    await write('POST', `/api/callcenter/contacts/${id}/answer`, undefined, key)
    choose(id)
    reload()
  })
  const isOffered = contact.state === 'offered'
  const head = (
    <>
      <span className={css.tabTop}>
        {contact.customerName ?? correspondent ?? say('visitor')}
        {unread > 0 && !isOn && <Pill tone="bad">{say('unread', { count: unread })}</Pill>}
      </span>
      <span className={css.row}>
        <ChannelMark channel={contact.channel} />
        {because && because !== 'mail' && (
          <Pill tone={because === 'danger' ? 'bad' : 'calm'}>{say(`because.${because}`)}</Pill>
        )}
      </span>
      {subject && <p className={css.subject}>{subject}</p>}
      <p className={css.note}>{latest}</p>
      {isOffered && <Handover contact={contact} />}
    </>
  )
  if (!isOffered)
    return (
      <button
        type="button"
        className={`${css.tab} ${isOn ? css.on : ''}`}
        aria-current={isOn}
        onClick={() => choose(contact.id)}
      >
        {head}
      </button>
    )
  return (
    <div className={css.tab} role="status">
      {head}
      <Trouble error={take.error} />
      <Button type="primary" block loading={take.busy} onClick={() => take.submit(contact.id)}>
        {say('take')}
      </Button>
    </div>
  )
}
