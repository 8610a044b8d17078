import { Alert, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { quantity, yuan } from '../../app/web/kit/format.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { CorrectedMonth, Correction } from '../corrections/contract.ts'
import type { AccountLedger } from '../office/contract.ts'
import { billWords } from './bill/words.ts'
import css from './clerk.module.css'
import { correctionWords } from './correction-words.ts'

type Line = CorrectedMonth['lines'][number]

/** `应补 ¥12.30`: a difference says which way it goes. */
export function useDifference(): (differenceYuan: string) => string {
  const say = useWords(correctionWords)
  return (differenceYuan) => {
    const difference = Number(differenceYuan)
    if (difference === 0) return say('one.even')
    return say(difference > 0 ? 'one.charge' : 'one.return', { amount: yuan(Math.abs(difference)) })
  }
}

/** Before → after → difference, month by month and line by line. */
export function Compared({ correction: { months, differenceYuan } }: { correction: Correction }) {
  const say = useWords(correctionWords)
  const [language] = useLanguage()
  const differenceOf = useDifference()
  const columns = useMonthColumns()
  return (
    <>
      <Panel flush title={differenceOf(differenceYuan)} extra={say('one.months', { count: months.length })}>
        <DataTable rowKey="billMonth" columns={columns} items={months} width={760} head={0} />
      </Panel>
      {months.map((month) => (
        <Panel key={month.billMonth} flush title={say('one.lines', { month: month.billMonth })}>
          <p style={{ padding: '0 16px 8px' }}>{month.words[language]}</p>
          {month.warning && (
            <Alert type="warning" showIcon title={month.warning[language]} style={{ margin: '0 16px 12px' }} />
          )}
          <Lines lines={month.lines} />
        </Panel>
      ))}
    </>
  )
}

function useMonthColumns(): TableColumnsType<CorrectedMonth> {
  const say = useWords(correctionWords)
  const side = (title: string, which: 'before' | 'after') => ({
    title,
    align: 'right' as const,
    render: (_: unknown, month: CorrectedMonth) => (
      <>
        {yuan(month[which].totalYuan)}
        <div className={css.note}>{quantity(month[which].energyKwh)} kWh</div>
      </>
    ),
  })
  return [
    {
      title: say('col.month'),
      width: 200,
      render: (_, { billMonth, billId, billNo }) => (
        <>
          <b>{billMonth}</b>
          <div className={css.note}>
            <Link to={`/office/bills/${billId}`}>{billNo}</Link>
          </div>
        </>
      ),
    },
    side(say('one.before'), 'before'),
    side(say('one.after'), 'after'),
    { title: say('one.difference'), align: 'right', render: (_, month) => <Difference yuan={month.differenceYuan} /> },
  ]
}

function Lines({ lines }: { lines: Line[] }) {
  const say = useWords(correctionWords)
  const name = useWords(billWords)
  const [language] = useLanguage()
  const side = (title: string, which: 'before' | 'after') => ({
    title,
    align: 'right' as const,
    render: (_: unknown, line: Line) => {
      const shown = line[which]
      if (!shown) return '—'
      return (
        <>
          {yuan(shown.amountYuan)}
          <div className={css.note}>
            {quantity(shown.quantity, 4)} {name.code('unit', line.unit)}
          </div>
        </>
      )
    },
  })
  const columns: TableColumnsType<Line> = [
    {
      title: say('one.line'),
      render: (_, { title, price, segment }) => (
        <>
          {title[language]}
          <div className={css.note}>
            {say('one.price', { price })}
            {segment !== null && segment > 1 && ` · ${say('one.part', { n: segment })}`}
          </div>
        </>
      ),
    },
    side(say('one.before'), 'before'),
    side(say('one.after'), 'after'),
    { title: say('one.difference'), align: 'right', render: (_, line) => <Difference yuan={line.differenceYuan} /> },
  ]
  return (
    <DataTable
      rowKey={({ item, segment, price }) => `${item}:${segment}:${price}`}
      columns={columns}
      items={lines}
      width={640}
      head={0}
    />
  )
}

function Difference({ yuan: differenceYuan }: { yuan: string }) {
  const difference = Number(differenceYuan)
  const sign = difference > 0 ? '+' : ''
  return (
    <b className={difference > 0 ? css.more : difference < 0 ? css.less : ''}>{`${sign}${yuan(differenceYuan)}`}</b>
  )
}

/** What came of it, with the documents that belong together. */
export function Issued({ correction, documents }: { correction: Correction; documents: AccountLedger['documents'] }) {
  const say = useWords(correctionWords)
  const differenceOf = useDifference()
  const numberOf = (id: number, otherwise: string) => documents.find((each) => each.id === id)?.billNo ?? otherwise
  return (
    <Alert
      type="success"
      showIcon
      title={say('one.done', { difference: differenceOf(correction.differenceYuan) })}
      description={
        <>
          <p>{say('one.done.text')}</p>
          {correction.months.map(({ billMonth, billId, billNo, reversalId, reissueId }) => (
            <div key={billMonth}>
              <b>{billMonth}</b> {say('one.old')} <Link to={`/office/bills/${billId}`}>{billNo}</Link> ·{' '}
              {say('one.reversed')}{' '}
              <Link to={`/office/bills/${reversalId}`}>{numberOf(reversalId, String(reversalId))}</Link> ·{' '}
              {say('one.reissued')}{' '}
              <Link to={`/office/bills/${reissueId}`}>{numberOf(reissueId, String(reissueId))}</Link>
            </div>
          ))}
        </>
      }
    />
  )
}
