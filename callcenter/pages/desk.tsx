import { useRef, useState } from 'react'
import { useKeys } from '../../app/web/kit/keys.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { Empty, Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DeskChat } from '../chat/contract.ts'
import type { Contact } from '../contract.ts'
import { AgentPanel } from './agent-panel.tsx'
import { useOffers } from './call/use-offers.ts'
import { CallPanel } from './call-panel.tsx'
import { CallerFileView } from './caller-file.tsx'
import { ChatList } from './chat/chat-list.tsx'
import { ChatOffers } from './chat/chat-offers.tsx'
import { ChatPanel } from './chat/chat-panel.tsx'
import { type ChosenChat, useChosenChat } from './chat/use-chosen-chat.ts'
import { ContactPanel } from './contact-panel.tsx'
import { CustomerSearch } from './customer-search.tsx'
import css from './desk.module.css'
import { HandInPanel } from './hand-ins/hand-in-drawer.tsx'
import { SuggestedKnowledge } from './knowledge/suggested.tsx'
import { AccountMarks } from './marks/account-marks.tsx'
import { isElsewhere, useOrdering } from './orders/use-ordering.ts'
import { WorkOrderDrawer } from './orders/work-order-drawer.tsx'
import { FileViewers } from './presence/file-viewers.tsx'
import { RecentContacts } from './recent-contacts.tsx'
import { UnwrittenContacts } from './unwritten.tsx'
import { type DeskView, useAccountInView, useDesk, useNaming } from './use-desk.ts'
import { deskWords } from './words.ts'

export default function Desk() {
  const desk = useDesk()
  return (
    <Shown of={desk} rows={10}>
      {(shown) => <Board desk={shown} reload={desk.reload} />}
    </Shown>
  )
}

function Board({ desk, reload }: { desk: DeskView; reload: () => void }) {
  const { chat, inHand, setToWrite } = useInHand(desk)
  const [accountNo, view] = useAccountInView(desk.current ?? inHand)
  const refresh = () => void [reload(), chat.reload()]
  const naming = useNaming(refresh)
  const orders = useOrders({ desk, accountNo, inHand, reload: refresh })
  useOffers({ desk, chats: chat.all })

  const choose = (chosen: string) => {
    view(chosen)
    if (inHand && inHand.accountNo === null) void naming.submit({ contact: inHand, accountNo: chosen })
  }
  return (
    <div className={css.desk}>
      <div className={`${css.column} ${css.aside}`}>
        <AgentPanel desk={desk} reload={reload} chats={chat.offered.length} />
        <CallPanel
          desk={desk}
          reload={reload}
          choose={choose}
          accountNo={accountNo}
          live={{ offered: countLive(chat.offered), inHand: countLive(chat.inHand) }}
        />
        <ChatOffers chats={chat.offered} choose={chat.choose} reload={refresh} />
        <ChatList inHand={chat.inHand} most={chat.most} chosen={chat.chosen?.contact.id} choose={chat.choose} />
        <CustomerSearch choose={choose} />
        <RecentContacts contacts={desk.recent} choose={choose} />
      </div>
      <div className={css.column}>
        <Trouble error={naming.error} />
        {chat.chosen && (
          <ChatPanel key={chat.chosen.contact.id} chat={chat.chosen} draft={chat.draft} reload={refresh} />
        )}
        {inHand?.channel === 'hotline' && <HandInPanel key={inHand.id} id={inHand.id} />}
        <FileInView
          desk={desk}
          accountNo={accountNo}
          orders={orders.count}
          contact={inHand}
          attach={() => inHand && accountNo && naming.submit({ contact: inHand, accountNo })}
          openOrder={orders.begin}
          named={orders.named}
          promisable={inHand ? (inHand.accountNo === accountNo ? inHand.id : null) : latestOf(desk, accountNo)}
          reload={refresh}
        />
      </div>
      <div className={`${css.column} ${css.aside}`}>
        <Writing
          contact={inHand}
          accountNo={accountNo}
          chat={chat}
          reload={refresh}
          order={orders.begin}
          wrote={orders.wrote}
        />
        <UnwrittenContacts
          contacts={desk.unwritten}
          chosen={inHand?.id}
          choose={({ id, accountNo: about }) => {
            setToWrite(id)
            if (about) view(about)
          }}
        />
      </div>
      <WorkOrderDrawer {...orders.drawer} />
    </div>
  )
}

