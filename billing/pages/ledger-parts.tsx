import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { accountNumber, addDays, instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { Figure, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AccountLedger } from '../office/contract.ts'
import css from './clerk.module.css'
import { correctionWords } from './correction-words.ts'
import { ledgerWords } from './ledger-words.ts'
import { billingWords } from './words.ts'

/** Whose account it is, how it stands, and what keeps it from being billed. */
export function LedgerHead({ ledger, correct }: { ledger: AccountLedger; correct?: boolean }) {
  const say = useWords(ledgerWords)
  const { accountNo, customerName, address, billedUntil, tierYear } = ledger
  const owed = (Math.round(Number(ledger.paidYuan) * 100) - Math.round(Number(ledger.chargedYuan) * 100)) / 100
  const toCorrect = correct && (
    <>
      <Link to={withQuery('/office/charges', { which: 'issued', account: accountNo })}>{say('charges')} ›</Link>
      <Link to={withQuery('/office/corrections/account', { account: accountNo })}>{say('correct')} ›</Link>
    </>
  )
  return (
    <Panel title={customerName} extra={toCorrect}>
      <p className={css.note} style={{ marginBottom: 12 }}>
        {accountNumber(accountNo)} · {address}
      </p>
      <div className={css.figures}>
        <Figure label={say('balance')} value={yuan(owed)} tone={owed < 0 ? 'warn' : 'calm'} />
        <Figure label={say('charged')} value={yuan(ledger.chargedYuan)} />
        <Figure label={say('paid')} value={yuan(ledger.paidYuan)} />
        <Figure label={say('billedUntil')} value={billedUntil ? addDays(billedUntil, -1) : say('billedUntil.none')} />
        {tierYear !== null && ledger.tierEnergyKwh > 0 && (
          <Figure label={say('tier', { year: tierYear })} value={quantity(ledger.tierEnergyKwh)} unit="kWh" />
        )}
      </div>
    </Panel>
  )
}

export function Holds({ ledger }: { ledger: AccountLedger }) {
  const say = useWords(ledgerWords)
  const name = useWords(billingWords)
  const tell = useWords(correctionWords)
  const [language] = useLanguage()
  const { accountNo, cases, parked, tasks, documents } = ledger
  const held = documents.filter(({ state }) => state === 'held')
  if (cases.length + parked.length + tasks.length + held.length === 0) {
    return (
      <Panel title={say('holds')}>
        <p className={css.note}>{say(ledger.hasMeter ? 'holds.none' : 'holds.noMeter')}</p>
      </Panel>
    )
  }
  return (
    <Panel title={say('holds')}>
      {!ledger.hasMeter && <p className={css.note}>{say('holds.noMeter')}</p>}
      <ul className={css.todo}>
        {cases.map(({ caseRef, kind, openedAt }) => (
          <li key={caseRef}>
            <Pill tone="warn">{say('case')}</Pill>
            <span>{say('case.text', { kind, caseRef, at: instant(openedAt) })}</span>
          </li>
        ))}
        {held.map(({ id, billMonth }) => (
          <li key={id}>
            <Pill tone="brand">{say('state.held')}</Pill>
            <span>{say('held.text', { month: billMonth })}</span>
            <Link to={withQuery('/office/held', { billMonth })}>{say('state.held')} ›</Link>
          </li>
        ))}
        {parked.map(({ billMonth, reason, message }) => (
          <li key={`${billMonth}:${reason}`}>
            <Pill tone="warn">{name(`reason.${reason}`)}</Pill>
            <span>{say('parked.text', { month: billMonth, message: message[language] })}</span>
            <Link to={withQuery('/office/parked', { billMonth, reason })}>{name('parked.title')} ›</Link>
          </li>
        ))}
        {tasks.map(({ billMonth, cause }) => (
          <li key={`${billMonth}:${cause}`}>
            <Pill tone="warn">{tell(`cause.${cause}`)}</Pill>
            <span>{say('task.text', { month: billMonth })}</span>
            <Link to={withQuery('/office/corrections/account', { account: accountNo, from: billMonth })}>
              {tell('task.open')} ›
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
