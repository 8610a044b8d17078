import { Alert, Button } from 'antd'
import { useLocation, useNavigate } from 'react-router'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import type { Contact } from '../../contract.ts'
import { useChats } from '../chat/use-chats.ts'
import { deskChatWords } from '../chat/words.ts'
import css from '../desk.module.css'
import { useDesk } from '../use-desk.ts'
import { deskWords } from '../words.ts'
import { isCall, useOfferLeft, useTaking } from './offer.ts'
import { OfferLeft } from './offer-left.tsx'
import { useOffers } from './use-offers.ts'
import { callWords } from './words.ts'

/** What is offered to the agent, on every page but that of the desk, which shows it itself. */
export default function OfferBar() {
  const { pathname } = useLocation()
  return pathname === '/desk' ? null : <Elsewhere />
}

function Elsewhere() {
  const desk = useDesk()
  const chats = useChats()
  const offered = useOffers({ desk: desk.data, chats: chats.data?.chats })
  const reload = () => void [desk.reload(), chats.reload()]
  if (offered.length === 0) return null
  return (
    <div className={css.ringingBar}>
      {offered.map((contact) => (
        <Offer
          key={contact.id}
          contact={contact}
          chat={chats.data?.chats.find((chat) => chat.contact.id === contact.id)}
          reload={reload}
        />
      ))}
    </div>
  )
}

type Offered = { contact: Contact; chat: DeskChat | undefined; reload: () => void }

function Offer({ contact, chat, reload }: Offered) {
  const say = useWords(callWords)
  const navigate = useNavigate()
  const left = useOfferLeft(contact)
  const take = useTaking((id) => void navigate('/desk', { state: { chosenChat: id } }), reload)
  return (
    <>
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={<Who contact={contact} chat={chat} />}
        description={
          <>
            {chat?.asked && <div className={css.ringingAsked}>{chat.asked}</div>}
            <OfferLeft left={left} />
            <div className={css.note}>{say('offer.leaves')}</div>
          </>
        }
        action={
          <Button type="primary" loading={take.busy} disabled={left === 0} onClick={() => take.submit(contact.id)}>
            <TakeWord contact={contact} />
          </Button>
        }
      />
      <Trouble error={take.error} />
    </>
  )
}

function Who({ contact, chat }: Omit<Offered, 'reload'>) {
  const say = useWords(deskWords)
  const call = useWords(callWords)
  const chats = useWords(deskChatWords)
  const { customerName, callerPhone, channel, promise } = contact
  const what = promise ? say('call.promised') : call(isCall(contact) ? 'offer.call' : 'offer.chat')
  const who = isCall(contact)
    ? [callerPhone ?? say('call.unknownPhone'), customerName]
    : [customerName ?? chat?.correspondent ?? chats('visitor'), say(`channel.${channel}`)]
  return [what, ...who].filter(Boolean).join(' · ')
}

function TakeWord({ contact }: { contact: Contact }) {
  const say = useWords(deskWords)
  const chats = useWords(deskChatWords)
  if (!isCall(contact)) return chats('take')
  return say(contact.promise ? 'call.ringBack' : 'call.answer')
}
