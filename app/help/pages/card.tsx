import { Button } from 'antd'
import { useEffect } from 'react'
import { Page } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { useUser } from '../../web/kit/session.tsx'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { kitWords } from '../../web/kit/words-kit.ts'
import type { Help } from '../contract.ts'
import css from './help.module.css'
import { helpWords } from './words.ts'

/** 岗位卡: one page A4 for each of one's roles: what, where, and whom to call. */
export default function CardPage() {
  const say = useWords(helpWords)
  const help = useResource<Help>('/api/help')
  // Printed it stands alone, without the frame of the workplace.
  useEffect(() => {
    document.body.dataset.print = 'card'
    return () => {
      delete document.body.dataset.print
    }
  }, [])
  return (
    <Page
      title={say('card.title')}
      lead={say('card.lead')}
      actions={
        <Button type="primary" onClick={() => window.print()}>
          {say('card.print')}
        </Button>
      }
    >
      <Shown of={help} rows={10}>
        {({ guides, contacts }) => guides.map((guide) => <Card key={guide.role} guide={guide} contacts={contacts} />)}
      </Shown>
    </Page>
  )
}

function Card({ guide: { title, steps }, contacts }: { guide: Help['guides'][number]; contacts: Help['contacts'] }) {
  const say = useWords(helpWords)
  const product = useWords(kitWords)('product')
  const [language] = useLanguage()
  const { name } = useUser()
  return (
    <article className={css.card} aria-label={title[language]}>
      <header>
        <h2>{title[language]}</h2>
        <span>
          {name} · {product}
        </span>
      </header>
      <h3>{say('card.daily')}</h3>
      <ol className={css.steps}>
        {steps.map((step) => (
          <li key={step.title.zh}>
            <b>{step.title[language]}</b> <small>{step.to}</small>
            <p>{step.text[language]}</p>
          </li>
        ))}
      </ol>
      <h3>{say('card.call')}</h3>
      <dl className={css.contacts}>
        {contacts.map(({ what, name: who, phone }) => (
          <div key={`${what.zh} ${who}`}>
            <dt>{what[language]}</dt>
            <dd>{phone && phone !== who ? `${who} ${phone}` : who}</dd>
          </div>
        ))}
      </dl>
      <h3>{say('card.keys')}</h3>
      <p>
        {say('card.keys.search')}　{say('card.keys.words')}
        <br />
        {say('card.keys.log')}
      </p>
    </article>
  )
}
