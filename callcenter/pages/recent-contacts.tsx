import { civilDay, clock } from '../../app/web/kit/format.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Contact } from '../contract.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

export function RecentContacts({ contacts, choose }: { contacts: Contact[]; choose: (accountNo: string) => void }) {
  const say = useWords(deskWords)
  const today = civilDay(new Date())
  return (
    <Panel title={say('recent.title')}>
      {contacts.length === 0 && <p className={css.note}>{say('recent.none')}</p>}
      {contacts.map((contact) => (
        <button
          key={contact.id}
          type="button"
          className={css.hit}
          disabled={!contact.accountNo}
          onClick={() => contact.accountNo && choose(contact.accountNo)}
        >
          <span className={css.hitTop}>
            <span>{contact.customerName ?? contact.callerPhone ?? say(`channel.${contact.channel}`)}</span>
            <span className={css.note}>{clock(contact.closedAt, today)}</span>
          </span>
          <span className={`${css.note} ${css.clamp}`}>
            {contact.category && `${say(`category.${contact.category}`)} · `}
            {contact.summary}
          </span>
        </button>
      ))}
    </Panel>
  )
}
