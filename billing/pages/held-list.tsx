import { Button, type TableColumnsType } from 'antd'
import { type Key, useState } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { accountNumber, quantity, yuan } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import type { Resource } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { HeldGroup, HeldItem, heldGroups, heldList } from '../held/contract.ts'
import css from './clerk.module.css'
import { type Chosen, type Decision, HeldDecision } from './held-decision.tsx'
import { useHitWords } from './hit-words.ts'
import { officeWords } from './office-words.ts'

type List = z.infer<typeof heldList>
type Props = { asked: Pick<HeldGroup, 'billMonth' | 'rule' | 'cause'>; groups: Resource<z.infer<typeof heldGroups>> }
const itemsOf = (page: List) => page.items
const decisions: Decision[] = ['false-alarm', 'confirmed']

/** The bills of one group, each with what the rule saw; decided one by one, several at once, or all. */
export function HeldList({ asked, groups }: Props) {
  const say = useWords(officeWords)
  const mayDecide = useUser().roles.includes('billing')
  const pages = usePages<List, HeldItem>(withQuery('/api/billing/held-bills', asked), itemsOf)
  const [keys, setKeys] = useState<Key[]>([])
  const [deciding, setDeciding] = useState<{ chosen: Chosen; decision: Decision }>()
  const columns = useColumns()
  const group = groups.data?.items.find(
    ({ billMonth, rule, cause }) => billMonth === asked.billMonth && rule === asked.rule && cause === asked.cause,
  )
  const chosen = pages.items.filter(({ hitId }) => keys.includes(hitId))
  const some: Chosen = {
    which: { hitIds: chosen.map(({ hitId }) => hitId) },
    bills: chosen.length,
    totalYuan: sumOf(chosen),
  }
  const whole: Chosen = { which: asked, bills: group?.bills ?? 0, totalYuan: group?.totalYuan ?? '0' }
  const close = (isDone: boolean) => {
    setDeciding(undefined)
    if (!isDone) return
    setKeys([])
    pages.first.reload()
    groups.reload()
  }
  const buttons = (which: Chosen, prefix: 'decide' | 'decide.group') =>
    decisions.map((decision) => (
      <Button
        key={decision}
        danger={decision === 'confirmed'}
        type={decision === 'false-alarm' ? 'primary' : 'default'}
        onClick={() => setDeciding({ chosen: which, decision })}
      >
        {say(`${prefix}.${decision}`)}
      </Button>
    ))
  return (
    <Panel
      flush
      title={
        <>
          {say(`rule.${asked.rule}`)} · {say(`cause.${asked.cause}`)} · {asked.billMonth}
        </>
      }
      extra={group && say('run.next.held', { bills: quantity(group.bills), amount: yuan(group.totalYuan) })}
    >
      {mayDecide && group && (
        <div className={css.bar}>
          <Told chosen={keys.length} />
          {keys.length > 0 ? buttons(some, 'decide') : buttons(whole, 'decide.group')}
        </div>
      )}
      <PagedTable
        of={pages}
        rowKey="hitId"
        columns={columns}
        width={1000}
        head={0}
        total={group?.bills}
        {...(mayDecide ? { selection: { keys, change: setKeys } } : {})}
        empty={<Empty title={say('held.none')} next={say('held.none.filtered')} />}
      />
      {deciding && <HeldDecision {...deciding} close={close} />}
    </Panel>
  )
}

function Told({ chosen }: { chosen: number }) {
  const say = useWords(officeWords)
  if (chosen > 0) return <span>{say('held.chosen', { count: chosen })}</span>
  return <span className={css.note}>{say('held.choose')}</span>
}

/** Amounts have two places: whole fen add up exactly. */
function sumOf(items: HeldItem[]): string {
  const fen = items.reduce((sum, { totalYuan }) => sum + Math.round(Number(totalYuan) * 100), 0)
  return (fen / 100).toFixed(2)
}

function useColumns(): TableColumnsType<HeldItem> {
  const say = useWords(officeWords)
  const tell = useHitWords()
  return [
    {
      title: say('col.account'),
      width: 190,
      render: (_, { accountNo, customerName }) => (
        <>
          <Link to={withQuery('/office/ledger', { account: accountNo })}>{accountNumber(accountNo)}</Link>
          <div className={css.note}>{customerName}</div>
        </>
      ),
    },
    { title: say('col.saw'), render: (_, item) => tell(item) },
    { title: say('col.energy'), width: 120, align: 'right', render: (_, { energyKwh }) => quantity(energyKwh) },
    { title: say('col.total'), width: 130, align: 'right', render: (_, { totalYuan }) => yuan(totalYuan) },
    {
      title: say('col.others'),
      width: 160,
      render: (_, { others }) =>
        others.length === 0 ? (
          '—'
        ) : (
          <div className={css.pills}>
            {others.map((rule) => (
              <Pill key={rule} tone="calm">
                {say(`rule.${rule}`)}
              </Pill>
            ))}
          </div>
        ),
    },
    {
      title: say('col.bill'),
      width: 110,
      render: (_, { billId }) => <Link to={`/office/bills/${billId}`}>{say('held.bill')}</Link>,
    },
  ]
}
