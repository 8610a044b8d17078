import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Page, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AccountLedger } from '../office/contract.ts'
import { AccountBox } from './account-box.tsx'
import { chargeWords } from './charges/words.ts'
import css from './clerk.module.css'
import { Holds, LedgerHead } from './ledger-parts.tsx'
import { ledgerWords } from './ledger-words.ts'

type Document = AccountLedger['documents'][number]
type Entry = AccountLedger['entries'][number]

/** 户电费: an account's documents and ledger as the clerk needs them. */
export default function AccountLedgerPage() {
  const say = useWords(ledgerWords)
  const [asked] = useChoices(['account'])
  const ledger = useResource<AccountLedger>(asked.account ? `/api/billing/accounts/${asked.account}/ledger` : null)
  useLiveReload(
    ['bill.issued', 'bill.corrected', 'charge.issued', 'charge.reversed', 'payment.recorded', 'usage.corrected'],
    ledger.reload,
  )
  return (
    <Page title={say('title')} lead={say('lead')}>
      <div className={css.stack}>
        <Panel label={say('title')}>
          <AccountBox key={asked.account} />
        </Panel>
        {asked.account ? (
          <Shown of={ledger} rows={8}>
            {(shown) => (
              <>
                <LedgerHead ledger={shown} correct />
                <Holds ledger={shown} />
                <Documents documents={shown.documents} />
                <Entries entries={shown.entries} />
              </>
            )}
          </Shown>
        ) : (
          <Empty title={say('start')} />
        )}
      </div>
    </Page>
  )
}

type Standing = 'standing' | 'corrected' | 'reversal' | 'held' | 'discarded'
const tones: Record<Standing, Tone> = {
  standing: 'good',
  corrected: 'calm',
  reversal: 'calm',
  held: 'warn',
  discarded: 'bad',
}

function standingOf({ state, standing, document }: Document): Standing {
  if (state !== 'issued') return state
  if (standing) return 'standing'
  return document === 'reversal' ? 'reversal' : 'corrected'
}

function Documents({ documents }: { documents: Document[] }) {
  const say = useWords(ledgerWords)
  const columns: TableColumnsType<Document> = [
    {
      title: say('col.document'),
      width: 250,
      render: (_, row) => (
        <>
          <Link to={`/office/bills/${row.id}`}>
            {row.billMonth} {say(`document.${row.document}`)}
          </Link>
          <div className={css.note}>{row.billNo}</div>
        </>
      ),
    },
    {
      title: say('col.state'),
      width: 110,
      render: (_, row) => <Pill tone={tones[standingOf(row)]}>{say(`state.${standingOf(row)}`)}</Pill>,
    },
    {
      title: say('col.energy'),
      width: 120,
      align: 'right',
      render: (_, row) => <Struck row={row}>{quantity(row.energyKwh)}</Struck>,
    },
    {
      title: say('col.total'),
      width: 130,
      align: 'right',
      render: (_, row) => <Struck row={row}>{yuan(row.totalYuan)}</Struck>,
    },
    {
      title: say('col.corrects'),
      render: (_, { correctsBillNo, reason }) =>
        correctsBillNo === null ? (
          '—'
        ) : (
          <>
            {correctsBillNo}
            <div className={css.note}>{reason}</div>
          </>
        ),
    },
    { title: say('col.at'), width: 150, render: (_, { ratedAt }) => instant(ratedAt) },
  ]
  return (
    <Panel flush title={say('documents')}>
      {documents.length === 0 ? (
        <Empty title={say('documents.none')} />
      ) : (
        <DataTable rowKey="id" columns={columns} items={documents} width={900} pageSize={12} head={0} />
      )}
    </Panel>
  )
}

/** What no longer counts is still there to be read, but not to be added up. */
function Struck({ row, children }: { row: Document; children: string }) {
  const standing = standingOf(row)
  return <span className={standing === 'corrected' || standing === 'discarded' ? css.cut : ''}>{children}</span>
}

function EntryRef({ at, children }: { at: string | 0 | null; children: string }) {
  return at ? <Link to={at}>{children}</Link> : children
}

const isPaid = (kind: Entry['kind']) => kind === 'payment' || kind === 'opening-credit'

function Entries({ entries }: { entries: Entry[] }) {
  const say = useWords(ledgerWords)
  const name = useWords(chargeWords)
  const columns: TableColumnsType<Entry> = [
    { title: say('col.at'), width: 150, render: (_, { at }) => instant(at) },
    {
      title: say('col.entry'),
      render: (_, { kind, billMonth, billId, chargeId, chargeKind, ref, reason, dueOn, openingNo }) => (
        <>
          {say(`entry.${kind}`, { month: billMonth ?? '', charge: chargeKind ? name(`kind.${chargeKind}`) : '' })}
          <div className={css.note}>
            <EntryRef at={billId === null ? chargeId && `/office/charges/${chargeId}` : `/office/bills/${billId}`}>
              {ref}
            </EntryRef>
          </div>
          <div className={css.note}>
            {[openingNo && say('entry.openingNo', { no: openingNo }), dueOn && say('entry.due', { day: dueOn }), reason]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </>
      ),
    },
    {
      title: say('col.charge'),
      width: 130,
      align: 'right',
      render: (_, { kind, amountYuan }) => (isPaid(kind) ? '' : yuan(amountYuan)),
    },
    {
      title: say('col.payment'),
      width: 130,
      align: 'right',
      render: (_, { kind, amountYuan }) => (isPaid(kind) ? yuan(amountYuan) : ''),
    },
    { title: say('col.balance'), width: 130, align: 'right', render: (_, { balanceYuan }) => yuan(balanceYuan) },
  ]
  return (
    <Panel flush title={say('entries')}>
      {entries.length === 0 ? (
        <Empty title={say('entries.none')} />
      ) : (
        <DataTable
          rowKey={({ kind, ref }) => `${kind}:${ref}`}
          columns={columns}
          items={entries}
          width={760}
          pageSize={12}
          head={1}
        />
      )}
    </Panel>
  )
}
