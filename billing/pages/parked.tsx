import { App, Button, Input, Select, Space, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { accountNumber, instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty, useExplanation } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import { parkedItem, type parkedList, type rerunAnswer } from '../contract.ts'
import type { parkedGroups } from '../office/contract.ts'
import type { MissingFact } from '../rules/run/missing-facts.ts'
import { EnterDemand } from './enter-demand.tsx'
import { EnterStandard } from './enter-standard.tsx'
import css from './office.module.css'
import { officeWords } from './office-words.ts'
import { ParkedGroups } from './parked-groups.tsx'
import { parkedWords } from './parked-words.ts'
import { billingWords } from './words.ts'

type List = z.infer<typeof parkedList>
type Item = z.infer<typeof parkedItem>
const reasons = parkedItem.shape.reason.options
const itemsOf = (page: List) => page.items

export default function Parked() {
  const say = useWords(billingWords)
  const word = useWords(parkedWords)
  const [query, setQuery] = useSearchParams()
  const asked = { billMonth: query.get('billMonth'), reason: query.get('reason') }
  const pages = usePages<List, Item>(withQuery('/api/billing/parked', asked), itemsOf)
  const groups = useResource<z.infer<typeof parkedGroups>>(
    withQuery('/api/billing/parked/groups', { billMonth: asked.billMonth }),
    { keep: true },
  )
  const reload = () => {
    pages.first.reload()
    groups.reload()
  }
  useLiveReload(['bill.issued'], reload)
  const columns = useColumns(reload)
  // Nothing under a filter does not mean that nothing is parked.
  const isFiltered = Boolean(asked.billMonth || asked.reason)
  const choose = (next: Partial<Record<'billMonth' | 'reason', string | null>>) =>
    setQuery(withQuery('', { ...asked, ...next }), { replace: true })
  return (
    <Page title={say('parked.title')} lead={say('parked.lead')} refreshing={pages.first.refreshing}>
      <div className={css.stack}>
        {groups.data && groups.data.items.length > 0 && (
          <Panel title={word('groups')} flush>
            <ParkedGroups
              groups={groups.data.items}
              chosen={{ billMonth: asked.billMonth ?? '', reason: asked.reason ?? '' }}
              done={reload}
            />
          </Panel>
        )}
        <Panel flush label={say('parked.title')}>
          <div className={css.filters}>
            <Input
              type="month"
              style={{ width: 160 }}
              aria-label={say('runs.month')}
              value={asked.billMonth ?? ''}
              onChange={(event) => choose({ billMonth: event.target.value })}
            />
            <Select
              allowClear
              style={{ minWidth: 180 }}
              aria-label={say('col.reason')}
              placeholder={say('parked.anyReason')}
              value={asked.reason}
              onChange={(reason) => choose({ reason })}
              options={reasons.map((value) => ({ value, label: say(`reason.${value}`) }))}
            />
          </div>
          <PagedTable
            of={pages}
            rowKey="id"
            columns={columns}
            width={1000}
            rows={6}
            empty={
              <Empty title={say('parked.none')} next={say(isFiltered ? 'parked.none.filtered' : 'parked.none.next')} />
            }
          />
        </Panel>
      </div>
    </Page>
  )
}

function useColumns(reload: () => void): TableColumnsType<Item> {
  const say = useWords(billingWords)
  const word = useWords(parkedWords)
  const tell = useWords(officeWords)
  const [language] = useLanguage()
  const mayRun = useUser().roles.includes('billing')
  return [
    {
      title: say('bill.account'),
      width: 190,
      render: (_, item) => (
        <>
          <Link to={withQuery('/office/ledger', { account: item.accountNo })}>{accountNumber(item.accountNo)}</Link>
          <div className={css.note}>{item.customerName}</div>
        </>
      ),
    },
    { title: say('col.month'), width: 100, dataIndex: 'billMonth' },
    {
      title: say('col.reason'),
      render: (_, item) => (
        <>
          <Pill tone={item.reason === 'FAULT' ? 'bad' : 'warn'}>{say(`reason.${item.reason}`)}</Pill>
          <div>{item.message[language]}</div>
          {item.review && <div className={css.note}>{say('parked.review', item.review)}</div>}
          <Detail item={item} />
        </>
      ),
    },
    { title: word('stage'), width: 90, render: (_, item) => tell(`stage.${item.stage}`) },
    { title: say('col.owner'), width: 130, render: (_, item) => say.code('owner', item.owner) },
    { title: say('col.attempts'), width: 90, align: 'right', dataIndex: 'attempts' },
    { title: say('col.parkedAt'), width: 150, render: (_, item) => instant(item.parkedAt) },
    { title: '', width: 110, render: (_, item) => mayRun && <Acts item={item} done={reload} /> },
  ]
}

/** What the clerk has to know beyond the reason: the fact that is missing, the note of who sent it back, the fault. */
function Detail({ item: { reason, detail } }: { item: Item }) {
  const word = useWords(parkedWords)
  const told = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const [fact, note, fault] = [told(detail.fact), told(detail.note), told(detail.fault)]
  if (fact && !Array.isArray(detail.missing))
    return <div className={css.note}>{word('missing', { fact: word.code('fact', fact) })}</div>
  const months = told(detail.months)
  if (reason === 'MARKET_SHEET_MISSING' && months) {
    return <div className={css.note}>{word('sheets', { months, retailer: told(detail.retailer) ?? '—' })}</div>
  }
  if (reason === 'SENT_BACK' && note) return <div className={css.note}>{word('sentBack', { note })}</div>
  return fault ? <div className={css.note}>{word('fault', { fault })}</div> : null
}

function missingOf({ detail }: Item): MissingFact[] {
  return Array.isArray(detail.missing) ? detail.missing : []
}

function Acts({ item, done }: { item: Item; done: () => void }) {
  return (
    <Space wrap size={6}>
      {item.reason === 'DEMAND_MISSING' && <EnterDemand item={item} done={done} />}
      {missingOf(item).some(({ fact }) => fact === 'powerFactorStandard') && <EnterStandard item={item} done={done} />}
      <Rerun item={item} done={done} />
    </Space>
  )
}

function Rerun({ item, done }: { item: Item; done: () => void }) {
  const say = useWords(billingWords)
  const explain = useExplanation()
  const { message } = App.useApp()
  const rerun = useSubmit((id: number, key) =>
    write<z.infer<typeof rerunAnswer>>('POST', `/api/billing/parked/${id}/reruns`, undefined, key),
  )
  const again = async () => {
    const made = await rerun.submit(item.id)
    if (!made) return
    const { outcome } = made.value
    message[outcome === 'parked' || outcome === 'held' ? 'warning' : 'success'](
      say(`parked.outcome.${outcome}`, { no: accountNumber(item.accountNo) }),
    )
    done()
  }
  return (
    <>
      <Button size="small" loading={rerun.busy} onClick={again}>
        {say('parked.rerun')}
      </Button>
      {rerun.error && <div className={css.note}>{explain(rerun.error)}</div>}
    </>
  )
}
