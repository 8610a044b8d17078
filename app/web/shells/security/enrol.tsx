import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import type { EnrolmentSecret, RecoveryCodes } from '../../../contract.ts'
import { write } from '../../kit/api.ts'
import { useFieldIssues } from '../../kit/form-issues.ts'
import { useSubmit } from '../../kit/resource.ts'
import { Trouble } from '../../kit/states.tsx'
import { useWords } from '../../kit/words.ts'
import { CodeForm } from './code-form.tsx'
import css from './security.module.css'
import { securityWords } from './words.ts'

/** Binds an authenticator: the secret, a code of it, and the codes for paper. Who works already gives his password first. */
export function Enrol({ asksPassword, done }: { asksPassword: boolean; done: () => void }) {
  const [secret, setSecret] = useState<EnrolmentSecret>()
  const [codes, setCodes] = useState<string[]>()
  if (codes) return <PaperCodes codes={codes} done={done} />
  if (secret) return <Confirm secret={secret} confirmed={setCodes} />
  return <Begin asksPassword={asksPassword} begun={setSecret} />
}

function Begin({ asksPassword, begun }: { asksPassword: boolean; begun: (secret: EnrolmentSecret) => void }) {
  const say = useWords(securityWords)
  const [form] = Form.useForm<{ oldPassword: string }>()
  const begin = useSubmit((password: string | undefined) =>
    write<EnrolmentSecret>('PUT', '/api/session/second-factor', password === undefined ? {} : { password }),
  )
  useFieldIssues(form, begin.error)
  const finish = async ({ oldPassword }: { oldPassword?: string }) => {
    const answer = await begin.submit(oldPassword)
    if (answer) begun(answer.value)
  }
  return (
    <Form form={form} layout="vertical" className={css.form} onFinish={finish} requiredMark={false}>
      <Trouble error={begin.error} atFields={asksPassword} />
      {asksPassword && (
        <Form.Item
          name="oldPassword"
          label={say('password.old')}
          rules={[{ required: true, message: say('password.missing') }]}
        >
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={begin.busy}>
        {say('enrol.begin')}
      </Button>
    </Form>
  )
}

function Confirm({ secret, confirmed }: { secret: EnrolmentSecret; confirmed: (codes: string[]) => void }) {
  const say = useWords(securityWords)
  const sending = useSubmit((input: { code: string }) =>
    write<RecoveryCodes>('PUT', '/api/session/second-factor/confirmation', input),
  )
  return (
    <div className={css.steps}>
      <p>{say('enrol.scan')}</p>
      <img
        className={css.picture}
        alt={say('enrol.picture')}
        src={`data:image/svg+xml,${encodeURIComponent(secret.picture)}`}
      />
      <p className={css.lead}>{say('enrol.byHand')}</p>
      <code className={css.secret}>{(secret.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
      <CodeForm
        sending={sending}
        given={(value) => confirmed(value.recoveryCodes)}
        text={say('enrol.confirm')}
        beside={
          <Button type="link" href={secret.uri}>
            {say('enrol.open')}
          </Button>
        }
      />
    </div>
  )
}

export function PaperCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const say = useWords(securityWords)
  return (
    <div className={css.steps}>
      <Alert type="warning" showIcon title={say('recovery.keep')} description={say('recovery.keep.why')} />
      <ul className={css.codes} aria-label={say('recovery.codes')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={css.acts}>
        <Button type="primary" onClick={done}>
          {say('recovery.kept')}
        </Button>
        <Button onClick={() => window.print()}>{say('recovery.print')}</Button>
      </div>
    </div>
  )
}
