import { App, Button } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
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
  const { message, modal } = App.useApp()
  const send = useSubmit(async (_: undefined, key) => {
    const before = sent.data?.links.length ?? 0
    const { links } = await write<BillLinks>('POST', path, undefined, key)
    const latest = links.at(-1)
    if (latest)
      message.info(
        say(links.length > before ? 'link.done' : 'link.again', { month: latest.billMonth, phone: latest.phone }),
      )
    sent.reload()
  })
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
      {sent.data?.links.map(({ billMonth, phone, state }) => (
        <span key={billMonth} className={css.note}>
          {billMonth} → {phone} <Pill tone={tones[state]}>{say(`link.${state}`)}</Pill>
        </span>
      ))}
      <Trouble error={send.error ?? sent.error} />
    </div>
  )
}
