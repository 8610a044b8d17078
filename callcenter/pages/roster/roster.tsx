import { Alert, App, Button, Popconfirm, Space } from 'antd'
import { useEffect, useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { addDays, civilDay, instant } from '../../../app/web/kit/format.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { RosterWeek } from '../../roster/contract.ts'
import css from '../shifts/shifts.module.css'
import { ShiftTabs } from '../shifts/tabs.tsx'
import { Asked } from './asked.tsx'
import { Grid } from './grid.tsx'
import roster from './roster.module.css'
import { rosterWords } from './words.ts'

export type Shifts = NonNullable<RosterWeek['published']>['shifts']

function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
  return addDays(day, 1 - weekday)
}

/** 排班: a week of the unit, drawn by its lead. */
export default function RosterPage() {
  const say = useWords(rosterWords)
  const [{ week }, choose] = useChoices(['week'])
  const monday = mondayOf(week || civilDay(new Date()))
  const resource = useResource<RosterWeek>(`/api/callcenter/rosters/${monday}`)
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={resource.refreshing}>
      <div className={css.stack}>
        <ShiftTabs />
        <Space wrap>
          <Button onClick={() => choose({ week: addDays(monday, -7) })}>{say('before')}</Button>
          <b>{say('week', { from: monday, to: addDays(monday, 6) })}</b>
          <Button onClick={() => choose({ week: addDays(monday, 7) })}>{say('after')}</Button>
        </Space>
        <Shown of={resource} rows={10}>
          {(found) => <Week key={found.weekOn} found={found} reload={resource.reload} />}
        </Shown>
      </div>
    </Page>
  )
}

function Week({ found, reload }: { found: RosterWeek; reload: () => void }) {
  const say = useWords(rosterWords)
  const { message } = App.useApp()
  const isLead = hasRole(useUser(), ['lead'])
  const stored = (found.draft ?? found.published)?.shifts ?? []
  const [shifts, setShifts] = useState<Shifts>(stored)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the server has now takes the place of what was picked.
  useEffect(() => setShifts(stored), [found])
  const path = `/api/callcenter/rosters/${found.weekOn}`
  const revision = found.draft?.revision ?? 0
  const isChanged = JSON.stringify(toText(shifts)) !== JSON.stringify(toText(stored))
  const act = useSubmit(({ method, to, body }: { method: 'PUT' | 'POST'; to: string; body: object }, key) =>
    write(method, to, body, key),
  )
  const doIt = async (method: 'PUT' | 'POST', to: string, body: object, said?: string) => {
    if (!(await act.submit({ method, to, body }))) return
    if (said) message.success(said)
    reload()
  }
  if (found.agents.length === 0) return <Empty title={say('agents.none')} />
  return (
    <>
      <Panel
        flush
        title={<Standing found={found} />}
        extra={
          isLead && (
            <>
              <Popconfirm
                title={say('suggest.sure')}
                onConfirm={() => doIt('POST', `${path}/suggestion`, { revision })}
              >
                <Button size="small" loading={act.busy}>
                  {say('suggest')}
                </Button>
              </Popconfirm>
              <Button
                size="small"
                disabled={!isChanged}
                onClick={() => doIt('PUT', path, { revision, shifts }, say('saved'))}
              >
                {say('save')}
              </Button>
              <Button
                size="small"
                type="primary"
                disabled={found.draft === null || isChanged || found.faults.length > 0}
                title={isChanged ? say('publish.save') : undefined}
                onClick={() => doIt('POST', `${path}/publication`, { revision }, say('published'))}
              >
                {say('publish')}
              </Button>
            </>
          )
        }
      >
        <Trouble error={act.error} />
        <Faults found={found} />
        <Grid found={found} shifts={shifts} pick={isLead ? setShifts : undefined} />
      </Panel>
      <div className={roster.two}>
        <Asked found={found} reload={reload} />
      </div>
    </>
  )
}

const toText = (shifts: Shifts) => shifts.map(({ userId, day, shift }) => `${userId} ${day} ${shift}`).toSorted()

function Standing({ found: { draft, published } }: { found: RosterWeek }) {
  const say = useWords(rosterWords)
  if (draft) return <>{say('state.draft', { version: draft.version })}</>
  if (!published) return <>{say('state.none')}</>
  const { version, publishedBy, publishedAt } = published
  return <>{say('state.published', { version, who: publishedBy ?? '', at: instant(publishedAt) })}</>
}

function Faults({ found: { faults, agents } }: { found: RosterWeek }) {
  const say = useWords(rosterWords)
  if (faults.length === 0) return null
  const nameOf = (userId: number) => agents.find((agent) => agent.userId === userId)?.name ?? ''
  return (
    <Alert
      type="error"
      showIcon
      style={{ margin: '0 16px 8px' }}
      title={say('faults', { count: faults.length })}
      description={
        <ul className={roster.faults}>
          {faults.map(({ userId, day, because }) => (
            <li key={`${userId} ${day} ${because}`}>{say(`fault.${because}`, { name: nameOf(userId), day })}</li>
          ))}
        </ul>
      }
    />
  )
}
