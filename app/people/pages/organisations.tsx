import { Button, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../web/kit/api.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import { quantity } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { hasRole, useUser } from '../../web/kit/session.tsx'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Organisation, Organisations } from '../organisation-contract.ts'
import { organisationWords } from './organisation-words.ts'
import { type UnitAct, UnitDialog } from './unit-dialog.tsx'

const INDENT_PX = 18

/** 组织机构: the own unit and those below it, each under its own. */
export default function OrganisationsPage() {
  const say = useWords(organisationWords)
  const isAdmin = hasRole(useUser(), ['admin'])
  const found = useResource<Organisations>('/api/people/organisations', { keep: true })
  const [act, choose] = useState<UnitAct>()
  const columns = useColumns(isAdmin ? choose : null, found.data?.items[0]?.path ?? '')
  const close = (isDone: boolean) => {
    choose(undefined)
    if (isDone) found.reload()
  }
  return (
    <Page title={say('units.title')} lead={say('units.lead')} refreshing={found.refreshing}>
      <Panel flush label={say('units.title')}>
        <Shown
          of={found}
          rows={8}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title={say('units.none')} />}
        >
          {({ items }) => (
            <DataTable rowKey="path" columns={columns} items={items} width={920} pageSize={100} head={0} />
          )}
        </Shown>
      </Panel>
      {act && <UnitDialog {...act} close={close} />}
    </Page>
  )
}

function useColumns(choose: ((act: UnitAct) => void) | null, top: string): TableColumnsType<Organisation> {
  const say = useWords(organisationWords)
  const depthOf = (path: string) => path.split('.').length - top.split('.').length
  const button = (act: UnitAct['act'], unit: Organisation) => (
    <Button size="small" danger={act === 'remove'} onClick={() => choose?.({ act, unit })}>
      {say(`units.${act}`)}
    </Button>
  )
  return [
    {
      title: say('units.unit'),
      render: (_, { name, path }) => (
        <div style={{ paddingLeft: depthOf(path) * INDENT_PX }}>
          <b>{name}</b>
          <div className={lists.note}>{path}</div>
        </div>
      ),
    },
    { title: say('units.kind'), width: 90, render: (_, { kind }) => say(`units.kind.${kind}`) },
    { title: say('units.area'), width: 90, render: (_, { area }) => say(`units.area.${area}`) },
    {
      title: say('units.users'),
      width: 90,
      align: 'right',
      render: (_, { users, id }) => (
        <Link to={withQuery('/office/users', { organisationId: id })}>{quantity(users)}</Link>
      ),
    },
    { title: say('units.accounts'), width: 100, align: 'right', render: (_, { accounts }) => quantity(accounts) },
    {
      title: '',
      width: choose ? 240 : 20,
      render: (_, unit) =>
        choose && (
          <Space wrap size={6}>
            {unit.kind !== 'station' && button('add', unit)}
            {button('rename', unit)}
            {unit.path !== top && unit.users === 0 && unit.accounts === 0 && button('remove', unit)}
          </Space>
        ),
    },
  ]
}
