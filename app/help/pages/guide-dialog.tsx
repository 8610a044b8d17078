import { Button, Modal } from 'antd'
import { Link } from 'react-router'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { Help } from '../contract.ts'
import css from './help.module.css'
import { helpWords } from './words.ts'

/** What each of one's roles does, step by step, each a way to its place. */
export function GuideDialog({ close }: { close: () => void }) {
  const say = useWords(helpWords)
  const [language] = useLanguage()
  const help = useResource<Help>('/api/help')
  return (
    <Modal
      open
      title={say('guide.title')}
      onCancel={close}
      width={480}
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
    </Modal>
  )
}
