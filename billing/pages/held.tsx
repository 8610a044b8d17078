import { Input, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { quantity, yuan } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { type Resource, useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { HeldGroup, heldGroups } from '../held/contract.ts'
import css from './clerk.module.css'
import { HeldList } from './held-list.tsx'
import { officeWords } from './office-words.ts'
import { billingWords } from './words.ts'

type Groups = z.infer<typeof heldGroups>

/** 待审核: what the checks hold back, by rule and suspected cause; a group opens on its bills. */
export default function Held() {
  const say = useWords(officeWords)
  const [asked, choose] = useChoices(['billMonth', 'rule', 'cause'])
  const groups = useResource<Groups>(
    withQuery('/api/billing/held-bills/groups', { billMonth: asked.rule ? '' : asked.billMonth }),
    { keep: true },
  )
  useLiveReload(['bill.issued'], groups.reload)
  const isOpen = asked.billMonth && asked.rule && asked.cause
  const back = { to: withQuery('/office/held', { billMonth: asked.billMonth }), text: say('held.back') }
  return (
    <Page
      title={say('held.title')}
      lead={say('held.lead')}
      refreshing={groups.refreshing}
      actions={<Link to="/office/check-rules">{say('held.rules')} ›</Link>}
      {...(isOpen ? { back } : {})}
    >
      {isOpen ? (
        <HeldList
          key={withQuery('', asked)}
          asked={asked as Pick<HeldGroup, 'billMonth' | 'rule' | 'cause'>}
          groups={groups}
        />
      ) : (
        <GroupTable
          groups={groups}
          billMonth={asked.billMonth}
          choose={(billMonth) => choose({ billMonth, rule: null, cause: null })}
        />
      )}
    </Page>
  )
}

type TableProps = { groups: Resource<Groups>; billMonth: string; choose: (billMonth: string) => void }

function GroupTable({ groups, billMonth, choose }: TableProps) {
  const say = useWords(officeWords)
  const name = useWords(billingWords)
  const columns: TableColumnsType<HeldGroup> = [
    {
      title: say('col.rule'),
      render: (_, group) => (
        <>
          <Link to={groupPath(group)}>
            <b>{say(`rule.${group.rule}`)}</b>
          </Link>
          <div className={css.note}>{say(`cause.${group.cause}`)}</div>
        </>
      ),
    },
    { title: say('col.month'), width: 110, dataIndex: 'billMonth' },
    { title: say('col.bills'), width: 90, align: 'right', render: (_, { bills }) => quantity(bills) },
    { title: say('col.energy'), width: 140, align: 'right', render: (_, { energyKwh }) => quantity(energyKwh) },
    { title: say('col.total'), width: 150, align: 'right', render: (_, { totalYuan }) => yuan(totalYuan) },
    { title: '', width: 90, render: (_, group) => <Link to={groupPath(group)}>{say('held.open')} ›</Link> },
  ]
  return (
    <Panel flush label={say('held.title')}>
      <div className={css.bar}>
        <Input
          type="month"
          style={{ width: 160 }}
          aria-label={name('runs.month')}
          value={billMonth}
          onChange={(event) => choose(event.target.value)}
        />
      </div>
      <Shown
        of={groups}
        rows={6}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={say('held.none')} next={say('held.none.next')} />}
      >
        {({ items }) => (
          <DataTable
            rowKey={({ billMonth: month, rule, cause }) => `${month}:${rule}:${cause}`}
            columns={columns}
            items={items}
            width={760}
            pageSize={50}
            head={0}
          />
        )}
      </Shown>
    </Panel>
  )
}

function groupPath({ billMonth, rule, cause }: HeldGroup): string {
  return withQuery('/office/held', { billMonth, rule, cause })
}
