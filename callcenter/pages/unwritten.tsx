import { clock } from '../../app/web/kit/format.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Contact } from '../contract.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

type Unwritten = { contacts: Contact[]; chosen: number | undefined; choose: (contact: Contact) => void }

/** Calls that are over and of which nobody has written yet what was said. */
export function UnwrittenContacts({ contacts, chosen, choose }: Unwritten) {
  const say = useWords(deskWords)
  if (contacts.length === 0) return null
  return (
    <Panel title={say('unwritten.title')}>
      {contacts.map((contact) => (
        <button
          key={contact.id}
          type="button"
          className={css.hit}
          aria-pressed={contact.id === chosen}
          onClick={() => choose(contact)}
        >
          <span className={css.hitTop}>
            <span>{contact.customerName ?? contact.callerPhone ?? contact.contactNo}</span>
            <Pill tone="warn">{say('unwritten.since', { at: clock(contact.lineEndedAt) })}</Pill>
          </span>
          <span className={`${css.note} ${css.clamp}`}>{contact.draft?.summary || say('unwritten.nothing')}</span>
        </button>
      ))}
    </Panel>
  )
}
