import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { civilDay, instant, quantity } from '../../app/web/kit/format.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Empty, Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PointDetail } from '../contract.ts'
import type { SiteReading as Body, StandIn } from '../vee/shapes.ts'
import { shrinkPhoto } from './photo.ts'
import { PhotoInput } from './photo-input.tsx'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

type SetPhoto = (photo: Body['photo']) => void

/** Entered with one hand before the meter: register, photo, sent. */
export default function SiteReading() {
  const say = useWords(validationWords)
  const { pointId } = useParams()
  const point = useResource<z.infer<typeof PointDetail>>(`/api/metering/points/${pointId}`)
  const back = { to: `/grid/meters/${pointId}`, text: say('site.back') }
  return (
    <Page back={back} title={say('site.title')}>
      <Shown of={point} rows={6}>
        {(shown) => <SiteForm detail={shown} />}
      </Shown>
    </Page>
  )
}

function SiteForm({ detail: { point } }: { detail: z.infer<typeof PointDetail> }) {
  const say = useWords(validationWords)
  const [query] = useSearchParams()
  const [photo, setPhoto] = useState<Body['photo']>()
  const [kept, setKept] = useState<StandIn>()
  const send = useSubmit((input: Body, key) =>
    write<StandIn>('POST', `/api/metering/points/${point.pointId}/site-readings`, input, key),
  )
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!photo) return
    const fields = new FormData(event.currentTarget)
    const sent = await send.submit({
      day: query.get('day') ?? `${civilDay(new Date()).slice(0, 7)}-01`,
      measuredAt: `${String(fields.get('at'))}:00+08:00`,
      registersWh: { importTotal: Math.round(Number(fields.get('kwh')) * 1000) },
      photo,
      reason: String(fields.get('reason')).trim(),
    })
    if (sent) setKept(sent.value)
  }
  if (kept) {
    const kwh = quantity((kept.registers.importTotal ?? 0) / 1000, 2)
    const back = <Link to={`/grid/meters/${point.pointId}`}>{say('site.back')}</Link>
    return <Empty title={say('site.done', { kwh })} action={back} />
  }
  const latestWh = point.registers.importTotal
  return (
    <Panel title={point.accountName ?? point.pointNo}>
      <p className={css.note}>
        <span className={css.mono}>{point.assetNo}</span> · {point.address}
        {latestWh !== undefined && (
          <>
            <br />
            {say('site.latest', { kwh: quantity(latestWh / 1000, 2), at: instant(point.latestAt) })}
          </>
        )}
      </p>
      <Trouble error={send.error} />
      <form className={css.form} onSubmit={submit}>
        <RegisterField latestWh={latestWh} />
        <label>
          {say('site.at')}
          <input
            name="at"
            type="datetime-local"
            required
            defaultValue={instant(new Date().toISOString()).replace(' ', 'T')}
          />
        </label>
        <PhotoField photo={photo} setPhoto={setPhoto} />
        <label>
          {say('reason')}
          <textarea name="reason" rows={2} minLength={2} maxLength={500} required />
        </label>
        <Button type="primary" size="large" htmlType="submit" loading={send.busy}>
          {say('site.send')}
        </Button>
      </form>
    </Panel>
  )
}

/** The register as the meter shows it, beside what that would mean since the latest one. */
function RegisterField({ latestWh }: { latestWh: number | undefined }) {
  const say = useWords(validationWords)
  const [typed, setTyped] = useState('')
  const usedWh = typed === '' || latestWh === undefined ? null : Math.round(Number(typed) * 1000) - latestWh
  const kwh = quantity(Math.abs(usedWh ?? 0) / 1000, 2)
  return (
    <label>
      {say('site.total')}
      <input
        name="kwh"
        type="number"
        inputMode="decimal"
        min={0}
        step="0.01"
        required
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <span className={usedWh !== null && usedWh < 0 ? css.doubt : css.note} role="status">
        {usedWh !== null && say(usedWh < 0 ? 'site.less' : 'site.more', { kwh })}
      </span>
    </label>
  )
}

function PhotoField({ photo, setPhoto }: { photo: Body['photo'] | undefined; setPhoto: SetPhoto }) {
  const say = useWords(validationWords)
  const [state, setState] = useState<'working' | 'failed'>()
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0]
    if (!file) return
    setState('working')
    const shrunk = await shrinkPhoto(file).catch(() => undefined)
    setState(shrunk ? undefined : 'failed')
    if (shrunk) setPhoto(shrunk)
    else input.value = ''
  }
  return (
    <>
      <PhotoInput
        label={say(photo ? 'site.photo.again' : 'site.photo')}
        required={!photo}
        take={(input) => void take(input)}
      />
      <span className={css.note} role="status">
        {state && say(`site.photo.${state}`)}
      </span>
      {photo && (
        <img className={css.photo} src={`data:${photo.mediaType};base64,${photo.base64}`} alt={say('sheet.photo')} />
      )}
    </>
  )
}
