import { Button, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { write } from '../../web/kit/api.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel, Pill, type Tone } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { hasRole, useUser } from '../../web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Delegation, Delegations } from '../delegation-contract.ts'
import { AskDialog, DecideDialog } from './delegation-dialogs.tsx'
import { delegationWords } from './delegation-words.ts'
import { RolePills } from './grants.tsx'

const tones: Record<Delegation['state'], Tone> = {
  waiting: 'warn',
  coming: 'brand',
  holds: 'good',
  over: 'calm',
  ended: 'calm',
  refused: 'bad',
}

/** 委托代办: roles lent during leave, one's own and, for the manager, those of the unit. */
export default function DelegationsPage() {
  const say = useWords(delegationWords)
  const found = useResource<Delegations>('/api/people/delegations', { keep: true })
  const [asks, setAsks] = useState(false)
  const [deciding, setDeciding] = useState<Delegation>()
  const end = useSubmit((id: number, key) => write('POST', `/api/people/delegations/${id}/ending`, undefined, key))
  const columns = useColumns({
    decide: setDeciding,
    end: async ({ id }) => {
      if (await end.submit(id)) found.reload()
    },
  })
  const close = (isDone: boolean) => {
    setAsks(false)
    setDeciding(undefined)
    if (isDone) found.reload()
  }
  const mayAsk = found.data !== undefined && found.data.lendable.length > 0
  return (
    <Page
      title={say('lent.title')}
      lead={say('lent.lead')}
      refreshing={found.refreshing}
      actions={
        mayAsk && (
          <Button type="primary" onClick={() => setAsks(true)}>
            {say('lent.ask')}
          </Button>
        )
      }
    >
      <Panel flush label={say('lent.title')}>
        <Trouble error={end.error} />
        <Shown
          of={found}
          rows={6}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title={say('lent.none')} next={say('lent.none.next')} />}
        >
          {({ items }) => <DataTable rowKey="id" columns={columns} items={items} width={980} pageSize={50} head={0} />}
        </Shown>
      </Panel>
      {asks && found.data && <AskDialog of={found.data} close={close} />}
      {deciding && <DecideDialog item={deciding} close={close} />}
    </Page>
  )
}

type Acts = { decide: (item: Delegation) => void; end: (item: Delegation) => void }

function useColumns({ decide, end }: Acts): TableColumnsType<Delegation> {
  const say = useWords(delegationWords)
  const isManager = hasRole(useUser(), ['manager'])
  const isOpen = ({ state }: Delegation) => state === 'waiting' || state === 'coming' || state === 'holds'
  return [
    {
      title: say('lent.from'),
      render: (_, { fromName, unit }) => (
        <>
          <b>{fromName}</b>
          <div className={lists.note}>{unit}</div>
        </>
      ),
    },
    { title: say('lent.to'), width: 140, dataIndex: 'toName' },
    { title: say('lent.roles'), width: 200, render: (_, { roles }) => <RolePills roles={roles} /> },
    {
      title: say('lent.days'),
      width: 220,
      render: (_, { from, through, reason }) => (
        <>
          {say('lent.range', { from, through })}
          <div className={lists.note}>{reason}</div>
        </>
      ),
    },
    {
      title: say('lent.state'),
      width: 110,
      render: (_, { state }) => <Pill tone={tones[state]}>{say(`lent.state.${state}`)}</Pill>,
    },
    {
      title: '',
      width: 150,
      render: (_, item) => (
        <Space wrap size={6}>
          {item.mayDecide && (
            <Button size="small" onClick={() => decide(item)}>
              {say('lent.decide')}
            </Button>
          )}
          {isOpen(item) && (item.isMine || isManager) && (
            <Button size="small" danger onClick={() => end(item)}>
              {say('lent.end')}
            </Button>
          )}
        </Space>
      ),
    },
  ]
}
