import { Checkbox } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { WhoAmI } from '../../contract.ts'
import { write } from '../../web/kit/api.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Empty } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import login from '../../web/shells/login.module.css'
import type { PasswordReset, Terms } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import css from './citizens.module.css'
import { FrontForm, FrontPage } from './front-form.tsx'
import { Privacy } from './privacy.tsx'

export default function SignUp() {
  const say = useWords(citizenWords)
  const known = <Link to="/login">{say('signUp.known')}</Link>
  return (
    <FrontPage title={say('signUp.title')}>
      {(terms) =>
        terms.isOpen ? (
          <SignUpForm terms={terms} />
        ) : (
          <Empty title={say('signUp.off')} next={say('signUp.off.next')} action={known} />
        )
      }
    </FrontPage>
  )
}

function SignUpForm({ terms }: { terms: Terms }) {
  const say = useWords(citizenWords)
  const [agreed, setAgreed] = useState(false)
  const [isLate, setLate] = useState(false)
  const privacyVersion = terms.privacy.version
  const sending = useSubmit((input: PasswordReset) =>
    write<WhoAmI>('PUT', '/api/citizens/log-in', { ...input, privacyVersion }),
  )
  const consent = (
    <div>
      <div className={css.agree}>
        <Checkbox checked={agreed} onChange={(event) => setAgreed(event.target.checked)}>
          {say('privacy.agree')}
        </Checkbox>
        <Privacy text={terms.privacy} agree={() => setAgreed(true)} />
      </div>
      {isLate && !agreed && <p className={css.issue}>{say('privacy.needed')}</p>}
    </div>
  )
  return (
    <FrontForm
      terms={terms}
      purpose="sign-up"
      words={{
        title: say('signUp.title'),
        lead: say('signUp.lead'),
        password: say('password'),
        go: say('signUp.go'),
      }}
      sending={sending}
      mayGo={() => {
        setLate(!agreed)
        return agreed
      }}
      before={consent}
    >
      <p className={login.ways}>
        <Link to="/login">{say('signUp.known')}</Link>
      </p>
    </FrontForm>
  )
}
