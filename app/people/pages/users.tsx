import { Button, Select, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { instant } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { PagedTable } from '../../web/kit/paged-table.tsx'
import { usePages } from '../../web/kit/pages.ts'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { SearchBox } from '../../web/kit/search-box.tsx'
import { hasRole, useUser } from '../../web/kit/session.tsx'
import { Empty } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { StaffUser, UserList } from '../user-contract.ts'
import { RolePills } from './grants.tsx'
import { UserActs } from './user-acts.tsx'
import { UserDialog } from './user-dialog.tsx'
import { userWords } from './user-words.ts'

const names = ['q', 'organisationId', 'role', 'state'] as const
const states = ['', 'active', 'waiting', 'disabled'] as const
const itemsOf = (page: UserList) => page.items
type Names = (typeof names)[number]

/** 用户: who works in the own unit and below. */
export default function Users() {
  const say = useWords(userWords)
  const isAdmin = hasRole(useUser(), ['admin'])
  const [chosen, choose] = useChoices(names)
  const [dialog, open] = useState<{ user: StaffUser | null }>()
  const pages = usePages<UserList, StaffUser>(withQuery('/api/people/users', chosen), itemsOf)
  const { reload } = pages.first
  const columns = useColumns(isAdmin ? { change: (user) => open({ user }), reload } : null)
  const units = pages.first.data?.units ?? []
  const close = (isDone: boolean) => {
    open(undefined)
    if (isDone) reload()
  }
  return (
    <Page
      title={say('users.title')}
      lead={say('users.lead')}
      refreshing={pages.first.refreshing}
      actions={
        isAdmin && (
          <Button type="primary" onClick={() => open({ user: null })}>
            {say('users.add')}
          </Button>
        )
      }
    >
      <Panel flush label={say('users.title')}>
        <Filters units={units} chosen={chosen} choose={choose} />
        <PagedTable
          of={pages}
          rowKey="id"
          columns={columns}
          width={1000}
          head={0}
          empty={<Empty title={say('users.none')} next={say('users.none.next')} />}
        />
      </Panel>
      {dialog && <UserDialog user={dialog.user} units={units} close={close} />}
    </Page>
  )
}

function Filters(props: {
  units: UserList['units']
  chosen: Record<Names, string>
  choose: (change: Partial<Record<Names, string | null>>) => void
}) {
  const { units, chosen, choose } = props
  const say = useWords(userWords)
  const [language] = useLanguage()
  const roles = Object.entries(roleNames).filter(([role]) => role !== 'customer')
  return (
    <div className={lists.bar}>
      <SearchBox value={chosen.q} label={say('users.search')} search={(q) => choose({ q })} />
      <Select
        aria-label={say('users.unit.filter')}
        showSearch={{ optionFilterProp: 'label' }}
        value={chosen.organisationId}
        onChange={(organisationId) => choose({ organisationId })}
        options={[
          { value: '', label: say('users.unit.all') },
          ...units.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
      />
      <Select
        aria-label={say('users.role.filter')}
        placeholder={say('users.role')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={chosen.role || null}
        onChange={(role: string | null) => choose({ role: role ?? null })}
        options={roles.map(([role, name]) => ({ value: role, label: name[language === 'zh' ? 0 : 1] }))}
      />
      <Select
        aria-label={say('users.state')}
        value={chosen.state}
        onChange={(state) => choose({ state })}
        options={states.map((state) => ({ value: state, label: say(`users.state.${state}`) }))}
      />
    </div>
  )
}

type Acts = { change: (user: StaffUser) => void; reload: () => void }

function useColumns(acts: Acts | null): TableColumnsType<StaffUser> {
  const say = useWords(userWords)
  const me = useUser().username
  return [
    {
      title: say('users.name'),
      render: (_, { name, username, disabledAt }) => (
        <>
          <b>{name}</b> {disabledAt && <Pill tone="bad">{say('users.state.disabled')}</Pill>}
          <div className={lists.note}>{username}</div>
        </>
      ),
    },
    { title: say('users.unit'), width: 160, dataIndex: 'unit' },
    { title: say('users.roles'), width: 260, render: (_, user) => <Roles user={user} /> },
    {
      title: say('users.latest'),
      width: 150,
      render: (_, { latestLogInAt }) => (latestLogInAt ? instant(latestLogInAt) : say('users.never')),
    },
    {
      title: '',
      width: acts ? 300 : 90,
      render: (_, user) => (
        <Space wrap size={6}>
          <Link to={withQuery('/office/permissions', { username: user.username })}>{say('users.permissions')}</Link>
          {acts && user.username !== me && (
            <Button size="small" onClick={() => acts.change(user)}>
              {say('users.change')}
            </Button>
          )}
          {acts && <UserActs user={user} isSelf={user.username === me} done={acts.reload} />}
        </Space>
      ),
    },
  ]
}

function Roles({ user: { roles, request } }: { user: StaffUser }) {
  const say = useWords(userWords)
  const [language] = useLanguage()
  return (
    <>
      <RolePills roles={roles} />
      {request && (
        <>
          <Pill tone="warn">
            {say('users.waits', {
              roles: request.roles.map((role) => roleNames[role][language === 'zh' ? 0 : 1]).join('、'),
            })}
          </Pill>
          <div className={lists.note}>{say('users.askedBy', { by: request.askedBy, reason: request.reason })}</div>
        </>
      )}
    </>
  )
}
