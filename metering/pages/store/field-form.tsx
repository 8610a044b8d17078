import { Alert, Button, Popconfirm } from 'antd'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useExplanation } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Entry } from '../../store/exchange-shapes.ts'
import { exchangeWords, fieldWords } from './exchange-words.ts'
import { NewMeterFields, OldMeterFields } from './field-meters.tsx'
import { PhotoFields } from './field-photos.tsx'
import { changeWork, type Draft, dropWork, newEntryId, type Work } from './outbox.ts'
import css from './store.module.css'

/** One exchange, typed with one hand before the meter. Whatever is typed is on the phone's disk at once. */
export function FieldForm({ work, send }: { work: Work; send: () => Promise<void> }) {
  const say = useWords(fieldWords)
  const { order } = work
  const [draft, setDraft] = useState(() => work.draft ?? emptyDraft(work))
  const isOpen = work.state !== 'waiting' && work.state !== 'sent'
  const keep = (part: Partial<Work>) => changeWork(work.key, (old) => ({ ...work, ...old, ...part }))
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    const state = work.state === 'refused' ? 'refused' : 'draft'
    void keep({ draft: next, state })
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // Another id where something was refused: what comes now is another entry.
    await keep({ draft, state: 'waiting', entry: toEntry(draft, work), refusal: null })
    await send()
  }
  const wanted = (['old-meter', 'new-meter'] as const).filter(
    (subject) => !draft.photos.some((photo) => photo.subject === subject),
  )
  const misfits = order.latest.some(({ role, wh }) => draft.end[role] && Number(draft.end[role]) * 1000 < wh)
  return (
    <>
      <StateOfWork work={work} send={send} change={() => keep({ state: 'draft' })} />
      <Panel>
        <p className={css.note}>
          {order.orderNo} · {order.reason}
          <br />
          {order.address}
        </p>
        <form className={css.form} onSubmit={submit}>
          <fieldset disabled={!isOpen} className={css.plain}>
            <OldMeterFields order={order} draft={draft} change={change} />
            {misfits && <Alert type="warning" showIcon title={say('mismatch.hint')} />}
            <label>
              {say('mismatch')}
              <input
                value={draft.mismatchReason}
                maxLength={500}
                minLength={2}
                required={misfits}
                onChange={(event) => change({ mismatchReason: event.target.value })}
              />
            </label>
            <NewMeterFields work={work} draft={draft} change={change} />
            <label>
              {say('remarks')}
              <textarea
                rows={2}
                maxLength={1000}
                value={draft.remarks}
                onChange={(event) => change({ remarks: event.target.value })}
              />
            </label>
            <PhotoFields photos={draft.photos} change={(photos) => change({ photos })} />
            {isOpen && <Missing wanted={wanted} />}
            {isOpen && (
              <Button type="primary" size="large" htmlType="submit" block disabled={wanted.length > 0}>
                {say('submit')}
              </Button>
            )}
          </fieldset>
        </form>
      </Panel>
    </>
  )
}

function Missing({ wanted }: { wanted: ('old-meter' | 'new-meter')[] }) {
  const say = useWords(fieldWords)
  const word = useWords(exchangeWords)
  if (wanted.length === 0) return null
  const what = wanted.map((subject) => word(`photo.${subject}`)).join('、')
  return <p className={css.note}>{say('photo.wanted', { what })}</p>
}

function StateOfWork(props: { work: Work; send: () => Promise<void>; change: () => void }) {
  const { work, send, change } = props
  const say = useWords(fieldWords)
  const explain = useExplanation()
  if (work.state === 'waiting') {
    return (
      <Alert
        type="error"
        showIcon
        title={say('waiting')}
        action={
          <div className={css.stack}>
            <Button size="small" onClick={send}>
              {say('sendNow')}
            </Button>
            <Button size="small" onClick={change}>
              {say('change')}
            </Button>
          </div>
        }
      />
    )
  }
  if (work.state === 'sent') return <Alert type="success" showIcon title={say('sent')} />
  if (work.state !== 'refused' || !work.refusal) return null
  const { code, message, issues } = work.refusal
  const details = issues.map((issue) => issue.message).filter((text) => text !== message)
  return (
    <Alert
      type="error"
      showIcon
      title={say('refused', { why: explain(new ApiError(409, code, message)) })}
      description={
        <>
          {details.length > 0 && <p>{details.join(';')}</p>}
          <p>{say('refused.next')}</p>
          <Popconfirm title={say('drop.sure')} onConfirm={() => dropWork(work.key)}>
            <Button size="small" danger>
              {say('drop')}
            </Button>
          </Popconfirm>
        </>
      }
    />
  )
}

function emptyDraft({ order }: Work): Draft {
  return {
    exchangedAt: instant(new Date().toISOString()).replace(' ', 'T'),
    newAssetNo: '',
    end: {},
    start: {},
    ct: String(order.ct),
    pt: String(order.pt),
    meterAddress: '',
    seals: '',
    remarks: '',
    mismatchReason: '',
    photos: [],
  }
}

function toEntry(draft: Draft, { order }: Work): Entry {
  const values = (typed: Draft['end']) =>
    Object.fromEntries(order.roles.map((role) => [role, Math.round(Number(typed[role] ?? 0) * 1000)]))
  return {
    entryId: newEntryId(),
    writtenAt: new Date().toISOString(),
    exchangedAt: `${draft.exchangedAt}:00+08:00`,
    oldAssetNo: order.assetNo,
    newAssetNo: draft.newAssetNo.trim(),
    endRegisters: values(draft.end),
    startRegisters: values(draft.start),
    ct: Number(draft.ct),
    pt: Number(draft.pt),
    ...(order.meterAddress === null ? {} : { meterAddress: draft.meterAddress }),
    seals: draft.seals.split(/[\s,，、]+/).filter(Boolean),
    remarks: draft.remarks.trim(),
    ...(draft.mismatchReason.trim() ? { mismatchReason: draft.mismatchReason.trim() } : {}),
    photos: draft.photos,
  }
}
