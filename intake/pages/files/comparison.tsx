import { accountNumber } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Comparison } from '../../comparison/contract.ts'
import type { ApplicationDetail } from '../../contract.ts'
import { usePriceNames } from '../price-names.ts'
import css from './comparison.module.css'
import { comparisonWords } from './comparison-words.ts'

type Row = Comparison['rows'][number]
type Shows = { path: string; application: ApplicationDetail }

function useComparison({ path, application }: Shows) {
  return useResource<Comparison>(`${path}/comparison?version=${application.version}`, { keep: true })
}

const units: Partial<Record<Row['field'], string>> = {
  contractCapacityKva: ' kVA',
  runningCapacityKva: ' kVA',
  contractDemandKw: ' kW',
}

function useTelling(rows: Row[] = []) {
  const say = useWords(comparisonWords)
  const prices = usePriceNames(rows.some(({ field }) => field === 'priceCode'))
  return {
    value: (field: Row['field'], value: string | null) => {
      if (value === null) return say('none')
      if (field === 'priceCode') return prices.get(value) ?? value
      const word = say.code(`value.${field}`, value)
      return word === value ? `${value}${units[field] ?? ''}` : word
    },
    thing: ({ thing, name, accountNo }: Row) => {
      if (thing === 'account') return accountNo ? accountNumber(accountNo) : say('new')
      return name ?? say(`thing.${thing}`)
    },
  }
}

/** A compound changes thousands of fields: its list of accounts tells them better. */
const MOST_SHOWN = 300

/** What the archive changes of the customer file, field by field, for the office. */
export function FileComparison(props: Shows) {
  const say = useWords(comparisonWords)
  const comparison = useComparison(props)
  const tell = useTelling(comparison.data?.rows)
  return (
    <Panel title={say('title')}>
      <Shown of={comparison} rows={3}>
        {({ state, rows }) => (
          <>
            <p className={css.note}>
              {say(state === 'done' && rows.length === 0 ? 'state.unknown' : `state.${state}`)}
            </p>
            {rows.length > 0 && (
              <div className={css.scroll}>
                <table className={css.table}>
                  <thead>
                    <tr>
                      {(['of', 'field', 'before', 'after', 'from'] as const).map((column) => (
                        <th key={column}>{say(`col.${column}`)}</th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.slice(0, MOST_SHOWN).map((row, position) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: new accounts are alike until they have numbers.
                      <tr key={position}>
                        <td>{tell.thing(row)}</td>
                        <td>{say(`field.${row.field}`)}</td>
                        <td className={css.before}>{tell.value(row.field, row.before)}</td>
                        <td className={css.after}>{tell.value(row.field, row.after)}</td>
                        <td className={css.day}>{row.from}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {rows.length > MOST_SHOWN && <p className={css.note}>{say('more', { count: rows.length - MOST_SHOWN })}</p>}
          </>
        )}
      </Shown>
    </Panel>
  )
}

/** The same for the customer, in whole sentences; what only the office's own records know is left out. */
export function WhatChanges(props: Shows) {
  const say = useWords(comparisonWords)
  const comparison = useComparison(props)
  const tell = useTelling(comparison.data?.rows)
  const shown = comparison.data
  if (!shown || shown.rows.length === 0 || shown.rows.length > MOST_SHOWN) return null
  const office: Row['field'][] = ['district', 'mode']
  const sentence = (row: Row) => {
    const [before, after] = [tell.value(row.field, row.before), tell.value(row.field, row.after)]
    const what =
      row.thing === 'source'
        ? `${say.code('source', row.name ?? '')} ${say(`field.${row.field}`)}`
        : row.thing === 'transformer'
          ? `${row.name ?? ''} ${say('field.transformerState')}`
          : say(`field.${row.field}`)
    if (row.before === null) return say('plain.set', { what, after })
    return row.after === null ? say('plain.ended', { what, before }) : say('plain.changed', { what, before, after })
  }
  const days = Map.groupBy(
    shown.rows.filter(({ field }) => !office.includes(field)),
    ({ from }) => from,
  )
  return (
    <Panel title={say(shown.state === 'done' ? 'plain.done' : 'plain.title')}>
      {[...days].map(([day, rows]) => (
        <div key={day}>
          <p className={css.note}>{say('plain.from', { day })}</p>
          <ul className={css.plain}>
            {rows.map((row, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: new accounts are alike until they have numbers.
              <li key={position}>{sentence(row)}</li>
            ))}
          </ul>
        </div>
      ))}
    </Panel>
  )
}
