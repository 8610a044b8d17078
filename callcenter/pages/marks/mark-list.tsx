import { Button, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, civilDay } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerMark, CallerMarks } from '../../marks/contract.ts'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import css from './marks.module.css'
import { markWords } from './words.ts'

/** What a lead decides: proposals of agents, and marks that hold. */
export function MarkList() {
  const say = useWords(markWords)
  const marks = useResource<CallerMarks>('/api/callcenter/caller-marks')
  useLiveReload(['caller-mark.changed'], marks.reload, 500)
  const [ending, end] = useState<CallerMark>()
  const confirm = useSubmit(async (id: number, key) => {
    await write('POST', `/api/callcenter/caller-marks/${id}/confirmation`, {}, key)
    marks.reload()
  })
  const columns = useColumns({ confirm: (id) => void confirm.submit(id), end })
  return (
    <Panel flush title={say('list.title')}>
      <Trouble error={confirm.error} />
      <Shown of={marks} rows={2}>
        {({ marks: all }) =>
          all.length === 0 ? (
            <p className={`${css.list} ${css.small}`}>{say('list.none')}</p>
          ) : (
            <DataTable
              rowKey={({ id }) => String(id)}
              columns={columns}
              items={all}
              width={900}
              pageSize={10}
              head={0}
            />
          )
        }
      </Shown>
      {ending && (
        <ReasonDialog
          title={say('end.of', { mark: say(`mark.${ending.mark}`) })}
          label={say('end.reason')}
          most={300}
          send={({ text }, key) =>
            write('POST', `/api/callcenter/caller-marks/${ending.id}/end`, { reason: text.trim() }, key)
          }
          close={(isDone) => {
            end(undefined)
            if (isDone) marks.reload()
          }}
        />
      )}
    </Panel>
  )
}

const isNearEnd = ({ renewFrom }: CallerMark) => renewFrom !== null && Date.parse(renewFrom) <= Date.now()

function State({ mark }: { mark: CallerMark }) {
  const say = useWords(markWords)
  if (isNearEnd(mark)) return <Pill tone="warn">{say('near')}</Pill>
  return <Pill tone={mark.state === 'proposed' ? 'warn' : 'good'}>{say(mark.state)}</Pill>
}

type Acts = { confirm: (id: number) => void; end: (mark: CallerMark) => void }

function useColumns({ confirm, end }: Acts): TableColumnsType<CallerMark> {
  const say = useWords(markWords)
  return [
    { title: say('col.mark'), width: 150, render: (_, { mark }) => <b>{say(`mark.${mark}`)}</b> },
    {
      width: 120,
      title: '',
      key: 'state',
      render: (_, mark) => <State mark={mark} />,
    },
    {
      title: say('col.of'),
      width: 170,
      render: (_, { accountNo, phone }) => (accountNo ? accountNumber(accountNo) : (phone ?? say('ofNumber'))),
    },
    {
      title: say('col.reason'),
      render: (_, { reason, evidence }) => (
        <div className={css.words}>
          {reason}
          {evidence && <div className={css.small}>{say('evidence', { paper: evidence })}</div>}
        </div>
      ),
    },
    { title: say('col.by'), width: 110, dataIndex: 'markedBy' },
    { title: say('col.until'), width: 110, render: (_, { expiresAt }) => civilDay(expiresAt) },
    {
      key: 'acts',
      width: 160,
      render: (_, mark) => (
        <Space>
          {(mark.state === 'proposed' || isNearEnd(mark)) && (
            <Button size="small" type="primary" onClick={() => confirm(mark.id)}>
              {say(mark.state === 'proposed' ? 'confirm' : 'renew')}
            </Button>
          )}
          <Button size="small" onClick={() => end(mark)}>
            {say(mark.state === 'proposed' ? 'refuse' : 'end')}
          </Button>
        </Space>
      ),
    },
  ]
}
