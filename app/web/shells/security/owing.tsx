import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { WhoAmI } from '../../../contract.ts'
import { write } from '../../kit/api.ts'
import { useTitle } from '../../kit/parts.tsx'
import { useSubmit } from '../../kit/resource.ts'
import { SessionAs, useSession } from '../../kit/session.tsx'
import { useWords } from '../../kit/words.ts'
import { LanguageSwitch } from '../language-switch.tsx'
import { Mark } from '../mark.tsx'
import { shellWords } from '../words.ts'
import { CodeForm } from './code-form.tsx'
import { Enrol } from './enrol.tsx'
import { PasswordForm } from './password-form.tsx'
import css from './security.module.css'
import { securityWords } from './words.ts'

/** What is owed before anything else opens; on its way to wherever its address says. */
export default function Owing() {
  const say = useWords(securityWords)
  const { user, changed } = useSession()
  if (!user?.pending) return null
  const { pending } = user
  return (
    <SessionAs user={user}>
      <Card title={say(`owing.${pending}`)} lead={say(`owing.${pending}.lead`)}>
        {pending === 'code' && <Code />}
        {pending === 'password' && <PasswordForm done={changed} />}
        {pending === 'enrol' && <Enrol asksPassword={false} done={changed} />}
      </Card>
    </SessionAs>
  )
}

function Code() {
  const say = useWords(securityWords)
  const { changed } = useSession()
  const sending = useSubmit((input: { code: string }) => write<WhoAmI>('PUT', '/api/session/code', input))
  return <CodeForm sending={sending} given={changed} text={say('code.give')} orRecovery />
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
