import { Alert, Drawer, type TableColumnsType } from 'antd'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, addDays, quantity, yuan } from '../../../app/web/kit/format.ts'
import { Facts, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { StatementDetail, StatementSummary } from '../../feed-in/contract.ts'
import css from '../office.module.css'
import { feedInWords } from './words.ts'

/** A feed-in statement: what was fed in by which registers, at what price, and whether it is paid out. */
export function StatementDrawer({ id, show }: { id: string; show: (id: string | null) => void }) {
  const say = useWords(feedInWords)
  const statement = useResource<StatementDetail>(id === '' ? null : `/api/billing/feed-in/statements/${id}`)
  return (
    <Drawer
      open={id !== ''}
      size={680}
      title={statement.data ? say('statement.title', { month: statement.data.month }) : say('col.statement')}
      onClose={() => show(null)}
    >
      <Shown of={statement} rows={8}>
        {(data) => <Statement statement={data} show={show} />}
      </Shown>
    </Drawer>
  )
}

function Statement({ statement, show }: { statement: StatementDetail; show: (id: string) => void }) {
  const say = useWords(feedInWords)
  const [lineColumns, registerColumns] = [useLineColumns(), useRegisterColumns()]
  const generated = statement.generatedKwh === null ? '—' : `${quantity(statement.generatedKwh)} kWh`
  return (
    <div className={css.stack}>
      {!statement.official && <Alert type="warning" showIcon title={say('statement.unofficial')} />}
      <Facts
        items={[
          {
            label: say('col.account'),
            value: `${accountNumber(statement.accountNo)} ${statement.customerName}`,
            wide: true,
          },
          { label: say('statement.no'), value: statement.statementNo, wide: true },
          { label: say('col.period'), value: `${statement.periodFrom} – ${addDays(statement.periodTo, -1)}` },
          { label: say('col.state'), value: <StatePill statement={statement} /> },
          { label: say('col.exported'), value: `${quantity(statement.exportedKwh)} kWh` },
          { label: say('col.generated'), value: generated },
          { label: say('col.total'), value: yuan(statement.totalYuan) },
          { label: say('col.payable'), value: <Payable statement={statement} /> },
        ]}
      />
      <h3>{say('statement.lines')}</h3>
      <DataTable
        rowKey={(line) => String(statement.lines.indexOf(line))}
        columns={lineColumns}
        items={statement.lines}
        width={560}
      />
      {statement.registers.length > 0 && (
        <>
          <h3>{say('statement.registers')}</h3>
          <DataTable
            rowKey={(register) => String(statement.registers.indexOf(register))}
            columns={registerColumns}
            items={statement.registers}
            width={560}
          />
        </>
      )}
      {statement.documents.length > 1 && (
        <>
          <h3>{say('statement.documents')}</h3>
          <ul className={css.lines}>
            {statement.documents.map((each) => (
              <li key={each.id}>
                <button type="button" disabled={each.id === statement.id} onClick={() => show(String(each.id))}>
                  {say(`document.${each.document}`)} {each.statementNo} · {yuan(each.totalYuan)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

export function StatePill({ statement }: { statement: StatementSummary }) {
  const say = useWords(feedInWords)
  const { state, standing, paidOn: day, payoutReference: reference } = statement
  const word = state === 'paid' ? 'paid' : standing ? 'issued' : 'replaced'
  return (
    <>
      <Pill tone={word === 'paid' ? 'good' : word === 'issued' ? 'warn' : 'calm'}>{say(`state.${word}`)}</Pill>
      {day && <div className={css.note}>{say('paid.on', { day, reference: reference ?? '' })}</div>}
    </>
  )
}

export function Payable({ statement: { payableYuan } }: { statement: StatementSummary }) {
  const say = useWords(feedInWords)
  return (
    <>
      {yuan(payableYuan)}
      {Number(payableYuan) < 0 && <div className={css.note}>{say('recover')}</div>}
    </>
  )
}

function useLineColumns(): TableColumnsType<StatementDetail['lines'][number]> {
  const say = useWords(feedInWords)
  const [language] = useLanguage()
  return [
    {
      title: say('line.item'),
      render: (_, line) => (
        <>
          {line.title[language]}
          <div className={css.note}>
            {line.pointNo} · {line.from} – {addDays(line.to, -1)}
          </div>
          <div className={css.note}>
            {line.formula} · {line.clause}
          </div>
        </>
      ),
    },
    { title: say('line.quantity'), width: 110, align: 'right', render: (_, line) => quantity(line.quantity, 3) },
    { title: say('line.price'), width: 90, align: 'right', render: (_, line) => line.price },
    { title: say('line.amount'), width: 120, align: 'right', render: (_, line) => yuan(line.amountYuan) },
  ]
}

function useRegisterColumns(): TableColumnsType<StatementDetail['registers'][number]> {
  const say = useWords(feedInWords)
  return [
    {
      title: say('register.meter'),
      render: (_, register) => (
        <>
          {register.deviceAssetNo}
          <div className={css.note}>{say.code('role', register.role)}</div>
        </>
      ),
    },
    {
      title: say('register.ends'),
      render: (_, { startKwh, endKwh }) => `${quantity(startKwh, 3)} → ${quantity(endKwh, 3)}`,
    },
    { title: say('register.multiplier'), width: 80, align: 'right', render: (_, each) => quantity(each.multiplier) },
    { title: say('register.energy'), width: 120, align: 'right', render: (_, each) => quantity(each.energyKwh, 3) },
  ]
}
