import { Button } from 'antd'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import { Handover } from '../call/call-control.tsx'
import { useOfferLeft, useTaking } from '../call/offer.ts'
import { OfferLeft } from '../call/offer-left.tsx'
import desk from '../desk.module.css'
import css from './chat.module.css'
import { ChatHead } from './chat-head.tsx'
import { deskChatWords } from './words.ts'

type Choosing = { choose: (contactId: number) => void; reload: () => void }

/** Chats that are offered: not in hand before they are taken. */
export function ChatOffers({ chats, ...rest }: { chats: DeskChat[] } & Choosing) {
  const say = useWords(deskChatWords)
  if (chats.length === 0) return null
  return (
    <Panel title={say('offered')} flush className={desk.ringing}>
      {chats.map((chat) => (
        <Offer key={chat.contact.id} chat={chat} {...rest} />
      ))}
    </Panel>
  )
}

function Offer({ chat, choose, reload }: { chat: DeskChat } & Choosing) {
  const say = useWords(deskChatWords)
  const { contact } = chat
  const left = useOfferLeft(contact)
  const take = useTaking(choose, reload)
  return (
    <div className={`${css.tab} ${css.offer}`}>
      <div role="status">
        <ChatHead chat={chat} />
      </div>
      <Handover contact={contact} />
      <Trouble error={take.error} />
      <Button type="primary" block loading={take.busy} disabled={left === 0} onClick={() => take.submit(contact.id)}>
        {say('take')}
      </Button>
      <OfferLeft left={left} />
    </div>
  )
}
