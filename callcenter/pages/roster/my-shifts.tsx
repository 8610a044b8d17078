import { App, Button } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { MyShifts } from '../../roster/contract.ts'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import shiftsCss from '../shifts/shifts.module.css'
import { AbsenceDialog, ExchangeDialog } from './ask-dialogs.tsx'
import { useExchangeText } from './asked.tsx'
import { lastDay } from './grid.tsx'
import css from './roster.module.css'
import { rosterWords } from './words.ts'

type Own = MyShifts['shifts'][number]
type Dialog = 'absence' | 'note' | Own

const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** 我的班次: an agent's own, on whatever he has at hand. */
export default function MyShiftsPage() {
  const say = useWords(rosterWords)
  const { message } = App.useApp()
  const resource = useResource<MyShifts>('/api/callcenter/agents/me/shifts')
  const [open, setOpen] = useState<Dialog>()
  const close = (said?: string) => {
    setOpen(undefined)
    if (!said) return
    message.success(said)
    resource.reload()
  }
  return (
    <Page
      title={say('my.title')}
      lead={say('my.lead')}
      actions={
        <>
          <Button onClick={() => setOpen('note')}>{say('note')}</Button>
          <Button type="primary" onClick={() => setOpen('absence')}>
            {say('ask')}
          </Button>
        </>
      }
    >
      <Shown of={resource} rows={6}>
        {(mine) => (
          <div className={shiftsCss.stack}>
            <Shifts mine={mine} ask={setOpen} />
            <Exchanges mine={mine} done={() => close(say('agreed'))} />
            <Absences mine={mine} />
            {typeof open === 'object' && <ExchangeDialog mine={mine} own={open} close={close} />}
          </div>
        )}
      </Shown>
      {open === 'absence' && <AbsenceDialog close={close} />}
      {open === 'note' && (
        <ReasonDialog
          title={say('note')}
          label={say('note.label')}
          send={({ text }, key) => write('POST', '/api/callcenter/shift-notes', { note: text }, key)}
          close={(isDone) => close(isDone ? say('note.sent') : undefined)}
        />
      )}
    </Page>
  )
}

function Shifts({ mine, ask }: { mine: MyShifts; ask: (own: Own) => void }) {
  const say = useWords(rosterWords)
  const next = mine.shifts.find(({ isOver }) => !isOver)
  if (mine.shifts.length === 0)
    return (
      <Panel>
        <Empty title={say('my.none')} next={say('my.none.next')} />
      </Panel>
    )
  return (
    <Panel flush>
      <ul className={css.days}>
        {mine.shifts.map((own) => {
          const { fromMinute, minutes } = mine.hours[own.shift]
          return (
            <li key={own.day}>
              <span>
                <b>{own.day}</b> {say(`shift.${own.shift}`)}{' '}
                <span className={css.small}>
                  {say('my.hours', { from: clockOf(fromMinute), to: clockOf(fromMinute + minutes) })}
                </span>{' '}
                {own === next && <Pill tone="brand">{say('my.next')}</Pill>}
              </span>
              {!own.isOver && (
                <Button size="small" onClick={() => ask(own)}>
                  {say('exchange')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function Exchanges({ mine, done }: { mine: MyShifts; done: () => void }) {
  const say = useWords(rosterWords)
  const describe = useExchangeText()
  const agree = useSubmit((id: number, key) =>
    write('POST', `/api/callcenter/shift-exchanges/${id}/agreement`, undefined, key),
  )
  if (mine.exchanges.length === 0) return null
  return (
    <Panel flush title={say('exchanges')}>
      <Trouble error={agree.error} />
      <ul className={css.days}>
        {mine.exchanges.map((exchange) => (
          <li key={exchange.id}>
            <span>
              {describe(exchange)}
              <div className={css.small}>
                {exchange.state === 'asked'
                  ? say('exchange.waits', { name: exchange.other.name })
                  : say(`asked.${exchange.state}`)}
              </div>
            </span>
            {exchange.state === 'asked' && mine.colleagues.some(({ userId }) => userId === exchange.asker.userId) && (
              <Button
                size="small"
                type="primary"
                loading={agree.busy}
                onClick={async () => (await agree.submit(exchange.id)) && done()}
              >
                {say('agree')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Absences({ mine: { absences } }: { mine: MyShifts }) {
  const say = useWords(rosterWords)
  if (absences.length === 0) return null
  return (
    <Panel flush title={say('absences')}>
      <ul className={css.days}>
        {absences.map(({ id, kind, fromOn, toOn, reason, state }) => (
          <li key={id}>
            <span>
              {say(`absence.${kind}`)} {say('absence.days', { from: fromOn, to: lastDay(toOn) })}
              <div className={css.small}>{reason}</div>
            </span>
            <Pill tone={state === 'granted' ? 'good' : state === 'asked' ? 'warn' : 'calm'}>
              {say(`asked.${state}`)}
            </Pill>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
