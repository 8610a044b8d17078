import { Button, Input, Segmented, Select, type TableColumnsType } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { accountNumber, instant, yuan } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeSummary, chargeList } from '../../charges/contract.ts'
import { ChargePill } from './charge-pill.tsx'
import css from './charges.module.css'
import { basisFields } from './kinds.ts'
import { chargeWords } from './words.ts'

type List = z.infer<typeof chargeList>
const itemsOf = (page: List) => page.items
const kindsToFilter = Object.keys(basisFields) as ChargeSummary['kind'][]
const states = ['draft', 'issued', 'reversed', 'discarded'] as const

/** 追补单: what waits to be issued, what was issued, and what was taken back. */
export default function Charges() {
  const say = useWords(chargeWords)
  const navigate = useNavigate()
  const mayDraft = hasRole(useUser(), ['billing', 'inspector'])
  const [asked, choose] = useChoices(['which', 'kind', 'account'])
  const which = states.find((state) => state === asked.which) ?? 'draft'
  const accountNo = /^\d{13}$/.test(asked.account) ? asked.account : ''
  const pages = usePages<List, ChargeSummary>(
    withQuery('/api/billing/charges', { which, kind: asked.kind, accountNo }),
    itemsOf,
  )
  useLiveReload(['charge.issued', 'charge.reversed'], pages.first.reload)
  const columns = useColumns()
  const isFiltered = which !== 'draft' || asked.kind !== '' || accountNo !== ''
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={pages.first.refreshing}
      actions={
        mayDraft && (
          <Button type="primary" onClick={() => navigate(withQuery('/office/charges/new', { account: accountNo }))}>
            {say('draft.new')}
          </Button>
        )
      }
    >
      <Panel flush label={say('title')}>
        <Filters which={which} asked={asked} choose={choose} />
        <PagedTable
          of={pages}
          rowKey="id"
          columns={columns}
          width={900}
          head={0}
          rows={6}
          empty={
            <Empty
              title={say(isFiltered ? 'none' : 'none.draft')}
              next={say(isFiltered ? 'none.next' : 'none.draft.next')}
            />
          }
        />
      </Panel>
    </Page>
  )
}

type Asked = { which: string; kind: string; account: string }
type FilterProps = { which: (typeof states)[number]; asked: Asked; choose: (change: Partial<Asked>) => void }

function Filters({ which, asked, choose }: FilterProps) {
  const say = useWords(chargeWords)
  return (
    <div className={css.bar}>
      <Segmented
        value={which}
        options={states.map((value) => ({ value, label: say(`which.${value}`) }))}
        onChange={(value) => choose({ which: value })}
      />
      <Select
        style={{ width: 170 }}
        aria-label={say('kind')}
        value={asked.kind}
        options={[
          { value: '', label: say('kind.all') },
          ...kindsToFilter.map((value) => ({ value, label: say(`kind.${value}`) })),
        ]}
        onChange={(value) => choose({ kind: value })}
      />
      <Input.Search
        key={asked.account}
        style={{ width: 220 }}
        allowClear
        placeholder={say('account')}
        aria-label={say('account')}
        defaultValue={asked.account}
        onSearch={(text) => choose({ account: text.replaceAll(/\s/g, '') })}
      />
    </div>
  )
}

function useColumns(): TableColumnsType<ChargeSummary> {
  const say = useWords(chargeWords)
  const mayRead = hasRole(useUser(), ['billing', 'manager', 'auditor', 'accountant'])
  return [
    {
      title: say('col.charge'),
      width: 210,
      render: (_, { id, kind, chargeNo }) => (
        <>
          <Link to={`/office/charges/${id}`}>
            <b>{say(`kind.${kind}`)}</b>
          </Link>
          <div className={css.note}>{chargeNo}</div>
        </>
      ),
    },
    {
      title: say('col.account'),
      width: 180,
      render: (_, { accountNo, customerName }) => (
        <>
          {mayRead ? (
            <Link to={withQuery('/office/ledger', { account: accountNo })}>{accountNumber(accountNo)}</Link>
          ) : (
            accountNumber(accountNo)
          )}
          <div className={css.note}>{customerName}</div>
        </>
      ),
    },
    { title: say('col.status'), width: 100, render: (_, { status }) => <ChargePill status={status} /> },
    {
      title: say('col.amount'),
      width: 130,
      align: 'right',
      render: (_, { totalYuan }) => <span className={css.amount}>{yuan(totalYuan)}</span>,
    },
    { title: say('col.reason'), render: (_, { reason }) => <span className={css.reason}>{reason}</span> },
    {
      title: say('col.drafted'),
      width: 160,
      render: (_, { draftedAt, draftedBy }) => (
        <>
          {instant(draftedAt)}
          <div className={css.note}>{draftedBy}</div>
        </>
      ),
    },
  ]
}
