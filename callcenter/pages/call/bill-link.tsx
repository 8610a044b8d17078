import { App, Button } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { useKeys } from '../../../app/web/kit/keys.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { BillLinks } from '../../call/contract.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { callWords } from './words.ts'

const tones = { waiting: 'warn', sent: 'good', 'given-up': 'bad', gone: 'calm' } as const

/** Sends the latest bill to the customer's phone, and says what became of it. A key is easily hit: it asks first. */
export function BillLink({ contact, isAllowed }: { contact: Contact; isAllowed: boolean }) {
  const say = useWords(callWords)
  const path = `/api/callcenter/contacts/${contact.id}/bill-links`
  const sent = useResource<BillLinks>(path, { keep: true })
  const send = useSubmit(async (_: undefined, key) => {
    await write('POST', path, undefined, key)
    sent.reload()
  })
  const { modal } = App.useApp()
  const go = () => void send.submit(undefined)
  const ask = () =>
    void (
      isAllowed &&
      modal.confirm({ title: say('link.sure'), okText: say('link.send'), cancelText: say('cancel'), onOk: go })
    )
  useKeys({ 'Alt+B': ask })
  return (
    <div className={`${css.pills} ${css.sending}`}>
      <Button
        size="small"
        disabled={!isAllowed}
        title={isAllowed ? undefined : say('link.needsLevel')}
        loading={send.busy}
        onClick={go}
      >
        {say('link.send')}
        <span className={css.key}>{say('key.link')}</span>
      </Button>
      {sent.data?.links.map(({ billMonth, phone, state, sendAfter }) => (
        <span key={billMonth} className={css.note}>
          {billMonth} → {phone} <Pill tone={tones[state]}>{say(`link.${state}`)}</Pill>{' '}
          {sendAfter && Date.parse(sendAfter) > Date.now() && say('link.after', { at: instant(sendAfter) })}
        </span>
      ))}
      <Trouble error={send.error ?? sent.error} />
    </div>
  )
}
