import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useKeys } from '../../../app/web/kit/keys.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { callWords } from './words.ts'

/** Rings the customer whose file is in view; out of hours only with a reason. */
export function CallCustomer({ accountNo, done }: { accountNo: string; done: () => void }) {
  const say = useWords(callWords)
  const [because, setBecause] = useState('')
  const place = useSubmit(async (urgentBecause: string, key) => {
    const input = { accountNo, ...(urgentBecause && { urgentBecause }) }
    await write('POST', '/api/callcenter/outbound-calls', input, key)
    done()
  })
  const isQuiet = place.error?.code === 'QUIET_HOURS'
  const ring = () => void place.submit(isQuiet ? because.trim() : '')
  useKeys({ 'Alt+C': ring })
  const asked = (
    <div className={css.stack}>
      <Trouble error={place.error} />
      {isQuiet && (
        <div className={css.why}>
          <Input
            autoFocus
            maxLength={200}
            value={because}
            aria-label={say('out.urgent')}
            placeholder={say('out.urgent')}
            onChange={(event) => setBecause(event.target.value)}
            onPressEnter={ring}
          />
          <Button danger loading={place.busy} disabled={because.trim().length < 2} onClick={ring}>
            {say('out.callAnyhow')}
          </Button>
        </div>
      )}
    </div>
  )
  return (
    <Popover
      open={place.error !== undefined}
      onOpenChange={(open) => !open && place.clear()}
      content={asked}
      trigger="click"
    >
      <Button size="small" loading={place.busy} onClick={ring}>
        {say('out.call')}
        <span className={css.key}>{say('key.call')}</span>
      </Button>
    </Popover>
  )
}

/** The code by which the customer knows who rings, and whether he can see it. */
export function ProofCode({ contact }: { contact: Contact }) {
  const say = useWords(callWords)
  if (!contact.outbound) return null
  const { proofCode, isShown } = contact.outbound
  return (
    <div className={css.handover}>
      <div>
        <span className={css.note}>{say('out.proof')}</span>
        <div className={css.phone}>{proofCode}</div>
      </div>
      <div>
        {contact.callBack === 'dialling' && <Pill tone="warn">{say('out.dialling')}</Pill>}{' '}
        <span className={css.note}>{say(isShown ? 'out.proof.shown' : 'out.proof.unseen')}</span>
      </div>
    </div>
  )
}
