import { Button, type TableColumnsType } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { z } from 'zod'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FlowVersion, flowList } from '../../menu/contract.ts'
import { flowWords } from './flow-words.ts'

type Flows = z.infer<typeof flowList>
type Row = Flows['flows'][number]

/** 语音导航: its versions, the newest first. */
export default function FlowsPage() {
  const say = useWords(flowWords)
  const resource = useResource<Flows>('/api/callcenter/menu-flows')
  return (
    <Page title={say('title')} lead={say('lead')}>
      <Shown of={resource} rows={4}>
        {({ flows }) => <Versions flows={flows} />}
      </Shown>
    </Page>
  )
}

function Versions({ flows }: { flows: Row[] }) {
  const say = useWords(flowWords)
  const actor = useActorName()
  const navigate = useNavigate()
  const mayWrite = hasRole(useUser(), ['lead', 'manager'])
  const draft = useSubmit((from: number, key) =>
    write<FlowVersion>('POST', '/api/callcenter/menu-flows', { from }, key),
  )
  const begin = async (from: number) => {
    const drafted = await draft.submit(from)
    if (drafted) navigate(`/desk/menu/${drafted.value.version}`)
  }
  const columns: TableColumnsType<Row> = [
    { title: say('col.version'), width: 70, render: (_, { version }) => `#${version}` },
    { title: say('col.title'), render: (_, { version, title }) => <Link to={`/desk/menu/${version}`}>{title}</Link> },
    { title: say('col.state'), width: 120, render: (_, row) => <StatePill row={row} /> },
    { title: say('col.validFrom'), width: 150, render: (_, { validFrom }) => (validFrom ? instant(validFrom) : '—') },
    { title: say('col.drafters'), width: 160, render: (_, { drafterNames }) => drafterNames.map(actor).join('、') },
    { title: say('col.releasedBy'), width: 120, render: (_, { releasedBy }) => (releasedBy ? actor(releasedBy) : '—') },
    ...(mayWrite
      ? [
          {
            key: 'acts',
            width: 130,
            render: (_: unknown, { version }: Row) => (
              <Button size="small" loading={draft.busy} onClick={() => begin(version)}>
                {say('draftFrom')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <Panel flush>
      <Trouble error={draft.error} />
      <DataTable rowKey={({ version }) => String(version)} columns={columns} items={flows} width={900} pageSize={20} />
    </Panel>
  )
}

export function StatePill({ row: { state, isInForce } }: { row: Pick<Row, 'state' | 'isInForce'> }) {
  const say = useWords(flowWords)
  if (isInForce) return <Pill tone="good">{say('inForce')}</Pill>
  return <Pill tone={state === 'draft' ? 'warn' : 'calm'}>{say(`state.${state}`)}</Pill>
}
