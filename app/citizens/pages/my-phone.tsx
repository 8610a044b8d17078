import { App, Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { write } from '../../web/kit/api.ts'
import { Facts, Panel } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { useSession, useUser } from '../../web/kit/session.tsx'
import { Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Me, PhoneChange } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import css from './citizens.module.css'
import { dataWords } from './data-words.ts'
import { CodeField, issueAt, PasswordField, PhoneField } from './fields.tsx'

/** By which number somebody logs in, and another one instead. */
export function MyPhone() {
  const say = useWords(dataWords)
  const me = useResource<Me>('/api/citizens/me', { keep: true })
  const [isOpen, setOpen] = useState(false)
  const session = useSession()
  const done = () => {
    setOpen(false)
    me.reload()
    session.changed()
  }
  return (
    <Panel title={say('phone')}>
      <Shown of={me} rows={2}>
        {({ phone, username }) => (
          <>
            <Facts
              items={[
                { label: say('phone'), value: phone ?? say('phone.none') },
                { label: say('phone.name'), value: username },
              ]}
            />
            {phone && !isOpen && (
              <div className={css.below}>
                <Button onClick={() => setOpen(true)}>{say('phone.change')}</Button>
              </div>
            )}
            {isOpen && <ChangePhone done={done} cancel={() => setOpen(false)} />}
          </>
        )}
      </Shown>
    </Panel>
  )
}

function ChangePhone({ done, cancel }: { done: () => void; cancel: () => void }) {
  const say = useWords(dataWords)
  const words = useWords(citizenWords)
  const { message } = App.useApp()
  const { town } = useUser()
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const change = useSubmit((input: PhoneChange) => write<Me>('PUT', '/api/citizens/me/phone', input))
  const { error } = change
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await change.submit({ phone, code, password }))) return
    void message.success(say('phone.done'))
    done()
  }
  return (
    <form className={css.ask} onSubmit={submit}>
      {error?.issues.length === 0 && <Trouble error={error} />}
      <PhoneField label={words('phone.new')} phone={phone} setPhone={setPhone} issue={issueAt(error, 'phone')} />
      <CodeField
        path="/api/citizens/me/phone-codes"
        asked={{ phone }}
        code={code}
        setCode={setCode}
        issue={issueAt(error, 'code')}
        town={town}
      />
      <PasswordField
        label={say('password')}
        password={password}
        setPassword={setPassword}
        issue={issueAt(error, 'password')}
      />
      <div className={css.acts}>
        <Button type="primary" htmlType="submit" loading={change.busy}>
          {say('phone.save')}
        </Button>
        <Button onClick={cancel}>{say('cancel')}</Button>
      </div>
    </form>
  )
}
