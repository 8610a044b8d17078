import { App, Button, Popconfirm } from 'antd'
import { type ReactNode, useState } from 'react'
import type { OwnSecurity } from '../../../contract.ts'
import { write } from '../../kit/api.ts'
import { DataTable } from '../../kit/data-table.tsx'
import { instant } from '../../kit/format.ts'
import { Facts, Page, Panel, Pill } from '../../kit/parts.tsx'
import { useResource, useSubmit } from '../../kit/resource.ts'
import { Shown, Trouble, useExplanation } from '../../kit/states.tsx'
import { useWords } from '../../kit/words.ts'
import { shellWords } from '../words.ts'
import { PasswordForm } from './password-form.tsx'
import { SecondFactor } from './second-factor.tsx'
import css from './security.module.css'
import { securityWords } from './words.ts'

/** 登录与安全: one's own log-in, the same page in every shell; `children` is what only some have of it. */
export default function Security({ children }: { children?: ReactNode }) {
  const say = useWords(securityWords)
  const shell = useWords(shellWords)
  const own = useResource<OwnSecurity>('/api/session/security', { keep: true })
  return (
    <Page title={shell('security')} lead={say('lead')} refreshing={own.refreshing}>
      <Shown of={own} rows={10}>
        {(security) => (
          <div className={css.panels}>
            <Panel title={say('before')}>
              <Facts
                items={[
                  { label: say('before.previous'), value: instant(security.before.previousAt) },
                  { label: say('before.failed'), value: instant(security.before.failedAt) },
                  { label: say('before.failures'), value: security.before.failures },
                ]}
              />
            </Panel>
            {children}
            <Sessions security={security} changed={own.reload} />
            <Password security={security} changed={own.reload} />
            <SecondFactor security={security} changed={own.reload} />
          </div>
        )}
      </Shown>
    </Page>
  )
}

type Part = { security: OwnSecurity; changed: () => void }
type Standing = OwnSecurity['sessions'][number]

function Sessions({ security, changed }: Part) {
  const say = useWords(securityWords)
  const { message } = App.useApp()
  const others = useSubmit(() => write<{ ended: number }>('DELETE', '/api/session/others', undefined))
  const endOthers = async () => {
    const done = await others.submit(undefined)
    if (done) void message.success(say('sessions.ended', { count: done.value.ended }))
    changed()
  }
  const end = security.sessions.length > 1 && (
    <Popconfirm
      title={say('sessions.endOthers.sure')}
      okText={say('sessions.end')}
      cancelText={say('sessions.leave')}
      onConfirm={endOthers}
    >
      <Button size="small" loading={others.busy}>
        {say('sessions.endOthers')}
      </Button>
    </Popconfirm>
  )
  return (
    <Panel title={say('sessions')} extra={end} flush>
      <Trouble error={others.error} />
      <DataTable<Standing>
        rowKey="id"
        width={640}
        pageSize={10}
        items={security.sessions}
        columns={[
          {
            title: say('sessions.device'),
            render: (_, each) => (
              <>
                {each.device || say('sessions.unknown')}{' '}
                {each.current && <Pill tone="good">{say('sessions.this')}</Pill>}
                {each.stage !== 'open' && <Pill tone="warn">{say('sessions.halfOpen')}</Pill>}
              </>
            ),
          },
          { title: say('sessions.since'), width: 160, render: (_, each) => instant(each.since) },
          { title: say('sessions.used'), width: 160, render: (_, each) => instant(each.usedAt) },
          { title: '', width: 90, render: (_, each) => !each.current && <End id={each.id} changed={changed} /> },
        ]}
      />
    </Panel>
  )
}

function End({ id, changed }: { id: string; changed: () => void }) {
  const say = useWords(securityWords)
  const explain = useExplanation()
  const { message } = App.useApp()
  const ending = useSubmit(() => write('DELETE', `/api/session/standing/${id}`, undefined))
  const end = async () => {
    if (await ending.submit(undefined)) void message.success(say('sessions.ended', { count: 1 }))
    changed()
  }
  return (
    <Button
      size="small"
      loading={ending.busy}
      danger={ending.error !== undefined}
      title={ending.error && explain(ending.error)}
      onClick={end}
    >
      {say('sessions.end')}
    </Button>
  )
}

function Password({ security, changed }: Part) {
  const say = useWords(securityWords)
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const { setAt, endsAt } = security.password
  const done = () => {
    void message.success(say('password.done'))
    setOpen(false)
    changed()
  }
  return (
    <Panel title={say('password')}>
      <Facts
        items={[
          { label: say('password.setAt'), value: instant(setAt) },
          { label: say('password.endsAt'), value: endsAt ? instant(endsAt) : say('password.never') },
        ]}
      />
      <div className={css.below}>
        {security.demo && <p className={css.lead}>{say('demo')}</p>}
        {!security.demo && !open && <Button onClick={() => setOpen(true)}>{say('password.change')}</Button>}
        {open && <PasswordForm done={done} />}
      </div>
    </Panel>
  )
}
