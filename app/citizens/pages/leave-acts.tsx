import { App, Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { write } from '../../web/kit/api.ts'
import { Panel } from '../../web/kit/parts.tsx'
import { useSubmit } from '../../web/kit/resource.ts'
import { useSession } from '../../web/kit/session.tsx'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { MyExport } from '../contract.ts'
import css from './citizens.module.css'
import { dataWords } from './data-words.ts'
import { issueAt, PasswordField } from './fields.tsx'

export function ExportData() {
  const say = useWords(dataWords)
  const { message } = App.useApp()
  const sending = useSubmit((password: string) => write<MyExport>('PUT', '/api/citizens/me/export', { password }))
  const go = async (password: string) => {
    const made = await sending.submit(password)
    if (!made) return false
    save(made.value)
    void message.success(say('export.done'))
    return true
  }
  return (
    <Panel title={say('export')}>
      <p className={css.hint}>{say('export.lead')}</p>
      <WithPassword open={say('export')} text={say('export.go')} sending={sending} go={go} />
    </Panel>
  )
}

export function CloseLogIn() {
  const say = useWords(dataWords)
  const { changed } = useSession()
  const sending = useSubmit((password: string) => write('PUT', '/api/citizens/me/closing', { password }))
  const go = async (password: string) => {
    if (!(await sending.submit(password))) return false
    changed()
    return true
  }
  return (
    <Panel title={say('close')}>
      <p className={css.hint}>{say('close.lead')}</p>
      <p className={css.hint}>{say('close.stays')}</p>
      <WithPassword open={say('close')} text={say('close.go')} sending={sending} go={go} isDanger />
    </Panel>
  )
}

type Asking = {
  /** What opens the question, and what answers it. */
  open: string
  text: string
  sending: Pick<ReturnType<typeof useSubmit<string, unknown>>, 'busy' | 'error' | 'clear'>
  go: (password: string) => Promise<boolean>
  isDanger?: boolean
}

/** What is done only by who gives his password again. */
function WithPassword({ open, text, sending, go, isDanger = false }: Asking) {
  const say = useWords(dataWords)
  const [isOpen, setOpen] = useState(false)
  const [password, setPassword] = useState('')
  const { busy, error, clear } = sending
  const close = () => {
    setOpen(false)
    setPassword('')
    clear()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (await go(password)) close()
  }
  if (!isOpen)
    return (
      <Button danger={isDanger} onClick={() => setOpen(true)}>
        {open}
      </Button>
    )
  const issue = issueAt(error, 'password')
  return (
    <form className={css.ask} onSubmit={submit}>
      {!issue && <Trouble error={error} />}
      <PasswordField label={say('password')} password={password} setPassword={setPassword} issue={issue} />
      <div className={css.acts}>
        <Button type="primary" danger={isDanger} htmlType="submit" loading={busy}>
          {text}
        </Button>
        <Button onClick={close}>{say('cancel')}</Button>
      </div>
    </form>
  )
}

function save({ name, base64 }: MyExport): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
