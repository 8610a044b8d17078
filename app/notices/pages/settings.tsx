import { App, Button, Select, Switch } from 'antd'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { NoticeChoices, NoticeChoicesInput } from '../contract.ts'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

const HOUR = 60

export default function NoticeSettings() {
  const say = useWords(noticeWords)
  const navigate = useNavigate()
  const choices = useResource<NoticeChoices>('/api/notices/choices')
  const back = <Button onClick={() => navigate('/my/messages')}>{say('settings.back')}</Button>
  return (
    <Page title={say('settings')} lead={say('settings.lead')} actions={back}>
      <Shown of={choices}>{(data) => <Choices data={data} />}</Shown>
    </Page>
  )
}

function Choices({ data }: { data: NoticeChoices }) {
  const say = useWords(noticeWords)
  const { message } = App.useApp()
  const [sms, setSms] = useState(
    () => Object.fromEntries(data.kinds.map((each) => [each.kind, each.sms])) as NoticeChoicesInput['sms'],
  )
  const [quiet, setQuiet] = useState(data.quiet)
  const saving = useSubmit((input: NoticeChoicesInput) => write<NoticeChoices>('PUT', '/api/notices/choices', input))
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (await saving.submit({ sms, quiet })) message.success(say('settings.saved'))
  }
  const { usualQuiet } = data
  const isUsual = quiet.from === usualQuiet.from && quiet.to === usualQuiet.to
  return (
    <form className={css.panels} onSubmit={save}>
      <Trouble error={saving.error} />
      <Panel title={say('settings.sms')}>
        {!data.hasPhone && <p className={css.note}>{say('settings.noPhone')}</p>}
        {data.kinds.map(({ kind, isConnected }) => (
          <div key={kind} className={css.choice}>
            <label htmlFor={`sms-${kind}`}>
              {say(`kind.${kind}`)}
              <small>{isConnected ? say(`kind.${kind}.what`) : say('settings.notYet')}</small>
            </label>
            <Switch
              id={`sms-${kind}`}
              disabled={!data.hasPhone}
              checked={sms[kind]}
              onChange={(checked) => setSms({ ...sms, [kind]: checked })}
            />
          </div>
        ))}
      </Panel>
      <Panel title={say('settings.quiet')}>
        <p className={css.note}>{say('settings.quiet.next')}</p>
        <div className={css.hours}>
          <TimeField
            label={say('settings.from')}
            minute={quiet.from}
            onChange={(from) => setQuiet({ ...quiet, from })}
          />
          <TimeField label={say('settings.to')} minute={quiet.to} onChange={(to) => setQuiet({ ...quiet, to })} />
          {!isUsual && (
            <Button type="text" onClick={() => setQuiet(usualQuiet)}>
              {say('settings.usual', { from: toTime(usualQuiet.from), to: toTime(usualQuiet.to) })}
            </Button>
          )}
        </div>
      </Panel>
      <div>
        <Button type="primary" htmlType="submit" loading={saving.busy}>
          {say('settings.save')}
        </Button>
      </div>
    </form>
  )
}

const halfHours = Array.from({ length: 48 }, (_, order) => order * 30)

function TimeField(props: { label: string; minute: number; onChange: (minute: number) => void }) {
  const { label, minute, onChange } = props
  // An hour that was set elsewhere may stand between two of the list.
  const minutes = halfHours.includes(minute) ? halfHours : [...halfHours, minute].sort((one, other) => one - other)
  return (
    <span className={css.hours}>
      {label}
      <Select
        aria-label={label}
        style={{ width: 110 }}
        value={minute}
        onChange={onChange}
        options={minutes.map((value) => ({ value, label: toTime(value) }))}
      />
    </span>
  )
}

function toTime(minute: number): string {
  const two = (figure: number) => String(figure).padStart(2, '0')
  return `${two(Math.floor(minute / HOUR))}:${two(minute % HOUR)}`
}
