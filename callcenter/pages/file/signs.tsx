import type { ReactNode } from 'react'
import { instant, kilowatts, quantity, yuan } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { kitWords } from '../../../app/web/kit/words-kit.ts'
import type { CallerFile } from '../../contract.ts'
import { identityWords } from '../call/identity-words.ts'
import css from '../desk.module.css'
import { deskWords } from '../words.ts'
import { GuardedButton, needsOf } from './guarded-button.tsx'
import { fileWords } from './words.ts'

const supplyTones: Record<CallerFile['supply'], Tone> = { on: 'good', off: 'bad', stale: 'warn', unknown: 'calm' }
const meterTones = { live: 'good', stale: 'warn', off: 'bad', unknown: 'calm' } as const

type Opening = { openBill: (id: number) => void; openMeter: () => void }

/** What an agent must see at once, and the ways to what stands behind it. */
export function Signs({ file, openBill, openMeter }: { file: CallerFile } & Opening) {
  const say = useWords(deskWords)
  const own = useWords(fileWords)
  const kit = useWords(kitWords)
  const identity = useWords(identityWords)
  const { meter, balance } = file
  const missing = <Pill tone="calm">{kit('notConnected')}</Pill>
  const needs = needsOf(file, 'money')
  const noMoney = needs ? (
    <Pill tone="warn">{identity('needs.level', { level: identity(`level.${needs}`) })}</Pill>
  ) : (
    missing
  )
  return (
    <div className={css.signs}>
      <Sign
        label={say('file.supply')}
        value={<Pill tone={supplyTones[file.supply]}>{say(`supply.${file.supply}`)}</Pill>}
      />
      {meter.known ? (
        <Sign
          label={say('file.meter')}
          value={<Pill tone={meterTones[meter.value.state]}>{say(`meter.${meter.value.state}`)}</Pill>}
          note={`${instant(meter.value.latestAt)} · ${kilowatts(meter.value.powerW)}`}
          act={
            <GuardedButton
              text={own('meter')}
              accessKey={own('key.meter')}
              needs={needsOf(file, 'history')}
              open={openMeter}
            />
          }
        />
      ) : (
        <Sign label={say('file.meter')} value={missing} />
      )}
      {balance.known ? <BalanceSign balance={balance.value} /> : <Sign label={say('file.balance')} value={noMoney} />}
      <BillSign file={file} openBill={openBill} />
    </div>
  )
}

type Known<T> = T extends { known: true; value: infer V } ? V : never

function BalanceSign({ balance }: { balance: Known<CallerFile['balance']> }) {
  const say = useWords(deskWords)
  const value = Number(balance.balanceYuan)
  const overdue = Number(balance.arrearsYuan) > 0
  if (value >= 0) return <Sign label={say('file.balance')} value={yuan(balance.balanceYuan)} note={say('file.clear')} />
  const note = overdue ? (
    <>
      <Pill tone="bad">{say('file.arrears', { amount: yuan(balance.arrearsYuan) })}</Pill>
      {Number(balance.lateFeeYuan) > 0 && ` ${say('file.lateFee', { amount: yuan(balance.lateFeeYuan) })}`}
    </>
  ) : (
    say('file.unpaid', { count: balance.unpaidBills + balance.unpaidCharges })
  )
  return <Sign label={say('file.owed')} value={yuan(-value)} note={note} />
}

function BillSign({ file, openBill }: { file: CallerFile } & Pick<Opening, 'openBill'>) {
  const say = useWords(deskWords)
  const own = useWords(fileWords)
  const kit = useWords(kitWords)
  const needs = needsOf(file, 'money')
  const bill = file.latestBill.known ? file.latestBill.value : null
  const act = (
    <GuardedButton
      text={own('bills')}
      accessKey={own('key.bills')}
      needs={needs}
      open={() => bill && openBill(bill.id)}
    />
  )
  if (needs) return <Sign label={say('file.bill')} value={act} />
  if (!file.latestBill.known)
    return <Sign label={say('file.bill')} value={<Pill tone="calm">{kit('notConnected')}</Pill>} />
  if (!bill) return <Sign label={say('file.bill')} value={say('file.noBill')} />
  return (
    <Sign
      label={`${say('file.bill')} ${bill.billMonth}`}
      value={yuan(bill.totalYuan)}
      note={`${quantity(bill.energyKwh)} kWh · ${say(bill.status === 'paid' ? 'file.paid' : 'file.due', { day: bill.dueOn })}`}
      act={act}
    />
  )
}

function Sign({ label, value, note, act }: { label: string; value: ReactNode; note?: ReactNode; act?: ReactNode }) {
  return (
    <div className={css.sign}>
      <div className={css.note}>{label}</div>
      <div className={css.signValue}>{value}</div>
      {note && <div className={css.note}>{note}</div>}
      {act}
    </div>
  )
}
