import { Link } from 'react-router'
import { accountNumber, addDays, instant, yuan } from '../../../app/web/kit/format.ts'
import { type Fact, Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeDetail } from '../../charges/contract.ts'
import { ChargeBasis } from './charge-basis.tsx'
import { ChargeLines } from './charge-lines.tsx'
import { ChargePill } from './charge-pill.tsx'
import css from './charges.module.css'
import { chargeWords } from './words.ts'

/** Where a page leads to: the office's or the customer's own. */
export type Paths = { bill: (id: number) => string; charge: (id: number) => string }

/** One charge as a customer can read it: what for, how much, how it comes about, and what became of it. */
export function ChargeView({ charge, paths }: { charge: ChargeDetail; paths: Paths }) {
  const say = useWords(chargeWords)
  return (
    <div className={css.stack}>
      <Panel title={say(`kind.${charge.kind}`)} extra={<ChargePill status={charge.status} />}>
        <Facts items={useFacts(charge, paths)} width={180} />
        {charge.reversedBy && (
          <p style={{ marginTop: 12 }}>
            <Link to={paths.charge(charge.reversedBy.id)}>
              {say('reversedBy', { no: charge.reversedBy.chargeNo, reason: charge.reversedBy.reason })}
            </Link>
          </p>
        )}
      </Panel>
      {charge.lateFor.length > 0 && <LateFor charge={charge} paths={paths} />}
      <Panel title={say('lines')}>
        <ChargeBasis charge={charge} />
        <ChargeLines lines={charge.lines} totalYuan={charge.totalYuan} />
      </Panel>
      {charge.payments.length > 0 && (
        <Panel title={say('payments')}>
          {charge.payments.map(({ receiptNo, paidAt, amountYuan }) => (
            <div key={receiptNo} className={css.line}>
              <div className={css.top}>
                <span>{receiptNo}</span>
                <span className={css.amount}>{yuan(amountYuan)}</span>
              </div>
              <div className={css.note}>{instant(paidAt)}</div>
            </div>
          ))}
        </Panel>
      )}
    </div>
  )
}

function useFacts(charge: ChargeDetail, paths: Paths): Fact[] {
  const say = useWords(chargeWords)
  const { chargeNo, accountNo, customerName, reason, evidence, aboutFrom, aboutTo, dueOn, reverses } = charge
  const isOwed = !charge.totalYuan.startsWith('-')
  const facts: (Fact | false | null | '')[] = [
    { label: say('col.charge'), value: chargeNo },
    { label: say('account'), value: `${accountNumber(accountNo)} ${customerName}` },
    { label: say('about'), value: say('days', { from: aboutFrom, to: addDays(aboutTo, -1) }) },
    isOwed && charge.status !== 'draft' && { label: say('due'), value: dueOn },
    isOwed && charge.status !== 'draft' && { label: say('paid'), value: yuan(charge.paidYuan) },
    charge.issuedAt && { label: say('issuedAt'), value: instant(charge.issuedAt) },
    charge.draftedBy && { label: say('draftedBy'), value: `${charge.draftedBy} · ${instant(charge.draftedAt)}` },
    charge.decidedBy && { label: say('decidedBy'), value: `${charge.decidedBy} · ${instant(charge.decidedAt)}` },
    evidence && { label: say('evidence'), value: evidence },
    charge.receiptNo && { label: say('receipt'), value: charge.receiptNo },
    reverses && {
      label: say('reverses'),
      value: <Link to={paths.charge(reverses.id)}>{reverses.chargeNo}</Link>,
    },
    { label: say('reason'), value: reason, wide: true },
    charge.note && { label: say('note'), value: charge.note, wide: true },
  ]
  return facts.filter((fact): fact is Fact => Boolean(fact))
}

function LateFor({ charge, paths }: { charge: ChargeDetail; paths: Paths }) {
  const say = useWords(chargeWords)
  return (
    <Panel title={say('lateFor')}>
      {charge.lateFor.map(({ billId, billMonth, chargeId, ref, amountYuan, dueOn, paidOn }) => (
        <div key={ref} className={css.line}>
          <Link to={billId === null ? paths.charge(chargeId ?? 0) : paths.bill(billId)}>
            {billMonth === null
              ? say('lateFor.charge', { no: ref, amount: yuan(amountYuan) })
              : say('lateFor.bill', { month: billMonth, amount: yuan(amountYuan) })}
          </Link>
          <div className={css.note}>{say('lateFor.days', { due: dueOn, paid: paidOn })}</div>
        </div>
      ))}
    </Panel>
  )
}
