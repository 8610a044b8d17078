import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTitle } from '../../kit/parts.tsx'
import { SessionAs, useSession } from '../../kit/session.tsx'
import { useWords } from '../../kit/words.ts'
import { LanguageSwitch } from '../language-switch.tsx'
import { Mark } from '../mark.tsx'
import { shellWords } from '../words.ts'
import { PasswordForm } from './password-form.tsx'
import css from './security.module.css'
import { securityWords } from './words.ts'

/** What is owed before anything else opens; on its way to wherever its address says. */
export function Owing() {
  const say = useWords(securityWords)
  const { user, changed } = useSession()
  if (!user) return null
  return (
    <SessionAs user={user}>
      <Card title={say('owing.password')} lead={say('owing.password.lead')}>
        <PasswordForm done={changed} />
      </Card>
    </SessionAs>
  )
}

function Card({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const say = useWords(shellWords)
  const { logOut } = useSession()
  useTitle(title)
  return (
    <div className={css.owing}>
      <div className={css.bar}>
        <LanguageSwitch />
        <Button size="small" type="text" onClick={() => logOut()}>
          {say('logOut')}
        </Button>
      </div>
      <main className={css.card}>
        <Mark size={40} />
        <div>
          <h1>{title}</h1>
          <p className={css.lead}>{lead}</p>
        </div>
        {children}
      </main>
    </div>
  )
}
