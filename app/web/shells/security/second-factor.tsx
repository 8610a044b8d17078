import { App, Button } from 'antd'
import { useState } from 'react'
import type { OwnSecurity, RecoveryCodes } from '../../../contract.ts'
import { write } from '../../kit/api.ts'
import { instant } from '../../kit/format.ts'
import { Facts, Panel, Pill } from '../../kit/parts.tsx'
import { useSubmit } from '../../kit/resource.ts'
import { useWords } from '../../kit/words.ts'
import { CodeForm } from './code-form.tsx'
import { Enrol, PaperCodes } from './enrol.tsx'
import css from './security.module.css'
import { securityWords } from './words.ts'

const FEW_CODES = 3

type Part = { security: OwnSecurity; changed: () => void }

/** Whether an authenticator is bound; binding one, and new codes for paper. Only an administrator resets it. */
export function SecondFactor({ security, changed }: Part) {
  const say = useWords(securityWords)
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const { since, recoveryCodesLeft, required } = security.secondFactor
  const done = (told: string) => {
    void message.success(told)
    setOpen(false)
    changed()
  }
  return (
    <Panel title={say('factor')}>
      <Facts
        items={[
          {
            label: say('factor.state'),
            value: <Pill tone={since ? 'good' : 'calm'}>{say(since ? 'factor.on' : 'factor.off')}</Pill>,
          },
          { label: say('factor.required'), value: say(required ? 'factor.required.yes' : 'factor.required.no') },
          ...(since
            ? [
                { label: say('factor.since'), value: instant(since) },
                {
                  label: say('factor.codesLeft'),
                  value: <Pill tone={recoveryCodesLeft <= FEW_CODES ? 'warn' : 'calm'}>{recoveryCodesLeft}</Pill>,
                },
              ]
            : []),
        ]}
      />
      <div className={css.below}>
        <p className={css.lead}>{say(security.demo ? 'demo' : since ? 'factor.lost' : 'factor.lead')}</p>
        {!security.demo && !open && (
          <Button onClick={() => setOpen(true)}>{say(since ? 'factor.renew' : 'factor.enrol')}</Button>
        )}
        {open && !since && <Enrol asksPassword done={() => done(say('factor.enrolled'))} />}
        {open && since && <Renewal done={() => done(say('factor.renewed'))} />}
      </div>
    </Panel>
  )
}

function Renewal({ done }: { done: () => void }) {
  const say = useWords(securityWords)
  const [codes, setCodes] = useState<string[]>()
  const renewing = useSubmit((input: { code: string }) =>
    write<RecoveryCodes>('PUT', '/api/session/second-factor/recovery-codes', input),
  )
  if (codes) return <PaperCodes codes={codes} done={done} />
  return (
    <CodeForm sending={renewing} given={({ recoveryCodes }) => setCodes(recoveryCodes)} text={say('factor.renew')} />
  )
}
