import { App, Button } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useKeys } from '../../../app/web/kit/keys.ts'
import { useNow } from '../../../app/web/kit/now.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { TransferDialog } from './transfer-dialog.tsx'
import { callWords } from './words.ts'

type Act = 'hold' | 'resume' | 'hang-up'

/** What can be done with the line of the call in hand. */
export function CallControl({ contact, reload }: { contact: Contact; reload: () => void }) {
  const say = useWords(callWords)
  const { modal } = App.useApp()
  const [transferring, setTransferring] = useState(false)
  const { id, heldAt } = contact
  const act = useSubmit(async (wanted: Act, key) => {
    const line = `/api/callcenter/contacts/${id}`
    if (wanted === 'hang-up') await write('POST', `${line}/hang-up`, undefined, key)
    else await write('PUT', `${line}/hold`, { held: wanted === 'hold' }, key)
    reload()
  })
  const isDialling = contact.callBack === 'dialling'
  const toggle = () => void (contact.hasLine && !isDialling && act.submit(heldAt ? 'resume' : 'hold'))
  const hangUp = () =>
    void modal.confirm({
      title: say('line.hangUp.sure'),
      okText: say('line.hangUp'),
      cancelText: say('cancel'),
      okButtonProps: { danger: true },
      onOk: () => act.submit('hang-up'),
    })
  const transfer = () => !isDialling && setTransferring(true)
  useKeys({ 'Alt+H': toggle, 'Alt+T': transfer, 'Alt+X': hangUp })
  return (
    <div className={css.stack}>
      {heldAt && <Held since={heldAt} />}
      <Trouble error={act.error} />
      <div className={css.controls}>
        {contact.hasLine && (
          <Button type={heldAt ? 'primary' : 'default'} disabled={isDialling} loading={act.busy} onClick={toggle}>
            {say(heldAt ? 'line.resume' : 'line.hold')}
            <span className={css.key}>{say('key.hold')}</span>
          </Button>
        )}
        <Button disabled={isDialling} onClick={transfer}>
          {say('line.transfer')}
          <span className={css.key}>{say('key.transfer')}</span>
        </Button>
        <Button danger onClick={hangUp}>
          {say('line.hangUp')}
          <span className={css.key}>{say('key.hangUp')}</span>
        </Button>
      </div>
      {transferring && (
        <TransferDialog
          contact={contact}
          close={(isDone) => {
            setTransferring(false)
            if (isDone) reload()
          }}
        />
      )}
    </div>
  )
}

function Held({ since }: { since: string }) {
  const say = useWords(callWords)
  const seconds = Math.max(0, Math.floor((useNow(1_000) - Date.parse(since)) / 1000))
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <div role="status">
      <Pill tone="warn">{say('line.held')}</Pill> <span className={css.note}>{say('line.heldFor', { time })}</span>
    </div>
  )
}

/** Who had the call before, and what he said and wrote of it. */
export function Handover({ contact }: { contact: Contact }) {
  const say = useWords(callWords)
  if (contact.transfers.length === 0) return null
  return (
    <div className={css.handover}>
      {contact.transfers.map(({ at, from, note }) => (
        <div key={at}>
          <b>{say('transfer.from', { name: from })}</b>
          <div className={css.words}>{note}</div>
        </div>
      ))}
      {contact.state === 'offered' && contact.draft?.summary && (
        <div>
          <span className={css.note}>{say('transfer.draft')}</span>
          <div className={css.words}>{contact.draft.summary}</div>
        </div>
      )}
    </div>
  )
}
