import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { Help } from '../contract.ts'
import css from './help.module.css'
import { helpWords } from './words.ts'

/** On somebody's first visit: that there is a guide. Put aside, or seen, it does not come again by itself. */
export function NewHere() {
  const say = useWords(helpWords)
  const help = useResource<Help>('/api/help')
  const [isOpen, setOpen] = useState(false)
  const [isGone, setGone] = useState(false)
  if (isGone || !help.data?.isNew) return null
  const leave = () => {
    setGone(true)
    // Where it is not kept it is offered once more, which does no harm.
    write('PUT', '/api/help/seen', undefined).catch(() => {})
  }
  if (isOpen) return <GuideDrawer close={leave} />
  return (
    <aside className={css.banner} aria-label={say('guide.title')}>
      <span>
        <b>{say('new.title')}</b> {say('new.text')}
      </span>
      <Button size="small" type="primary" onClick={() => setOpen(true)}>
        {say('new.open')}
      </Button>
      <Button size="small" type="text" onClick={leave}>
        {say('new.close')}
      </Button>
    </aside>
  )
}

/** What each of one's roles does, step by step, each a way to its place. */
export function GuideDrawer({ close }: { close: () => void }) {
  const say = useWords(helpWords)
  const [language] = useLanguage()
  const help = useResource<Help>('/api/help')
  return (
    <Drawer
      open
      title={say('guide.title')}
      onClose={close}
      size={420}
      footer={
        <Button type="primary" block onClick={close}>
          {say('guide.done')}
        </Button>
      }
    >
      <p>{say('guide.lead')}</p>
      <Shown of={help} rows={6}>
        {({ guides }) =>
          guides.map(({ role, title, steps }) => (
            <section key={role} aria-label={title[language]}>
              {guides.length > 1 && <h3>{title[language]}</h3>}
              <ol className={css.steps}>
                {steps.map((step) => (
                  <li key={step.title.zh}>
                    <Link to={step.to} onClick={close}>
                      {step.title[language]}
                    </Link>
                    <p>{step.text[language]}</p>
                  </li>
                ))}
              </ol>
            </section>
          ))
        }
      </Shown>
    </Drawer>
  )
}
