import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useKeys } from '../../../app/web/kit/keys.ts'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { HandedIn } from '../../applications/contract.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { applicationWords } from './words.ts'

/** Leads to the form of applications, about the contact in hand; without an account for a new supply. */
export function OpenForm({ contact, block }: { contact: Contact; block?: boolean }) {
  const say = useWords(applicationWords)
  const navigate = useNavigate()
  const { id, accountNo } = contact
  const go = () =>
    navigate(withQuery('/desk/applications/new', { contact: String(id), ...(accountNo && { account: accountNo }) }))
  useKeys({ 'Alt+Y': go })
  return (
    <Button size={block ? 'middle' : 'small'} block={block ?? false} onClick={go}>
      {say(accountNo ? 'open' : 'open.new')}
      <span className={css.key}>{say('key.open')}</span>
    </Button>
  )
}

/** What was handed in for whom the contact is with, to be put in its summary. */
export function HandedInNow({ applications, put }: { applications: HandedIn[]; put: (words: string) => void }) {
  const say = useWords(applicationWords)
  const [language] = useLanguage()
  if (applications.length === 0) return null
  return (
    <div className={css.column}>
      <div className={css.note}>{say('given')}</div>
      {applications.map(({ id, applicationNo, kindTitle }) => {
        const title = kindTitle[language]
        return (
          <div key={id} className={css.pills}>
            <span>
              {title} {applicationNo}
            </span>
            <Button size="small" onClick={() => put(say('given.text', { title, no: applicationNo }))}>
              {say('given.write')}
            </Button>
          </div>
        )
      })}
    </div>
  )
}
