import { Button } from 'antd'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Navigate } from 'react-router'
import { useTitle } from '../../web/kit/parts.tsx'
import { type Submission, useResource } from '../../web/kit/resource.ts'
import { useSession } from '../../web/kit/session.tsx'
import { Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import { Front } from '../../web/shells/front.tsx'
import login from '../../web/shells/login.module.css'
import { Mark } from '../../web/shells/mark.tsx'
import type { PasswordReset, Terms } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import { CodeField, issueAt, PasswordField, PhoneField } from './fields.tsx'

/** A page before the door, for who is not in yet. */
export function FrontPage({ title, children }: { title: string; children: (terms: Terms) => ReactNode }) {
  const { user } = useSession()
  const terms = useResource<Terms>('/api/citizens/terms')
  useTitle(title)
  if (user) return <Navigate to="/" replace />
  return (
    <Front>
      <Shown of={terms}>{children}</Shown>
    </Front>
  )
}

type Props = {
  terms: Terms
  purpose: 'sign-up' | 'password'
  words: { title: string; lead: string; password: string; go: string }
  sending: Submission<PasswordReset, unknown>
  /** False where something is missing that the form does not know of. */
  mayGo?: () => boolean
  /** Above the button, and below it. */
  before?: ReactNode
  children: ReactNode
}

/** Phone, code and a password of one's own choice: whoever has the phone comes in. */
export function FrontForm({ terms, purpose, words, sending, mayGo = () => true, before, children }: Props) {
  const say = useWords(citizenWords)
  const { changed } = useSession()
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const { error } = sending
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (mayGo() && (await sending.submit({ phone, code, password }))) changed()
  }
  return (
    <form className={login.form} onSubmit={submit}>
      <div className={login.small}>
        <Mark size={40} />
      </div>
      <div>
        <h1>{words.title}</h1>
        <p className={login.lead}>{words.lead}</p>
      </div>
      {error?.issues.length === 0 && <Trouble error={error} />}
      <PhoneField label={say('phone')} phone={phone} setPhone={setPhone} issue={issueAt(error, 'phone')} />
      <CodeField
        path="/api/citizens/codes"
        asked={{ purpose, phone }}
        code={code}
        setCode={setCode}
        issue={issueAt(error, 'code')}
        town={terms.town}
      />
      <PasswordField
        label={words.password}
        password={password}
        setPassword={setPassword}
        issue={issueAt(error, 'password')}
        rules={terms.password}
      />
      {before}
      <Button type="primary" htmlType="submit" size="large" block loading={sending.busy}>
        {words.go}
      </Button>
      {children}
    </form>
  )
}
