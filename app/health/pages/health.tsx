import { Alert, Button, type TableColumnsType } from 'antd'
import { DataTable } from '../../web/kit/data-table.tsx'
import { fixed, instant } from '../../web/kit/format.ts'
import { Page, Panel, Pill, type Tone } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Health, PartHealth } from '../contract.ts'
import { healthWords } from './words.ts'

const tones: Record<PartHealth['state'], Tone> = { good: 'good', warn: 'warn', bad: 'bad', none: 'calm' }
const GIB = 1024 ** 3

/** 运行状况: how each part is, in words, with what to do. */
export default function HealthPage() {
  const say = useWords(healthWords)
  const found = useResource<Health>('/api/system/health', { keep: true })
  const columns = useColumns()
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={found.refreshing}
      actions={<Button onClick={found.reload}>{say('again')}</Button>}
    >
      {found.data && <Whole health={found.data} />}
      <Panel flush label={say('title')}>
        <Shown of={found} rows={12}>
          {({ parts }) => <DataTable rowKey="part" columns={columns} items={parts} width={820} head={0} />}
        </Shown>
      </Panel>
    </Page>
  )
}

function Whole({ health: { at, parts } }: { health: Health }) {
  const say = useWords(healthWords)
  const count = (state: PartHealth['state']) => parts.filter((part) => part.state === state).length
  const worst = count('bad') > 0 ? 'bad' : count('warn') > 0 ? 'warn' : 'good'
  const types = { good: 'success', warn: 'warning', bad: 'error' } as const
  return (
    <Alert
      showIcon
      type={types[worst]}
      style={{ marginBottom: 12 }}
      title={say(`all.${worst}`, { count: count(worst) })}
      description={say('at', { at: instant(at) })}
    />
  )
}

function useColumns(): TableColumnsType<PartHealth> {
  const say = useWords(healthWords)
  return [
    { title: say('part'), width: 140, render: (_, { part }) => <b>{say(`part.${part}`)}</b> },
    {
      title: say('state'),
      width: 100,
      render: (_, { state }) => <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>,
    },
    { title: say('figures'), render: (_, part) => <Figures part={part} /> },
    {
      title: say('todo'),
      width: 320,
      render: (_, { part, state, fault }) =>
        state === 'warn' || state === 'bad' ? say(fault ? `do.${fault}` : `do.${part}`) : '',
    },
  ]
}

function Figures({ part: { part, state, fault, figures } }: { part: PartHealth }) {
  const say = useWords(healthWords)
  if (state === 'none') return '—'
  const size = (name: string) => `${fixed(Number(figures[name] ?? 0) / GIB, 2)} GB`
  const shown = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => {
      const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
      return [name, value === null ? say('never') : isInstant ? instant(value) : value]
    }),
  )
  const sizes = { size: size('bytes'), free: size('freeBytes'), ...(part === 'disk' && { all: size('allBytes') }) }
  return say(fault ? `says.${fault}` : `says.${part}`, { ...shown, ...sizes })
}
