import { Input } from 'antd'
import { useEffect } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { useChoices } from '../../web/kit/choices.ts'
import { instant } from '../../web/kit/format.ts'
import { useTitle } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import { LanguageSwitch } from '../../web/shells/language-switch.tsx'
import { Mark } from '../../web/shells/mark.tsx'
import type { SandboxMessage, sandboxMessages } from '../contract.ts'
import css from './town-messages.module.css'
import { messageWords } from './words.ts'

const EVERY_MS = 2_000

/** The telephone of everybody in the simulated town. */
export default function TownMessages() {
  const say = useWords(messageWords)
  const [{ phone }, choose] = useChoices(['phone'])
  const messages = useResource<z.infer<typeof sandboxMessages>>(
    `/api/town/messages${phone ? `?phone=${encodeURIComponent(phone)}` : ''}`,
  )
  const { reload } = messages
  useTitle(say('town.title'))
  useEffect(() => {
    const timer = setInterval(reload, EVERY_MS)
    return () => clearInterval(timer)
  }, [reload])
  return (
    <main className={css.page}>
      <div className={css.column}>
        <header className={css.head}>
          <Mark size={30} />
          <h1>{say('town.title')}</h1>
          <LanguageSwitch />
        </header>
        <p className={css.lead}>
          {say('town.lead')} <Link to="/login">{say('town.back')}</Link>
        </p>
        <Input
          inputMode="numeric"
          size="large"
          allowClear
          maxLength={11}
          aria-label={say('town.phone')}
          placeholder={say('town.phone')}
          value={phone}
          onChange={(event) => choose({ phone: event.target.value.replace(/\D/g, '') })}
        />
        <Shown
          of={messages}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title={say('town.none')} next={say('town.none.next')} />}
        >
          {({ items }) => items.map((item) => <Message key={item.id} item={item} />)}
        </Shown>
      </div>
    </main>
  )
}

function Message({ item }: { item: SandboxMessage }) {
  const say = useWords(messageWords)
  const waits = () => (item.givenUp ? say('town.given-up') : say('town.waits', { at: instant(item.sendAfter) }))
  const when = item.sentAt ? instant(item.sentAt) : waits()
  return (
    <article className={css.message}>
      <div className={css.about}>
        <strong>{item.phone}</strong>
        <span>{say.code('kind', item.kind)}</span>
        <time dateTime={item.sentAt ?? item.sendAfter}>{when}</time>
      </div>
      <div className={css.bubble}>{item.givenUp ? say(`given-up.${item.givenUp}`) : item.text}</div>
    </article>
  )
}
