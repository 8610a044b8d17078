import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link, Navigate, useSearchParams } from 'react-router'
import type { WhoAmI } from '../../contract.ts'
import { shellPaths, shellsOf } from '../../shells/contract.ts'
import { write } from '../kit/api.ts'
import { useSubmit } from '../kit/resource.ts'
import { useSession } from '../kit/session.tsx'
import { Trouble } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import { Front } from './front.tsx'
import { frontWords } from './front-words.ts'
import css from './login.module.css'
import { Mark } from './mark.tsx'
import { noteEntered } from './security/entered.ts'

export default function Login() {
  const { user } = useSession()
  const [query] = useSearchParams()
  if (user) {
    const from = query.get('from')
    // Only a path of this site: `//host` would leave it.
    const wanted = from && /^\/(?!\/)/.test(from) ? from : undefined
    const home = shellsOf(user)[0]
    return <Navigate to={wanted ?? (home ? shellPaths[home] : '/')} replace />
  }
  return (
    <Front>
      <LoginForm />
    </Front>
  )
}

function LoginForm() {
  const say = useWords(frontWords)
  const { changed } = useSession()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const logIn = useSubmit((input: { username: string; password: string }) =>
    write<WhoAmI>('POST', '/api/session', input),
  )

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await logIn.submit({ username: username.trim(), password }))) return
    noteEntered()
    changed()
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.small}>
        <Mark size={40} />
      </div>
      <div>
        <h1>{say('login.title')}</h1>
        <p className={css.lead}>{say('login.lead')}</p>
      </div>
      <Trouble error={logIn.error} />
      <div className={css.field}>
        <label htmlFor="username">{say('login.username')}</label>
        <div className={css.box}>
          <input
            id="username"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            required
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </div>
      </div>
      <div className={css.field}>
        <label htmlFor="password">{say('login.password')}</label>
        <div className={css.box}>
          <input
            id="password"
            name="password"
            type={shown ? 'text' : 'password'}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <button type="button" className={css.reveal} aria-pressed={shown} onClick={() => setShown(!shown)}>
            {say(shown ? 'login.hide' : 'login.show')}
          </button>
        </div>
      </div>
      <Button type="primary" htmlType="submit" size="large" block loading={logIn.busy}>
        {say('logIn')}
      </Button>
      <p className={css.ways}>
        <Link to="/sign-up">{say('login.signUp')}</Link>
        <Link to="/chat">{say('login.chat')}</Link>
        <Link to="/forgotten">{say('login.forgotten')}</Link>
      </p>
    </form>
  )
}
