import { Button, Popover } from 'antd'
import { instant } from '../../../app/web/kit/format.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { FormerWindows } from './former-windows.tsx'
import { sayWindow } from './window.ts'
import { promiseWords } from './words.ts'

/** What was promised, by whom, and what was written then: beside the pop of the call that keeps it. */
export function Promised({ promise }: { promise: Contact['promise'] }) {
  const say = useWords(promiseWords)
  if (!promise) return null
  const { contactId, contactNo, by, at, about, former } = promise
  return (
    <section className={css.handover} aria-label={say('title')}>
      <b>{say('told', { window: sayWindow(promise) })}</b> <FormerWindows former={former} />
      <div className={css.words}>{about}</div>
      <div className={css.note}>
        {say('told.by', { by, at: instant(at) })}
        {contactId !== null && contactNo !== null && (
          <Popover trigger="click" destroyOnHidden content={<Former contactId={contactId} />}>
            <Button type="link" size="small">
              {say('former', { no: contactNo })}
            </Button>
          </Popover>
        )}
      </div>
    </section>
  )
}

/** As far as the reader may read it. */
function Former({ contactId }: { contactId: number }) {
  const say = useWords(promiseWords)
  const contact = useResource<Contact>(`/api/callcenter/contacts/${contactId}`)
  return (
    <div style={{ width: 'min(320px, 76vw)' }}>
      <Shown of={contact} rows={2}>
        {({ queuedAt, agent, summary, draft }) => (
          <>
            <div className={css.note}>{[instant(queuedAt), agent].filter(Boolean).join(' · ')}</div>
            <div className={css.words}>{summary ?? draft?.summary ?? say('former.none')}</div>
          </>
        )}
      </Shown>
    </div>
  )
}
