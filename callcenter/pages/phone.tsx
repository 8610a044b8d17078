import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PhoneReveal } from '../../db/customers/contract.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

type Masked = {
  accountNo: string
  masked: string | null
  /** The contact that one is talking in: reason enough, nobody is asked for another. */
  about: string | undefined
}

/** A masked number; showing it in full is put on record by the server. */
export function Phone({ accountNo, masked, about }: Masked) {
  const say = useWords(deskWords)
  const explain = useExplanation()
  const [full, setFull] = useState<string | null>()
  const [reason, setReason] = useState('')
  const reveal = useSubmit((why: PhoneReveal, key) =>
    write<{ phone: string | null }>('POST', `/api/customers/accounts/${accountNo}/phone-reveals`, why, key),
  )
  if (full) return <span title={say('file.revealed')}>{full}</span>
  if (!masked) return '—'
  const show = async () => {
    const page = window.location.pathname
    const shown = await reveal.submit({
      page,
      ...(about && { about }),
      ...(reason.trim() && { reason: reason.trim() }),
    })
    if (shown) setFull(shown.value.phone)
  }
  const button = (
    <Button
      size="small"
      type="link"
      style={{ padding: 0, height: 'auto' }}
      loading={reveal.busy}
      title={reveal.error && explain(reveal.error)}
      {...(about ? { onClick: show } : {})}
    >
      {say('file.reveal')}
    </Button>
  )
  if (about)
    return (
      <>
        {masked} {button}
      </>
    )
  const asked = (
    <div className={css.why}>
      <Input
        autoFocus
        maxLength={200}
        value={reason}
        aria-label={say('file.why')}
        placeholder={say('file.why.example')}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={show}
      />
      <Button type="primary" loading={reveal.busy} onClick={show}>
        {say('file.why.show')}
      </Button>
    </div>
  )
  return (
    <>
      {masked}{' '}
      <Popover trigger="click" title={say('file.why')} content={asked}>
        {button}
      </Popover>
    </>
  )
}
