import { App, Button, Input } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { useKeys } from '../../../app/web/kit/keys.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerFile, Contact } from '../../contract.ts'
import type { checkOutcome, IdentityWays } from '../../identity/contract.ts'
import css from '../desk.module.css'
import { FactsDialog } from './facts-dialog.tsx'
import { identityWords } from './identity-words.ts'

type Gate = NonNullable<CallerFile['identity']>
export type Outcome = z.infer<typeof checkOutcome>

const tones: Record<Gate['level'], Tone> = { none: 'bad', number: 'warn', facts: 'good', code: 'good', papers: 'good' }

type About = { gate: Gate; contact: Contact | null; isAttached: boolean; done: () => void }

/** How sure it is who speaks, what must not be said yet, and how to raise the level. */
export function IdentityPanel({ gate, contact, isAttached, done }: About) {
  const say = useWords(identityWords)
  const fields = gate.withheld.map(({ field }) => say(`field.${field}`)).join('、')
  return (
    <section className={css.identity} aria-label={say('title')}>
      <div className={css.pills}>
        <span className={css.note}>{say('title')}</span>
        <Pill tone={tones[gate.level]}>{say(`level.${gate.level}`)}</Pill>
        <span className={css.note}>{fields ? say('withheld', { fields }) : say('withheld.none')}</span>
      </div>
      {!isAttached && <span className={css.note}>{say('attachFirst')}</span>}
      {isAttached && contact?.state === 'active' && fields && <Ways contact={contact} done={done} />}
    </section>
  )
}

function Ways({ contact, done }: { contact: Contact; done: () => void }) {
  const say = useWords(identityWords)
  const { message } = App.useApp()
  const identity = `/api/callcenter/contacts/${contact.id}/identity`
  const ways = useResource<IdentityWays>(identity, { keep: true })
  const [isComparing, compare] = useState(false)
  const passed = (level: Gate['level']) => {
    message.success(say('passed', { level: say(`level.${level}`) }))
    done()
  }
  const send = useSubmit(async (_: undefined, key) => {
    await write('POST', `${identity}/codes`, undefined, key)
    ways.reload()
  })
  const papers = useSubmit(async (_: undefined, key) => {
    await write('POST', `${identity}/papers`, undefined, key)
    passed('papers')
  })
  const mayCompare = (ways.data?.triesLeft ?? 0) > 0
  useKeys({ 'Alt+I': () => mayCompare && compare(true) })
  if (!ways.data) return <Trouble error={ways.error} />
  const { phone, codesLeft, codeExpiresAt, mayShowPapers, level } = ways.data
  return (
    <>
      <div className={css.pills}>
        {(level === 'none' || level === 'number') && (
          <Button size="small" type="primary" disabled={!mayCompare} onClick={() => compare(true)}>
            {say('facts.open')}
            <span className={css.key}>{say('key.facts')}</span>
          </Button>
        )}
        {phone && (
          <Button size="small" disabled={codesLeft === 0} loading={send.busy} onClick={() => send.submit(undefined)}>
            {say(codeExpiresAt ? 'code.again' : 'code.send')} {!codeExpiresAt && phone}
          </Button>
        )}
        {mayShowPapers && (
          <Button size="small" loading={papers.busy} onClick={() => papers.submit(undefined)}>
            {say('papers')}
          </Button>
        )}
      </div>
      {codeExpiresAt && phone && <CodeCheck identity={identity} phone={phone} passed={passed} />}
      <Trouble error={send.error ?? papers.error} />
      {isComparing && (
        <FactsDialog
          ways={ways.data}
          identity={identity}
          close={() => {
            compare(false)
            ways.reload()
          }}
          passed={passed}
        />
      )}
    </>
  )
}

type Check = { identity: string; phone: string; passed: (level: Gate['level']) => void }

function CodeCheck({ identity, phone, passed }: Check) {
  const say = useWords(identityWords)
  const [code, setCode] = useState('')
  const [isWrong, setWrong] = useState(false)
  const check = useSubmit(() => write<Outcome>('PUT', `${identity}/code-check`, { code: code.trim() }))
  const submit = async () => {
    const answer = await check.submit(undefined)
    if (!answer) return
    setWrong(!answer.value.passed)
    if (answer.value.passed) passed(answer.value.level)
    else setCode('')
  }
  return (
    <div className={css.stack}>
      <span className={css.note}>{say('code.sent', { phone })}</span>
      <div className={css.why}>
        <Input
          value={code}
          maxLength={8}
          inputMode="numeric"
          autoComplete="off"
          aria-label={say('code.value')}
          placeholder={say('code.value')}
          status={isWrong ? 'error' : ''}
          onChange={(event) => setCode(event.target.value)}
          onPressEnter={submit}
        />
        <Button loading={check.busy} onClick={submit}>
          {say('code.check')}
        </Button>
      </div>
      {isWrong && <span role="alert">{say('code.wrong')}</span>}
      <Trouble error={check.error} />
    </div>
  )
}
