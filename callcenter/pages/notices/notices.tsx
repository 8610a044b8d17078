import { Button, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Notice, NoticeList } from '../../notices/contract.ts'
import { Period } from '../period.tsx'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import { NoticeDrawer } from './notice-drawer.tsx'
import { NoticeForm } from './notice-form.tsx'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

type Open = { act: 'new' } | { act: 'look' | 'change' | 'withdraw'; notice: Notice }

/** 必读通知: what a lead writes, and who has not read it. */
export default function NoticesPage() {
  const say = useWords(noticeWords)
  const list = useResource<NoticeList>('/api/callcenter/desk-notices')
  useLiveReload(['desk-notice.changed'], list.reload, 1_000)
  const [shown, show] = useState<Open>()
  const close = (isDone: boolean) => {
    show(undefined)
    if (isDone) list.reload()
  }
  const columns = useColumns(show)
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      actions={
        <Button type="primary" disabled={!list.data} onClick={() => show({ act: 'new' })}>
          {say('write')}
        </Button>
      }
    >
      <Shown of={list} rows={6}>
        {({ notices, units }) => (
          <>
            <Panel flush>
              {notices.length === 0 ? (
                <Empty title={say('none')} next={say('none.next')} />
              ) : (
                <DataTable
                  rowKey={({ id }) => String(id)}
                  columns={columns}
                  items={notices}
                  width={960}
                  pageSize={20}
                />
              )}
            </Panel>
            {shown?.act === 'new' && <NoticeForm former={null} units={units} close={close} />}
            {shown?.act === 'change' && <NoticeForm former={shown.notice} units={units} close={close} />}
          </>
        )}
      </Shown>
      {shown?.act === 'look' && <NoticeDrawer id={shown.notice.id} close={() => close(true)} />}
      {shown?.act === 'withdraw' && <Withdrawal notice={shown.notice} close={close} />}
    </Page>
  )
}

function Withdrawal({ notice: { id, title }, close }: { notice: Notice; close: (isDone: boolean) => void }) {
  const say = useWords(noticeWords)
  return (
    <ReasonDialog
      title={say('withdraw.title', { title })}
      label={say('withdraw.reason')}
      most={300}
      send={({ text }, key) =>
        write('POST', `/api/callcenter/desk-notices/${id}/withdrawal`, { reason: text.trim() }, key)
      }
      close={close}
    />
  )
}

const tones: Record<Notice['state'], Tone> = { coming: 'brand', 'in-force': 'good', over: 'calm', withdrawn: 'warn' }

function useColumns(show: (open: Open) => void): TableColumnsType<Notice> {
  const say = useWords(noticeWords)
  return [
    {
      title: say('col.title'),
      render: (_, { title, version, writtenBy, writtenAt, isMandatory }) => (
        <div>
          <span className={css.row}>
            <span className={css.title}>{title}</span>
            {isMandatory && <Pill tone="bad">{say('mandatory')}</Pill>}
          </span>
          <div className={css.small}>{say('version', { number: version, who: writtenBy, at: instant(writtenAt) })}</div>
        </div>
      ),
    },
    {
      title: say('col.state'),
      width: 100,
      render: (_, { state }) => <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>,
    },
    {
      title: say('col.for'),
      width: 190,
      render: (_, { unit, roles, skills }) => (
        <div>
          {unit} · {roles.map((role) => say(`role.${role}`)).join('、')}
          <div className={css.small}>
            {skills.length === 0 ? say('everySkill') : skills.map((skill) => say(`skill.${skill}`)).join('、')}
          </div>
        </div>
      ),
    },
    {
      title: say('col.time'),
      width: 170,
      render: (_, { validFrom, validTo }) => <Period from={validFrom} to={validTo} />,
    },
    {
      title: say('col.read'),
      width: 80,
      align: 'right',
      render: (_, { read, due }) => `${read} / ${due}`,
    },
    {
      key: 'acts',
      width: 220,
      render: (_, notice) => (
        <Space>
          <Button size="small" onClick={() => show({ act: 'look', notice })}>
            {say('open')}
          </Button>
          {notice.state !== 'withdrawn' && (
            <>
              <Button size="small" onClick={() => show({ act: 'change', notice })}>
                {say('change')}
              </Button>
              <Button size="small" onClick={() => show({ act: 'withdraw', notice })}>
                {say('withdraw')}
              </Button>
            </>
          )}
        </Space>
      ),
    },
  ]
}
