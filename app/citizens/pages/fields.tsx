import { Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { type ApiError, write } from '../../web/kit/api.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import { frontWords } from '../../web/shells/front-words.ts'
import login from '../../web/shells/login.module.css'
import type { CodeSent, Terms } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import css from './citizens.module.css'

/** What is wrong with a field, if anything is. */
export function issueAt(error: ApiError | undefined, path: string): string | undefined {
  return error?.issues.find((issue) => issue.path.replace(/^\/?body[./]/, '') === path)?.message
}

type Framed = { id: string; label: string; issue?: string | undefined; hint?: ReactNode; children: ReactNode }

function Field({ id, label, issue, hint, children }: Framed) {
  return (
    <div className={login.field}>
      <label htmlFor={id}>{label}</label>
      <div className={`${login.box} ${issue ? css.wrong : ''}`}>{children}</div>
      {issue ? <p className={css.issue}>{issue}</p> : hint && <p className={css.hint}>{hint}</p>}
    </div>
  )
}

type Phone = { phone: string; setPhone: (phone: string) => void; label: string; issue: string | undefined }

export function PhoneField({ phone, setPhone, label, issue }: Phone) {
  return (
    <Field id="phone" label={label} issue={issue}>
      <input
        id="phone"
        type="tel"
        inputMode="numeric"
        autoComplete="tel-national"
        maxLength={17}
        required
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
    </Field>
  )
}

type Code = {
  /** Where a code is asked for, and with what. */
  path: string
  asked: { phone: string; purpose?: 'sign-up' | 'password' }
  code: string
  setCode: (code: string) => void
  issue: string | undefined
  town: boolean
}

/** The code, and beside it the button that sends one, which rests until another may be sent. */
export function CodeField({ path, asked, code, setCode, issue, town }: Code) {
  const say = useWords(citizenWords)
  const [sent, setSent] = useState<CodeSent>()
  const [left, setLeft] = useState(0)
  const sending = useSubmit((input: Code['asked']) => write<CodeSent>('POST', path, input))
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left])
  const ask = async () => {
    const answer = await sending.submit(asked)
    if (!answer) return
    setSent(answer.value)
    setLeft(answer.value.againSeconds)
  }
  const digits = asked.phone.replace(/\D/g, '').slice(-11)
  return (
    <>
      <Trouble error={sending.error} hidesPaths />
      <Field
        id="code"
        label={say('code')}
        issue={issue}
        hint={
          sent && (
            <>
              {say('code.sent', { minutes: sent.minutes })}
              {town && (
                <>
                  {say('code.town')}
                  <a href={`/town/messages?phone=${digits}`} target="_blank" rel="noreferrer">
                    {say('code.town.look')}
                  </a>
                </>
              )}
            </>
          )
        }
      >
        <input
          id="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          required
          value={code}
          onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
        />
        <Button
          type="link"
          className={css.send}
          disabled={digits.length < 11 || left > 0}
          loading={sending.busy}
          onClick={ask}
        >
          {left > 0 ? say('code.again', { seconds: left }) : say('code.ask')}
        </Button>
      </Field>
    </>
  )
}

type Password = {
  label: string
  password: string
  setPassword: (password: string) => void
  issue: string | undefined
  /** Of one that is set anew. */
  rules?: Terms['password']
}

export function PasswordField({ label, password, setPassword, issue, rules }: Password) {
  const say = useWords(citizenWords)
  const shell = useWords(frontWords)
  const [shown, setShown] = useState(false)
  const asked = [
    rules?.leastLength && say('password.length', { count: rules.leastLength }),
    rules?.kinds && say('password.kinds', { count: rules.kinds }),
  ].filter(Boolean)
  return (
    <Field id="password" label={label} issue={issue} hint={asked.join('；')}>
      <input
        id="password"
        type={shown ? 'text' : 'password'}
        autoComplete={rules ? 'new-password' : 'current-password'}
        maxLength={256}
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <button type="button" className={login.reveal} aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shell(shown ? 'login.hide' : 'login.show')}
      </button>
    </Field>
  )
}
