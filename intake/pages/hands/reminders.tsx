import { Button, Segmented, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber } from '../../../app/web/kit/format.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { reminderList } from '../../clocks/contract.ts'
import css from '../case.module.css'
import { ReasonDialog, type Reasoned } from '../reason-dialog.tsx'
import { UnitFilter } from './unit-filter.tsx'
import { handWords } from './words.ts'

type Reminder = z.infer<typeof reminderList>['items'][number]

const subjects = [
  'temporary-supply',
  'pause',
  'temporary-reduction',
  'temporary-exchange',
  'temporary-removal',
] as const satisfies Reminder['subject'][]
/** What is usually asked for next; the others are chosen. */
const next: Partial<Record<Reminder['subject'], string>> = {
  pause: 'pause-restoration',
  'temporary-reduction': 'reduction-restoration',
  'temporary-removal': 'reinstallation',
}

/** 到期提醒: what for a time is about to end, the application that made it, and the way to what comes next. */
export default function Reminders() {
  const say = useWords(handWords)
  const [asked, choose] = useChoices(['subject', 'organisationId', 'done'])
  const reminders = useResource<z.infer<typeof reminderList>>(withQuery('/api/intake/reminders', asked), { keep: true })
  const [closing, setClosing] = useState<Reminder>()
  const submission = useSubmit(({ reason }: Reasoned, key) =>
    write('POST', `/api/intake/reminders/${closing?.id}/closing`, { note: reason }, key),
  )
  const columns = useColumns(asked.done === 'true', setClosing)
  return (
    <Page title={say('remind.title')} lead={say('remind.lead')} refreshing={reminders.refreshing}>
      <Panel flush label={say('remind.title')}>
        <div className={css.filters}>
          <Segmented
            value={asked.done === 'true' ? 'done' : 'open'}
            onChange={(value) => choose({ done: value === 'done' ? 'true' : null })}
            options={(['open', 'done'] as const).map((value) => ({ value, label: say(`remind.${value}`) }))}
          />
          <Select
            allowClear
            style={{ minWidth: 170 }}
            aria-label={say('remind.subject')}
            placeholder={say('remind.subject.any')}
            value={asked.subject || null}
            onChange={(subject) => choose({ subject })}
            options={subjects.map((value) => ({ value, label: say(`subject.${value}`) }))}
          />
          <UnitFilter value={asked.organisationId} choose={(organisationId) => choose({ organisationId })} />
        </div>
        <Shown
          of={reminders}
          rows={5}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title={say('remind.none')} next={say('remind.none.next')} />}
        >
          {({ items }) => (
            <DataTable
              rowKey={({ id }) => String(id)}
              items={items}
              columns={columns}
              width={980}
              pageSize={50}
              head={0}
            />
          )}
        </Shown>
      </Panel>
      <ReasonDialog
        open={closing !== undefined}
        title={say('remind.close.title')}
        label={say('remind.close.note')}
        submission={submission}
        close={() => setClosing(undefined)}
        done={reminders.reload}
      />
    </Page>
  )
}

function useColumns(isDone: boolean, close: (reminder: Reminder) => void): TableColumnsType<Reminder> {
  const say = useWords(handWords)
  const user = useUser()
  return [
    {
      title: say('remind.account'),
      render: (_, { customerName, accountNo, address }) => (
        <>
          {customerName} <span data-account={accountNo}>{accountNumber(accountNo)}</span>
          <div className={`${css.note} ${css.clamp}`} title={address}>
            {address}
          </div>
        </>
      ),
    },
    { title: say('remind.subject'), width: 120, render: (_, { subject }) => say(`subject.${subject}`) },
    { title: say('remind.ends'), width: 190, render: (_, item) => <Ends item={item} /> },
    { title: say('col.unit'), width: 130, dataIndex: 'unit' },
    { title: say('remind.case'), width: 210, render: (_, item) => <Cases item={item} /> },
    {
      title: '',
      width: 150,
      render: (_, item) =>
        isDone ? (
          <span className={css.note}>{say('remind.closed', { name: item.doneBy ?? '', note: item.note ?? '' })}</span>
        ) : (
          <>
            {hasRole(user, ['intake']) && (
              <Button
                type="link"
                href={withQuery('/office/applications/new', { kind: next[item.subject], account: item.accountNo })}
              >
                {say('remind.next')}
              </Button>
            )}
            {hasRole(user, ['intake', 'manager']) && (
              <Button type="link" onClick={() => close(item)}>
                {say('remind.close')}
              </Button>
            )}
          </>
        ),
    },
  ]
}

function Ends({ item: { daysLeft, endsOn: day } }: { item: Reminder }) {
  const say = useWords(handWords)
  if (daysLeft < 0) return <Pill tone="bad">{say('remind.over', { day, days: -daysLeft })}</Pill>
  if (daysLeft === 0) return <Pill tone="bad">{say('remind.today', { day })}</Pill>
  return <Pill tone={daysLeft <= 3 ? 'warn' : 'calm'}>{say('remind.left', { day, days: daysLeft })}</Pill>
}

function Cases({ item: { madeBy, openCase } }: { item: Reminder }) {
  const say = useWords(handWords)
  if (!madeBy && !openCase) return '—'
  return (
    <>
      {madeBy && (
        <div>
          <Link to={`/office/applications/${madeBy.id}`}>{say('remind.madeBy', { no: madeBy.applicationNo })}</Link>
        </div>
      )}
      {openCase && (
        <div>
          <Link to={`/office/applications/${openCase.id}`}>
            {say('remind.openCase', { no: openCase.applicationNo })}
          </Link>
        </div>
      )}
    </>
  )
}
