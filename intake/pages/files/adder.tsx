import { Alert, App, Button, Progress, Select } from 'antd'
import { useState } from 'react'
import { ApiError, newKey } from '../../../app/web/kit/api.ts'
import { FilePlace } from '../../../app/web/kit/file-place.tsx'
import { useExplanation } from '../../../app/web/kit/states.tsx'
import { upload } from '../../../app/web/kit/upload.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Attachment, AttachmentKind } from '../../attachments/contract.ts'
import css from './files.module.css'
import { prepareFile } from './prepare.ts'
import { fileWords } from './words.ts'

/** A file on its way; sent again after a failure it carries the same key, so that it cannot come in twice. */
type Sending = { file: File; kind: AttachmentKind; key: string; share: number | null; error?: ApiError }

type Adding = { path: string; kinds: AttachmentKind[]; wanted: AttachmentKind; done: () => void }

/** Takes photos and files one after another; what failed stays until it is sent again or left. */
export function FileAdder({ path, kinds, wanted, done }: Adding) {
  const say = useWords(fileWords)
  const { message } = App.useApp()
  const [kind, setKind] = useState<AttachmentKind>(kinds.includes(wanted) ? wanted : (kinds[0] ?? 'other'))
  const [sending, setSending] = useState<Sending[]>([])
  const change = (key: string, next: Partial<Sending>) =>
    setSending((all) => all.map((each) => (each.key === key ? { ...each, ...next } : each)))
  const leave = (key: string) => setSending((all) => all.filter((each) => each.key !== key))

  const send = async ({ file, kind: of, key }: Sending) => {
    try {
      const prepared = await prepareFile(file)
      change(key, { share: 0, error: undefined })
      const kept = await upload<Attachment>(path, { kind: of, ...prepared }, (share) => change(key, { share }), key)
      leave(key)
      if (kept.kind === of) message.success(say('sent', { name: file.name }))
      else message.warning(say('sent.before', { name: file.name, kind: say(`kind.${kept.kind}`) }))
      done()
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError(0, 'SCREEN_FAULT', String(cause))
      change(key, { error })
    }
  }
  const take = async (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])].map((file): Sending => ({ file, kind, key: newKey(), share: null }))
    input.value = ''
    setSending((all) => [...all, ...chosen])
    for (const each of chosen) await send(each)
  }
  return (
    <div className={css.adder}>
      <Select
        aria-label={say('kind')}
        virtual={false}
        value={kind}
        onChange={setKind}
        options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))}
      />
      <FilePlace
        icon="camera"
        label={say('add')}
        note={say('add.note')}
        accept="image/*,application/pdf"
        multiple
        take={take}
      />
      {sending.map((each) => (
        <OnItsWay key={each.key} sending={each} again={() => send(each)} leave={() => leave(each.key)} />
      ))}
    </div>
  )
}

function OnItsWay({ sending, again, leave }: { sending: Sending; again: () => void; leave: () => void }) {
  const say = useWords(fileWords)
  const explain = useExplanation()
  const { file, share, error } = sending
  if (!error) {
    const percent = Math.round((share ?? 0) * 100)
    return (
      <div>
        <div className={css.name}>{file.name}</div>
        <div className={css.note}>{share === null ? say('preparing') : say('sending', { share: percent })}</div>
        <Progress percent={percent} showInfo={false} size="small" />
      </div>
    )
  }
  const why = error.issues[0]?.message ?? explain(error)
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={file.name}
      description={
        <>
          {say('failed', { why })}
          <div className={css.acts}>
            <Button type="link" onClick={again}>
              {say('again')}
            </Button>
            <Button type="link" onClick={leave}>
              {say('leave')}
            </Button>
          </div>
        </>
      }
    />
  )
}
