import { accountNumber, addDays, fixed, instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { Facts, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { BillDetail } from '../bill-contract.ts'
import { BillLines } from './bill/bill-lines.tsx'
import { BindingCode } from './bill/binding-code.tsx'
import { Changes } from './bill/changes.tsx'
import { DocumentPill, Documents, StandingNote, type ToBill } from './bill/documents.tsx'
import { Segments } from './bill/segments.tsx'
import { UseCharts } from './bill/use-charts.tsx'
import { billWords } from './bill/words.ts'
import css from './bill.module.css'
import { BillPill } from './bill-pill.tsx'
import { TierProgress } from './tier-progress.tsx'
import { billingWords } from './words.ts'

/** One bill with everything that explains it; the same for a customer, a clerk and an agent. `base`: below which address it was read. */
export function BillView({ bill, to, base = '/api/billing/bills' }: { bill: BillDetail; to: ToBill; base?: string }) {
  return (
    <div className={css.view}>
      <Parts bill={bill} to={to} base={base} />
    </div>
  )
}

function Parts({ bill, to, base }: { bill: BillDetail; to: ToBill; base: string }) {
  const say = useWords(billingWords)
  const words = useWords(billWords)
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <StandingNote bill={bill} to={to} />
        <Panel label={say('bill.total')}>
          <Head bill={bill} />
        </Panel>
        {bill.bindingCode && <BindingCode code={bill.bindingCode} />}
        {bill.document !== 'reversal' && <Changes key={bill.id} path={`${base}/${bill.id}/changes`} />}
        <Panel title={say('bill.lines')}>
          <BillLines bill={bill} />
        </Panel>
      </div>
      <div className={css.column}>
        {bill.document !== 'reversal' && <UseCharts bill={bill} />}
        {bill.tierProgress && (
          <Panel title={say('bill.tiers')}>
            <TierProgress progress={bill.tierProgress} />
          </Panel>
        )}
        {bill.segments.length > 0 && (
          <Panel title={words('segment.title')}>
            <Segments bill={bill} />
          </Panel>
        )}
        {bill.registers.length > 0 && (
          <Panel title={say('bill.readings')}>
            <Readings bill={bill} />
          </Panel>
        )}
        <Panel title={say('bill.price')}>
          {bill.prices.map((price) => (
            <Price key={price.version} price={price} />
          ))}
        </Panel>
        {bill.standing && (
          <Panel title={say('bill.payments')}>
            <Payments bill={bill} />
          </Panel>
        )}
        {bill.documents.length > 1 && (
          <Panel title={words('document.title')}>
            <Documents bill={bill} to={to} />
          </Panel>
        )}
      </div>
    </div>
  )
}

function Head({ bill }: { bill: BillDetail }) {
  const say = useWords(billingWords)
  const words = useWords(billWords)
  const owed = bill.status !== 'paid' && Number(bill.paidYuan) > 0
  return (
    <>
      <div className={css.head}>
        <div>
          <div className={css.label}>{bill.document === 'reversal' ? words('head.reversed') : say('bill.total')}</div>
          <div className={css.total}>{yuan(bill.totalYuan)}</div>
          {owed && (
            <div className={css.note}>
              {say('bill.paid')} {yuan(bill.paidYuan)}
            </div>
          )}
        </div>
        {bill.standing && bill.state === 'issued' ? (
          <BillPill status={bill.status} />
        ) : (
          <DocumentPill document={bill} />
        )}
      </div>
      <Facts
        width={140}
        items={[
          { label: say('bill.energy'), value: `${quantity(bill.energyKwh)} kWh` },
          {
            label: say('bill.period'),
            value: <Whole text={say('bill.periodText', { from: bill.periodFrom, to: addDays(bill.periodTo, -1) })} />,
          },
          { label: words('head.days'), value: words('head.dayCount', { days: bill.days }) },
          ...(bill.demandKw === null ? [] : [{ label: words('head.demand'), value: <Demand bill={bill} /> }]),
          ...(bill.powerFactor === null ? [] : [{ label: words('head.factor'), value: fixed(bill.powerFactor, 2) }]),
          ...(bill.standing ? [{ label: say('bill.due'), value: bill.dueOn }] : []),
          { label: say('bill.account'), value: accountNumber(bill.accountNo) },
          { label: say('bill.customer'), value: bill.customerName },
          { label: say('bill.no'), value: bill.billNo },
          { label: say('bill.address'), value: bill.address, wide: true },
        ]}
      />
    </>
  )
}

/** Text that breaks between words only, so that a date stays in one piece. */
function Whole({ text }: { text: string }) {
  return text.split(' ').map((word) => (
    <span key={word} className={css.whole}>
      {word}{' '}
    </span>
  ))
}

function Readings({ bill }: { bill: BillDetail }) {
  const say = useWords(billingWords)
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{say('col.register')}</th>
            <th className={css.number}>{say('col.start')}</th>
            <th className={css.number}>{say('col.end')}</th>
            <th className={css.number}>{say('col.multiplier')}</th>
            <th className={css.number}>{say('col.energy')}</th>
          </tr>
        </thead>
        <tbody>
          {bill.registers.map((register) => (
            <tr key={`${register.segment}-${register.deviceAssetNo}-${register.role}-${register.startKwh}`}>
              <td>
                {say.code('role', register.role)}
                <div className={css.note}>{register.deviceAssetNo}</div>
              </td>
              <td className={css.number}>{fixed(register.startKwh, 2)}</td>
              <td className={css.number}>{fixed(register.endKwh, 2)}</td>
              <td className={css.number}>{quantity(register.multiplier)}</td>
              <td className={css.number}>{fixed(register.energyKwh, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Price({ price }: { price: BillDetail['price'] }) {
  const say = useWords(billingWords)
  const [language] = useLanguage()
  const valid = price.validTo
    ? say('bill.periodText', { from: price.validFrom, to: addDays(price.validTo, -1) })
    : say('bill.price.until', { from: price.validFrom })
  const basis = (
    <>
      {price.legalBasis}{' '}
      {price.sourceUrl && (
        <a href={price.sourceUrl} target="_blank" rel="noreferrer">
          {say('bill.price.source')}
        </a>
      )}
    </>
  )
  return (
    <div className={css.segment}>
      <p>
        <b>{price.name[language]}</b>
      </p>
      <p className={css.note}>{say('bill.line.version', { version: price.version })}</p>
      {!price.official && <Pill tone="warn">{say('bill.price.demo')}</Pill>}
      <p className={css.formula}>{say('bill.price.valid', { days: valid })}</p>
      <p className={css.formula}>
        {say('bill.price.basis')} {basis}
      </p>
    </div>
  )
}

function Payments({ bill }: { bill: BillDetail }) {
  const say = useWords(billingWords)
  if (bill.payments.length === 0) return <p className={css.note}>{say('bill.payments.none')}</p>
  return bill.payments.map((payment) => (
    <div key={payment.receiptNo} className={css.pair}>
      <div>
        {instant(payment.paidAt)}
        <div className={css.note}>{say('receipt', { no: payment.receiptNo })}</div>
      </div>
      <b>{yuan(payment.amountYuan)}</b>
    </div>
  ))
}

function Demand({ bill }: { bill: BillDetail }) {
  const words = useWords(billWords)
  return (
    <>
      {quantity(bill.demandKw ?? 0, 3)} kW
      {bill.demandEntered !== null && (
        <div className={css.note}>{words('head.demandEntered', { reason: bill.demandEntered })}</div>
      )}
    </>
  )
}
