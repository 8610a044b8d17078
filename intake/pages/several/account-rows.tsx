import { Button, Progress } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { accountNumber, quantity } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { AccountRows } from '../../account-rows/contract.ts'
import type { ApplicationDetail } from '../../contract.ts'
import css from '../case.module.css'
import table from '../files/comparison.module.css'
import { SheetImport } from './sheet-import.tsx'
import { severalWords } from './words.ts'

type Shows = { path: string; application: ApplicationDetail; reload: () => void }
const PAGE = 50

/** Accounts that an application opens, a page at a time, with how far their meters are. */
export function AccountRowsPanel({ path, application, reload }: Shows) {
  const say = useWords(severalWords)
  const [after, setAfter] = useState(0)
  const isSeveral = application.kind === 'split' || application.kind === 'residential-compound'
  const rows = useResource<AccountRows>(
    isSeveral ? withQuery(`${path}/accounts`, { after, limit: PAGE, version: application.version }) : null,
    { keep: true },
  )
  if (!isSeveral) return null
  return (
    <Panel title={say('list.title')}>
      <Shown of={rows} rows={4}>
        {({ counts, items, nextAfter, mayImport }) => (
          <>
            {mayImport.map((sheet) => (
              <SheetImport
                applicationId={application.id}
                key={sheet}
                path={path}
                sheet={sheet}
                version={application.version}
                done={reload}
              />
            ))}
            <Counts counts={counts} />
            {items.length > 0 && <Rows items={items} />}
            {(nextAfter !== null || after > 0) && (
              <p>
                {after > 0 && <Button onClick={() => setAfter(0)}>{say('list.first')}</Button>}{' '}
                {nextAfter !== null && (
                  <Button onClick={() => setAfter(nextAfter)}>
                    {say('list.more', { count: Math.min(PAGE, counts.rows - nextAfter) })}
                  </Button>
                )}
              </p>
            )}
          </>
        )}
      </Shown>
    </Panel>
  )
}

function Counts({ counts }: Pick<AccountRows, 'counts'>) {
  const say = useWords(severalWords)
  const { rows, metered, opened, capacityKva } = counts
  if (rows === 0) return <p className={css.note}>{say('list.none')}</p>
  return (
    <>
      <p>{say('list.counts', { rows, metered, opened, capacity: quantity(capacityKva) })}</p>
      {opened === 0 && (
        <Progress aria-label={say('list.progress')} percent={Math.floor((metered * 100) / rows)} size="small" />
      )}
    </>
  )
}

function Rows({ items }: Pick<AccountRows, 'items'>) {
  const say = useWords(severalWords)
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${table.cards}`}>
        <thead>
          <tr>
            <th>#</th>
            {(['place', 'customer', 'class', 'capacity', 'meter', 'account'] as const).map((column) => (
              <th key={column}>{say(`list.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={row.position}>
              <td>{row.position}</td>
              <td data-label={say('list.place')}>{row.place}</td>
              <td data-label={say('list.customer')}>
                <span>
                  {row.customerName ?? say('list.applicant')}{' '}
                  <span className={css.note}>{row.identityNumberMasked}</span>
                </span>
              </td>
              <td data-label={say('list.class')}>{say(`class.${row.class}`)}</td>
              <td data-label={say('list.capacity')}>{quantity(row.capacityKva)}</td>
              <td data-label={say('list.meter')}>{row.meterAssetNo ?? '—'}</td>
              <td data-label={say('list.account')}>{row.accountNo ? accountNumber(row.accountNo) : '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
