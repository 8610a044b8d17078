import { Button } from 'antd'
import { clock } from '../../app/web/kit/format.ts'
import { Icon } from '../../app/web/kit/icons.tsx'
import { useKeys } from '../../app/web/kit/keys.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Contact } from '../contract.ts'
import { AccountHits } from './account-hits.tsx'
import { CallControl, Handover } from './call/call-control.tsx'
import { ProofCode } from './call/call-customer.tsx'
import { ListenedBy } from './call/listened-by.tsx'
import { useOfferLeft, useTaking } from './call/offer.ts'
import { OfferLeft } from './call/offer-left.tsx'
import css from './desk.module.css'
import { CallerMarks } from './marks/caller-marks.tsx'
import { Trail } from './menu/trail.tsx'
import { NewContact } from './new-contact.tsx'
import { Promised } from './promises/promise-told.tsx'
import type { DeskView } from './use-desk.ts'
import { deskWords } from './words.ts'

type Call = {
  desk: DeskView
  reload: () => void
  choose: (accountNo: string) => void
  accountNo: string | null
  /** Of his chats the live ones, which keep calls away. */
  live: { offered: number; inHand: number }
}

export function CallPanel({ desk, reload, choose, accountNo, live }: Call) {
  const say = useWords(deskWords)
  const contact = desk.current
  if (contact?.state === 'offered') return <Offer contact={contact} reload={reload} />
  if (contact) return <InHand contact={contact} choose={choose} reload={reload} />
  return (
    <Panel label={say('call.none')}>
      <div className={css.stack}>
        <div>
          <b>{say('call.none')}</b>
          <p className={css.note}>{say(whyNoCall(desk.me.state, live))}</p>
        </div>
        <NewContact accountNo={accountNo} done={reload} />
      </div>
    </Panel>
  )
}

function whyNoCall(state: DeskView['me']['state'], live: Call['live']) {
  if (state !== 'ready') return 'call.none.away'
  if (live.inHand > 0) return 'call.none.written'
  return live.offered > 0 ? 'call.none.offered' : 'call.none.ready'
}

function Offer({ contact, reload }: { contact: Contact; reload: () => void }) {
  const say = useWords(deskWords)
  const left = useOfferLeft(contact)
  const answer = useTaking(() => {}, reload)
  const take = () => void (left !== 0 && answer.submit(contact.id))
  useKeys({ 'Alt+A': take })
  const isPromised = contact.promise !== null
  return (
    <Panel label={say(isPromised ? 'call.promised' : 'call.incoming')} className={css.ringing}>
      <div className={css.stack}>
        <div role="status">
          <div className={css.note}>
            {isPromised
              ? say('call.promised')
              : `${say('call.incoming')} · ${say('call.queued', { at: clock(contact.queuedAt) })}`}
          </div>
          <div className={css.phone}>{contact.callerPhone ?? say('call.unknownPhone')}</div>
          {contact.customerName && <div>{contact.customerName}</div>}
        </div>
        <Promised promise={contact.promise} />
        <Handover contact={contact} />
        <Priorities contact={contact} />
        <CallerMarks contact={contact} reload={reload} />
        <Trail contact={contact} />
        <Trouble error={answer.error} />
        <Button
          type="primary"
          block
          size="large"
          icon={<Icon name="phone" size={18} />}
          loading={answer.busy}
          disabled={left === 0}
          onClick={take}
        >
          {say(isPromised ? 'call.ringBack' : 'call.answer')}
          <span className={css.key}>{say('key.answer')}</span>
        </Button>
        <OfferLeft left={left} />
      </div>
    </Panel>
  )
}

/** Why this caller came before others. */
function Priorities({ contact }: { contact: Contact }) {
  const say = useWords(deskWords)
  if (contact.priorityReasons.length === 0) return null
  return (
    <div className={css.pills}>
      {contact.priorityReasons.map((reason) => (
        <Pill key={reason} tone={reason === 'life-support' ? 'bad' : 'warn'}>
          {say(`priority.${reason}`)}
        </Pill>
      ))}
    </div>
  )
}

type Held = { contact: Contact; choose: (accountNo: string) => void; reload: () => void }

function InHand({ contact, choose, reload }: Held) {
  const say = useWords(deskWords)
  const byCall = contact.channel === 'voice'
  return (
    <Panel label={say('call.active')}>
      <div className={css.note}>
        {byCall
          ? say(contact.direction === 'out' ? 'call.outbound' : 'call.active')
          : `${say('call.byHand')} · ${say(`channel.${contact.channel}`)}`}{' '}
        · {contact.contactNo}
      </div>
      {byCall && <div className={css.phone}>{contact.callerPhone ?? say('call.unknownPhone')}</div>}
      {contact.accountNo && <div>{contact.customerName}</div>}
      {byCall && <CallControl key={contact.id} contact={contact} reload={reload} />}
      <ListenedBy listener={contact.listener} />
      <ProofCode contact={contact} />
      <Promised promise={contact.promise} />
      <Handover contact={contact} />
      <Priorities contact={contact} />
      <CallerMarks
        key={`marks ${contact.id} ${contact.accountNo} ${contact.level}`}
        contact={contact}
        reload={reload}
      />
      <Trail contact={contact} />
      {!contact.accountNo && contact.matches.length > 0 && (
        <>
          <p className={css.note}>{say('call.matches')}</p>
          <AccountHits hits={contact.matches} choose={choose} />
        </>
      )}
      {byCall && !contact.accountNo && contact.matches.length === 0 && (
        <p className={css.note}>{say('call.noMatch')}</p>
      )}
    </Panel>
  )
}
