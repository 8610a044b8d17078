import { Link } from 'react-router'
import type { WhoAmI } from '../../contract.ts'
import { write } from '../../web/kit/api.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { useWords } from '../../web/kit/words.ts'
import login from '../../web/shells/login.module.css'
import type { PasswordReset } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import css from './citizens.module.css'
import { FrontForm, FrontPage } from './front-form.tsx'

export default function Forgotten() {
  const say = useWords(citizenWords)
  const sending = useSubmit((input: PasswordReset) => write<WhoAmI>('PUT', '/api/citizens/password', input))
  return (
    <FrontPage title={say('forgotten.title')}>
      {(terms) => (
        <FrontForm
          terms={terms}
          purpose="password"
          words={{
            title: say('forgotten.title'),
            lead: say('forgotten.lead'),
            password: say('password.new'),
            go: say('forgotten.go'),
          }}
          sending={sending}
        >
          <p className={css.hint}>{say('forgotten.staff')}</p>
          <p className={login.ways}>
            <Link to="/login">{say('signUp.known')}</Link>
            <Link to="/sign-up">{say('signUp.go')}</Link>
          </p>
        </FrontForm>
      )}
    </FrontPage>
  )
}
