import { Button, Select, type TableColumnsType } from 'antd'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { SearchBox } from '../../web/kit/search-box.tsx'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { Permission, Permissions } from '../contract.ts'
import { CallerPills, GrantPills, RolePills } from './grants.tsx'
import { peopleWords } from './words.ts'

const names = ['q', 'tag', 'role', 'username', 'way'] as const
const PAGE = 50

/** 权限一览: who may do what and why, of a role, of a user, of a function. */
export default function PermissionsPage() {
  const say = useWords(peopleWords)
  const [chosen, choose] = useChoices(names)
  const found = useResource<Permissions>(withQuery('/api/people/permissions', chosen), { keep: true })
  const columns = useColumns(chosen.username !== '', (way) => choose({ way }))
  const none = (
    <Empty
      title={say('permissions.none')}
      next={say('permissions.none.next')}
      action={
        <Button onClick={() => choose({ q: null, tag: null, role: null, way: null })}>
          {say('permissions.clear')}
        </Button>
      }
    />
  )
  return (
    <Page title={say('permissions.title')} lead={say('permissions.lead')} refreshing={found.refreshing}>
      <Panel flush label={say('permissions.title')}>
        <Filters of={found.data} chosen={chosen} choose={choose} />
        <Shown of={found} rows={12} isEmpty={({ items }) => items.length === 0} empty={none}>
          {({ items, people, user }) => (
            <>
              {user && (
                <div className={lists.bar}>
                  <b>{say('permissions.userIs', { name: user.name, unit: user.unit })}</b>
                  <GrantPills grants={user.grants} />
                </div>
              )}
              <DataTable
                rowKey={({ method, url }) => `${method} ${url}`}
                columns={columns}
                items={items}
                width={820}
                pageSize={PAGE}
                head={0}
              />
              {people && <People people={people} close={() => choose({ way: null })} />}
            </>
          )}
        </Shown>
      </Panel>
    </Page>
  )
}

type Choices = Parameters<ReturnType<typeof useChoices<(typeof names)[number]>>[1]>[0]
type Chosen = Record<(typeof names)[number], string>

function Filters(props: { of: Permissions | undefined; chosen: Chosen; choose: (change: Choices) => void }) {
  const { of, chosen, choose } = props
  const say = useWords(peopleWords)
  const departments = of?.departments ?? []
  const all = departments.reduce((sum, { count }) => sum + count, 0)
  const roles = Object.keys(peopleWords.pairs).filter((key) => key.startsWith('role.') && key !== 'role.public')
  return (
    <div className={lists.bar}>
      <SearchBox value={chosen.q} label={say('permissions.search')} search={(q) => choose({ q })} />
      <SearchBox value={chosen.username} label={say('permissions.user')} search={(username) => choose({ username })} />
      <Select
        aria-label={say('permissions.department')}
        value={chosen.tag}
        onChange={(tag) => choose({ tag })}
        options={[
          { value: '', label: say('permissions.all', { count: all }) },
          ...departments.map(({ tag, count }) => {
            return { value: tag, label: say('permissions.of', { name: say.code('tag', tag), count }) }
          }),
        ]}
      />
      <Select
        aria-label={say('permissions.role')}
        placeholder={say('permissions.role')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={chosen.role || null}
        onChange={(role: string | null) => choose({ role: role ?? null })}
        options={roles.map((key) => ({ value: key.slice(5), label: say.code('role', key.slice(5)) }))}
      />
    </div>
  )
}

function useColumns(ofUser: boolean, ask: (way: string) => void): TableColumnsType<Permission> {
  const say = useWords(peopleWords)
  const [language] = useLanguage()
  return [
    {
      title: say('permissions.function'),
      render: (_, { summary, method, url }) => (
        <>
          <b>{summary[language]}</b>
          <div className={lists.note}>
            {method} {url}
          </div>
        </>
      ),
    },
    { title: say('permissions.department'), width: 120, render: (_, { tag }) => say.code('tag', tag) },
    ofUser
      ? {
          title: say('permissions.why'),
          width: 300,
          render: (_, { why, roles }) =>
            roles.includes('public') ? <RolePills roles={['public']} /> : <GrantPills grants={why ?? []} />,
        }
      : { title: say('permissions.may'), width: 400, render: (_, { roles }) => <CallerPills roles={roles} /> },
    {
      title: '',
      width: 90,
      render: (_, { method, url, roles }) =>
        !roles.includes('public') && (
          <Button size="small" onClick={() => ask(`${method} ${url}`)}>
            {say('permissions.who')}
          </Button>
        ),
    },
  ]
}

type Person = NonNullable<Permissions['people']>[number]

function People({ people, close }: { people: Person[]; close: () => void }) {
  const say = useWords(peopleWords)
  const columns: TableColumnsType<Person> = [
    {
      title: say('col.name'),
      render: (_, { name, username }) => (
        <>
          {name} <span className={lists.note}>{username}</span>
        </>
      ),
    },
    { title: say('col.unit'), width: 220, dataIndex: 'unit' },
    { title: say('permissions.why'), width: 300, render: (_, { why }) => <GrantPills grants={why} /> },
  ]
  return (
    <Panel
      flush
      title={say('permissions.who')}
      extra={
        <Button size="small" onClick={close}>
          {say('permissions.close')}
        </Button>
      }
    >
      {people.length === 0 ? (
        <Empty title={say('permissions.nobody')} />
      ) : (
        <DataTable rowKey="username" columns={columns} items={people} width={700} pageSize={50} head={0} />
      )}
    </Panel>
  )
}
