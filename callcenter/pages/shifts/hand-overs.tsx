import { Alert, App, Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { clock, instant } from '../../../app/web/kit/format.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandOver, HandOverItem, HandOverPage, HandOverSummary } from '../../shifts/contract.ts'
import { ItemText } from './item-line.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import css from './shifts.module.css'
import { ShiftTabs } from './tabs.tsx'
import { shiftWords } from './words.ts'

export const stateTones: Record<HandOverSummary['state'], Tone> = { draft: 'calm', signed: 'warn', taken: 'good' }

/** 交接班: what runs, what is open, and what was handed over. */
export default function HandOvers() {
  const say = useWords(shiftWords)
  const resource = useResource<HandOverPage>('/api/callcenter/hand-overs')
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={resource.refreshing}>
      <div className={css.stack}>
        <ShiftTabs />
        <Shown of={resource} rows={8}>
          {(page) => (
            <>
              <Now page={page} />
              <OpenItems items={page.openItems} reload={resource.reload} />
              <Records rows={page.handOvers} />
            </>
          )}
        </Shown>
      </div>
    </Page>
  )
}

function Now({ page: { shifts, lateSince, handOvers } }: { page: HandOverPage }) {
  const say = useWords(shiftWords)
  const navigate = useNavigate()
  const isLead = hasRole(useUser(), ['lead'])
  const draw = useSubmit(async ({ shift, shiftOn }: HandOverPage['shifts'][number], key) => {
    const { id } = await write<HandOver>('POST', '/api/callcenter/hand-overs', { shift, shiftOn }, key)
    navigate(`/desk/shifts/${id}`)
  })
  const [running] = shifts
  return (
    <Panel label={say('now')}>
      {lateSince && running && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={say('late', { shift: say(`shift.${running.shift}`), at: clock(lateSince) })}
        />
      )}
      <Trouble error={draw.error} />
      <div className={css.now}>
        {shifts.map((each, n) => {
          const shift = say(`shift.${each.shift}`)
          const known = handOvers.find((one) => one.shift === each.shift && one.shiftOn === each.shiftOn)
          return (
            <div key={each.from}>
              <span className={css.small}>{say(n === 0 ? 'now' : 'before')}</span>
              <div className={css.head}>
                <b>{shift}</b>
                {known && <Pill tone={stateTones[known.state]}>{say(`state.${known.state}`)}</Pill>}
              </div>
              <p className={css.small}>{say('hours', { from: instant(each.from), to: instant(each.to) })}</p>
              {known ? (
                <Link to={`/desk/shifts/${known.id}`}>{say('goOn', { shift })}</Link>
              ) : (
                isLead && (
                  <Button type={n === 0 ? 'primary' : 'default'} loading={draw.busy} onClick={() => draw.submit(each)}>
                    {say('draw', { shift })}
                  </Button>
                )
              )}
            </div>
          )
        })}
      </div>
    </Panel>
  )
}

function OpenItems({ items, reload }: { items: HandOverItem[]; reload: () => void }) {
  const say = useWords(shiftWords)
  const { message } = App.useApp()
  const isLead = hasRole(useUser(), ['lead'])
  const [chosen, choose] = useState<number>()
  return (
    <Panel flush title={say('open')}>
      {items.length === 0 ? (
        <Empty title={say('open.none')} next={say('open.none.next')} />
      ) : (
        <ul className={css.items}>
          {items.map((item) => (
            <li key={item.id}>
              <ItemText item={item} />
              {isLead && (
                <div className={css.acts}>
                  <Button size="small" onClick={() => choose(item.id)}>
                    {say('done')}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {chosen !== undefined && (
        <ReasonDialog
          title={say('done.title')}
          label={say('done.label')}
          send={({ text }, key) =>
            write('POST', `/api/callcenter/hand-over-items/${chosen}/completion`, { note: text }, key)
          }
          close={(isDone) => {
            choose(undefined)
            if (!isDone) return
            message.success(say('done.saved'))
            reload()
          }}
        />
      )}
    </Panel>
  )
}

function Records({ rows }: { rows: HandOverSummary[] }) {
  const say = useWords(shiftWords)
  const columns: TableColumnsType<HandOverSummary> = [
    {
      title: say('col.shift'),
      render: (_, { id, shiftOn, shift }) => (
        <Link to={`/desk/shifts/${id}`}>
          {shiftOn} {say(`shift.${shift}`)}
        </Link>
      ),
    },
    { title: say('col.unit'), width: 200, dataIndex: 'unit' },
    {
      title: say('col.state'),
      width: 110,
      render: (_, { state }) => <Pill tone={stateTones[state]}>{say(`state.${state}`)}</Pill>,
    },
    { title: say('col.from'), width: 160, render: (_, { signedBy, drawnBy }) => signedBy ?? drawnBy },
    { title: say('col.to'), width: 160, dataIndex: 'takenBy' },
    { title: say('col.lines'), width: 80, align: 'right', dataIndex: 'lines' },
    { title: say('col.refused'), width: 120, align: 'right', render: (_, { refused }) => refused || '' },
  ]
  return (
    <Panel flush title={say('records')}>
      {rows.length === 0 ? (
        <Empty title={say('records.none')} next={say('records.none.next')} />
      ) : (
        <DataTable rowKey={({ id }) => String(id)} columns={columns} items={rows} width={900} pageSize={20} />
      )}
    </Panel>
  )
}
