import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { accountNumber } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { ApplicationKind } from '../../../intake/contract.ts'
import { ApplyAt } from '../../../intake/pages/apply.tsx'
import { isNew } from '../../../intake/pages/kind-groups.ts'
import type { Taking } from '../../../intake/pages/taking.ts'
import type { ApplicationOffer, HandedIn } from '../../applications/contract.ts'
import type { Contact } from '../../contract.ts'
import { identityWords } from '../call/identity-words.ts'
import css from '../desk.module.css'
import { applicationWords } from './words.ts'

const PAGE = '/desk/applications/new'

/** Intake's form beside the call: what is asked for is of the contact in hand, and of its account. */
export default function ApplyAtDesk() {
  const [handed, setHanded] = useState<HandedIn>()
  const say = useWords(applicationWords)
  const [query] = useSearchParams()
  const contactId = query.get('contact')
  const path = contactId && /^\d+$/.test(contactId) ? `/api/callcenter/contacts/${contactId}` : null
  const contact = useResource<Contact>(path)
  useLiveReload(['contact.changed', 'contact.closed'], contact.reload)
  const back = backOf(query.get('account') ?? contact.data?.accountNo ?? null)
  if (path === null)
    return (
      <Page title={say('title')} back={{ to: back, text: say('back') }}>
        <Empty title={say('none')} next={say('none.next')} />
      </Page>
    )
  const isMade = ({ id }: HandedIn) => String(id) === query.get('made')
  const made = [...(handed ? [handed] : []), ...(contact.data?.applications ?? [])].find(isMade)
  const take = (application: HandedIn) => {
    setHanded(application)
    contact.reload()
  }
  return (
    <Shown of={contact} rows={8}>
      {(shown) =>
        made ? <Made made={made} contact={shown} back={back} /> : <Taken contact={shown} back={back} take={take} />
      }
    </Shown>
  )
}

const backOf = (account: string | null) => withQuery('/desk', account ? { account } : {})

/** The caller is on the line, or was: what he agreed to may be handed in until it is written up. */
const isAtWork = ({ state }: Contact) => state === 'active' || state === 'unwritten'

/** What stays in the address from page to page. */
const keptOf = ({ id, accountNo }: Contact) => ({ contact: String(id), ...(accountNo && { account: accountNo }) })

type At = { contact: Contact; back: string; take: (application: HandedIn) => void }

function Taken({ contact, back, take }: At) {
  const say = useWords(applicationWords)
  const isOn = isAtWork(contact)
  const path = `/api/callcenter/contacts/${contact.id}/application-offer`
  // What is typed stays on the screen when the caller is gone: only to hand it in is refused then.
  const offer = useResource<ApplicationOffer>(path, { keep: true })
  if (!offer.data && !isOn)
    return (
      <Page title={say('title')} back={{ to: back, text: say('back') }}>
        <Empty title={say('none')} next={say('talk.over')} />
      </Page>
    )
  return <Shown of={offer}>{(shown) => <Form contact={contact} offer={shown} back={back} take={take} />}</Shown>
}

function Form({ contact, offer, back, take }: At & { offer: ApplicationOffer }) {
  const say = useWords(applicationWords)
  const navigate = useNavigate()
  const taken = new Set(offer.kinds.filter((each) => each.taken).map(({ kind }) => kind))
  const isOfAccount = offer.accountNo !== null && offer.needs === null
  const kept = keptOf(contact)
  const taking: Taking = {
    page: PAGE,
    kept,
    back: { to: back, text: say('back') },
    offers: (kind: ApplicationKind) => taken.has(kind) && (isOfAccount || isNew(kind)),
    account: { way: 'fixed', no: isOfAccount ? offer.accountNo : null },
    units: offer.units,
    post: `/api/callcenter/contacts/${contact.id}/applications`,
    made: (application) => {
      take(application)
      navigate(withQuery(PAGE, { ...kept, made: String(application.id) }), { replace: true })
    },
  }
  return <ApplyAt taking={taking} above={<Talk contact={contact} offer={offer} />} />
}

/** With whom the agent talks, how sure it is who that is, and what he must say. */
function Talk({ contact, offer }: { contact: Contact; offer: ApplicationOffer }) {
  const identity = useWords(identityWords)
  const say = useWords(applicationWords)
  const [language] = useLanguage()
  const others = offer.kinds.filter(({ taken }) => !taken).map(({ title }) => title[language])
  const { accountNo, needs } = offer
  const isOn = isAtWork(contact)
  return (
    <div className={`${css.column} ${css.talk}`}>
      <Alert
        type={isOn ? 'info' : 'error'}
        showIcon
        role={isOn ? 'status' : 'alert'}
        title={
          isOn
            ? [
                say('talk.on', { no: contact.contactNo }),
                contact.customerName,
                accountNo && say('talk.account', { no: accountNumber(accountNo) }),
                contact.state === 'unwritten' && say('talk.ended'),
              ]
                .filter(Boolean)
                .join(' · ')
            : say('talk.over')
        }
        description={
          <>
            {accountNo === null && <p className={css.talkLine}>{say('talk.noAccount')}</p>}
            {needs && <p className={css.talkLine}>{say('talk.needs', { level: identity(`level.${needs}`) })}</p>}
            <p className={css.talkLine}>{say('papers')}</p>
            {others.length > 0 && (
              <p className={css.talkLine}>{say('others', { kinds: others.join(say('others.and')) })}</p>
            )}
          </>
        }
      />
    </div>
  )
}

function Made({ made, contact, back }: { made: HandedIn; contact: Contact; back: string }) {
  const say = useWords(applicationWords)
  const [language] = useLanguage()
  const navigate = useNavigate()
  return (
    <Page title={say('made.title')} back={{ to: back, text: say('back') }}>
      <Panel>
        <p role="status" className={css.made}>
          {say('made.no', { title: made.kindTitle[language], no: made.applicationNo })}
        </p>
        <p className={`${css.note} ${css.talk}`}>{say('made.next')}</p>
        <div className={css.pills}>
          <Button type="primary" autoFocus onClick={() => navigate(back)}>
            {say('back')}
          </Button>
          {isAtWork(contact) && (
            <Button onClick={() => navigate(withQuery(PAGE, keptOf(contact)))}>{say('made.another')}</Button>
          )}
        </div>
      </Panel>
    </Page>
  )
}
