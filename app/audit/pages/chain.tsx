import { Alert, App, Button, type TableColumnsType } from 'antd'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import { addDays, civilDay, quantity } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel, Pill, type Tone } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Chain } from '../contract.ts'
import css from './audit.module.css'
import { DayRange } from './days.tsx'
import { auditWords } from './words.ts'

type Day = Chain['days'][number]
const tones: Record<Day['state'], Tone> = { whole: 'good', broken: 'bad', open: 'calm' }
const MONTH_DAYS = 30

/** 审计链校验: each day hashed anew, and the seal for somebody outside to keep. */
export default function AuditChain() {
  const say = useWords(auditWords)
  const [chosen, choose] = useChoices(['from', 'to'])
  const to = chosen.to || civilDay(new Date())
  const from = chosen.from || addDays(to, -MONTH_DAYS)
  const found = useResource<Chain>(withQuery('/api/audit/chain', { from, to }), { keep: true })
  const columns = useColumns()
  return (
    <Page title={say('chain.title')} lead={say('chain.lead')} refreshing={found.refreshing}>
      <div className={lists.stack}>
        {found.data && <State chain={found.data} />}
        <Panel flush label={say('chain.title')}>
          <div className={lists.bar}>
            <DayRange from={from} to={to} choose={choose} />
          </div>
          <Shown
            of={found}
            rows={10}
            isEmpty={({ days }) => days.length === 0}
            empty={
              <Empty
                title={say('chain.none')}
                {...(found.data?.firstDay ? { next: say('chain.none.next', { day: found.data.firstDay }) } : {})}
              />
            }
          >
            {({ days }) => <DataTable rowKey="day" columns={columns} items={days} width={820} pageSize={31} head={0} />}
          </Shown>
        </Panel>
        {found.data?.latestSeal && <Seal {...found.data.latestSeal} />}
      </div>
    </Page>
  )
}

function State({ chain: { brokenOn, days, latestSeal } }: { chain: Chain }) {
  const say = useWords(auditWords)
  if (brokenOn) {
    return (
      <Alert
        type="error"
        showIcon
        title={say('chain.broken', { day: brokenOn })}
        description={say('chain.broken.next')}
      />
    )
  }
  const sealed = days.filter(({ state }) => state === 'whole')
  if (sealed.length === 0) {
    return (
      <Alert
        type="info"
        showIcon
        title={say(latestSeal ? 'chain.unsealed.here' : 'chain.unsealed')}
        description={say('chain.unsealed.next')}
      />
    )
  }
  const entries = sealed.reduce((sum, day) => sum + day.entries, 0)
  return (
    <Alert
      type="success"
      showIcon
      title={say('chain.whole')}
      description={say('chain.whole.of', { days: sealed.length, entries: quantity(entries) })}
    />
  )
}

/** To be printed or copied. */
function Seal({ day, hash }: { day: string; hash: string }) {
  const say = useWords(auditWords)
  const { message } = App.useApp()
  const seal = `${day}:${hash}`
  const copy = async () => {
    await navigator.clipboard?.writeText(seal)
    message.success(say('chain.copy'))
  }
  return (
    <Panel
      title={say('chain.seal')}
      extra={
        <>
          <Button onClick={copy}>{say('chain.copy')}</Button>
          <Button onClick={() => window.print()}>{say('chain.print')}</Button>
        </>
      }
    >
      <p className={css.hash}>{seal}</p>
      <p className={lists.note}>{say('chain.seal.next')}</p>
      <p className={css.command}>dianhu audit verify --from-seal {seal}</p>
    </Panel>
  )
}

function useColumns(): TableColumnsType<Day> {
  const say = useWords(auditWords)
  return [
    { title: say('chain.day'), width: 120, dataIndex: 'day' },
    {
      title: say('chain.state'),
      width: 170,
      render: (_, { state, fault }) => (
        <>
          <Pill tone={tones[state]}>{say(`chain.state.${state}`)}</Pill>
          {fault && <div className={lists.note}>{say(`chain.fault.${fault}`)}</div>}
        </>
      ),
    },
    { title: say('chain.entries'), width: 90, align: 'right', render: (_, { entries }) => quantity(entries) },
    { title: say('chain.hash'), render: (_, { hash }) => <span className={css.hash}>{hash ?? '—'}</span> },
    {
      title: say('chain.recomputed'),
      width: 200,
      render: (_, { hash, recomputed }) => (
        <span className={css.hash}>{recomputed && recomputed === hash ? say('chain.same') : (recomputed ?? '—')}</span>
      ),
    },
  ]
}
