import { Button, Input, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { accountNumber, addDays, civilDay, quantity, yuan } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { type ImportAnswer, type MarketMonth, marketStates } from '../../market/contract.ts'
import css from '../office.module.css'
import { ImportSheets } from './import-sheets.tsx'
import { SheetDrawer } from './sheet-drawer.tsx'
import { marketWords } from './words.ts'

type Item = MarketMonth['items'][number]
const itemsOf = (page: MarketMonth) => page.items
const tones: Record<Item['state'], Tone> = { missing: 'warn', waiting: 'calm', matched: 'good', differing: 'bad' }

/** 零售市场结算单: who is in the market in a month, whose sheet is there and whether it agrees with the meters. */
export default function MarketSheets() {
  const say = useWords(marketWords)
  const mayImport = useUser().roles.includes('billing')
  const [chosen, choose] = useChoices(['month', 'state', 'sheet'])
  const [answer, setAnswer] = useState<ImportAnswer>()
  const month = chosen.month || latestMonth()
  const pages = usePages<MarketMonth, Item>(
    withQuery(`/api/billing/market-months/${month}`, { state: chosen.state }),
    itemsOf,
  )
  useLiveReload(['bill.issued', 'bill.corrected'], pages.first.reload)
  const done = (made: ImportAnswer) => {
    setAnswer(made)
    choose({ month: made.month, state: null })
    pages.first.reload()
  }
  const counts = pages.first.data?.counts
  const all = counts && Object.values(counts).reduce((sum, count) => sum + count, 0)
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={pages.first.refreshing}>
      <div className={css.stack}>
        {mayImport && (
          <Panel title={say('import.title')}>
            <ImportSheets answer={answer} done={done} />
          </Panel>
        )}
        <Panel flush label={say('title')}>
          <div className={css.filters}>
            <MonthBox key={month} month={month} choose={(next) => choose({ month: next, sheet: null })} />
            <Segmented
              value={chosen.state || 'any'}
              onChange={(value) => choose({ state: value === 'any' ? null : value })}
              options={[
                { value: 'any', label: `${say('any')} ${all ?? ''}` },
                ...marketStates.map((value) => ({ value, label: `${say(`state.${value}`)} ${counts?.[value] ?? ''}` })),
              ]}
            />
          </div>
          <PagedTable
            of={pages}
            rowKey="accountNo"
            columns={useColumns((id) => choose({ sheet: id }))}
            width={1080}
            rows={6}
            head={0}
            empty={<Empty title={say(chosen.state ? 'none.state' : 'none')} next={say('none.next')} />}
          />
        </Panel>
      </div>
      <SheetDrawer id={chosen.sheet} show={(id) => choose({ sheet: id })} />
    </Page>
  )
}

function latestMonth(): string {
  const today = civilDay(new Date())
  return addDays(`${today.slice(0, 7)}-01`, -1).slice(0, 7)
}

function MonthBox({ month, choose }: { month: string; choose: (month: string) => void }) {
  const say = useWords(marketWords)
  const [text, setText] = useState(month)
  const isMonth = /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
  return (
    <Input
      aria-label={say('month')}
      style={{ width: 130 }}
      value={text}
      maxLength={7}
      status={isMonth ? '' : 'error'}
      title={isMonth ? undefined : say('month.bad')}
      onChange={({ target: { value } }) => {
        setText(value)
        if (/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) choose(value)
      }}
    />
  )
}

function useColumns(open: (id: string) => void): TableColumnsType<Item> {
  const say = useWords(marketWords)
  return [
    {
      title: say('col.account'),
      width: 200,
      render: (_, item) => (
        <>
          <Link to={withQuery('/office/ledger', { account: item.accountNo })}>{accountNumber(item.accountNo)}</Link>
          <div className={css.note}>{item.customerName}</div>
        </>
      ),
    },
    { title: '', width: 100, render: (_, { state }) => <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill> },
    {
      title: say('col.retailer'),
      render: (_, { retailer, from, to }) => (
        <>
          {retailer}
          <div className={css.note}>
            {say('since', { from })} {to && say('until', { to })}
          </div>
        </>
      ),
    },
    {
      title: say('col.sheet'),
      render: (_, { sheet }) =>
        sheet ? (
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(String(sheet.id))}>
            {sheet.sheetNo}
          </Button>
        ) : (
          '—'
        ),
    },
    { title: say('col.energy'), align: 'right', width: 120, render: (_, { sheet }) => kwhOf(sheet?.energyKwh) },
    {
      title: say('col.metered'),
      align: 'right',
      width: 120,
      render: (_, { difference }) => kwhOf(difference?.meteredKwh),
    },
    {
      title: say('col.difference'),
      align: 'right',
      width: 140,
      render: (_, { difference }) =>
        difference && (
          <>
            {quantity(difference.differenceKwh)}
            <div className={css.note}>{say('allowed', { value: quantity(difference.toleranceKwh) })}</div>
          </>
        ),
    },
    { title: say('col.amount'), align: 'right', width: 130, render: (_, { sheet }) => yuan(sheet?.totalYuan) },
    {
      title: say('col.bill'),
      width: 90,
      render: (_, { bill }) => bill && <Link to={`/office/bills/${bill.id}`}>{say(`bill.${bill.state}`)}</Link>,
    },
  ]
}

function kwhOf(value: number | undefined): string {
  return value === undefined ? '—' : `${quantity(value)} kWh`
}