type Here = { desk: DeskView; accountNo: string | null; inHand: Contact | null; reload: () => void }

/** Opens an order about the file and the contact that are here at that moment. */
function useOrders({ desk, accountNo, inHand, reload }: Here) {
  const { ordering, begin: beginFor, end } = useOrdering()
  const [count, setCount] = useState(0)
  const words = useRef('')
  const nameInView = useRef<{ of: string; name: string }>(undefined)
  const begin = () => {
    const { of, name } = nameInView.current ?? {}
    const customerName = of === accountNo ? name : inHand?.accountNo === accountNo ? inHand?.customerName : null
    beginFor({ accountNo, customerName: customerName ?? null, contact: inHand, words: inHand ? words.current : '' })
  }
  useKeys({ 'Alt+O': begin })
  const behind = {
    offered: desk.current?.state === 'offered' ? desk.current : null,
    isElsewhere: ordering !== undefined && isElsewhere(ordering.of, { accountNo, contactId: inHand?.id }),
    reload,
  }
  return {
    /** Opened here so far. */
    count,
    begin,
    named: (of: string, name: string) => {
      nameInView.current = { of, name }
    },
    wrote: (written: string) => {
      words.current = written
    },
    drawer: { ordering, behind, close: end, done: () => setCount((before) => before + 1) },
  }
}

const countLive = (chats: DeskChat[]) => chats.filter(({ isLive }) => isLive).length

/** The latest contact about the account that the reader closed. */
const latestOf = ({ recent }: DeskView, accountNo: string | null) =>
  recent.find((contact) => contact.accountNo !== null && contact.accountNo === accountNo)?.id ?? null

type InView = {
  desk: DeskView
  accountNo: string | null
  /** Opened here so far: each changes the file. */
  orders: number
  contact: Contact | null
  attach: () => void
  openOrder: () => void
  named: (accountNo: string, customerName: string) => void
  /** From which a call-back may be promised about this account. */
  promisable: number | null
  reload: () => void
}

function FileInView({ desk, accountNo, orders, ...rest }: InView) {
  const say = useWords(deskWords)
  if (!accountNo)
    return (
      <Panel label={say('file.none')}>
        <Empty title={say('file.none')} next={say('file.none.next')} />
      </Panel>
    )
  const { current } = desk
  // What is in the file depends on who is on the line or writes, and on how sure that is.
  const line = [current?.id, current?.accountNo, current?.level]
  const { contact } = rest
  const other =
    contact && contact.id !== current?.id ? [contact.id, contact.state, contact.accountNo, contact.level] : []
  const key = [accountNo, orders, ...line, ...other].join(' ')
  return (
    <>
      <FileViewers accountNo={accountNo} changes={[current?.id, current?.state, current?.accountNo].join(' ')} />
      {current === null && <AccountMarks key={`marks ${accountNo}`} accountNo={accountNo} />}
      <CallerFileView key={key} accountNo={accountNo} isIdle={current === null} {...rest} />
    </>
  )
}

/** Who is on the line goes before who writes, and before who was; of the last the one chosen, else the oldest. */
function useInHand(desk: DeskView) {
  const [toWrite, setToWrite] = useState<number>()
  const active = desk.current?.state === 'active' ? desk.current : null
  const chat = useChosenChat(active !== null)
  const written = desk.unwritten.find(({ id }) => id === toWrite) ?? desk.unwritten[0] ?? null
  return { chat, inHand: active ?? chat.chosen?.contact ?? written, setToWrite }
}

type WritingProps = {
  contact: Contact | null
  accountNo: string | null
  chat: ChosenChat
  reload: () => void
  order: () => void
  wrote: (words: string) => void
}

/** What the agent writes of the contact, and the knowledge that it brings to mind. */
function Writing({ contact, accountNo, chat, reload, order, wrote }: WritingProps) {
  const [words, setWords] = useState('')
  return (
    <>
      <ContactPanel
        contact={contact}
        isInFile={contact?.accountNo !== null && contact?.accountNo === accountNo}
        reload={reload}
        openOrder={order}
        wrote={(written) => {
          setWords(written)
          wrote(written)
        }}
      />
      <SuggestedKnowledge
        written={contact ? chat.asked || words : ''}
        accountNo={accountNo}
        {...(chat.chosen?.owner === 'agent' ? { send: chat.draft.set } : {})}
      />
    </>
  )
}
