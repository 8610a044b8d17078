import { Button } from 'antd'
import type { ReactNode } from 'react'
import { accountNumber, instant, kilowatts, quantity, yuan } from '../../app/web/kit/format.ts'
import { Facts, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { kitWords } from '../../app/web/kit/words-kit.ts'
import type { CallerFile, Contact } from '../contract.ts'
import { BillLink } from './call/bill-link.tsx'
import { CallCustomer } from './call/call-customer.tsx'
import { IdentityPanel } from './call/identity-panel.tsx'
import { identityWords } from './call/identity-words.ts'
import css from './desk.module.css'
import { useFileReload } from './file/use-file-reload.ts'
import { FileEvents, FileOrders } from './file-lists.tsx'
import { Phone } from './phone.tsx'
import { ProfilePanel } from './profile/profile-panel.tsx'
import { deskWords } from './words.ts'

type View = {
  accountNo: string
  contact: Contact | null
  attach: () => void
  openOrder: () => void
  /** Nobody is on the line: the customer may be rung. */
  isIdle: boolean
  reload: () => void
}

/** All that an agent must see of a caller, in one answer of the server. */
export function CallerFileView({ accountNo, contact, attach, openOrder, isIdle, reload }: View) {
  const file = useResource<CallerFile>(`/api/callcenter/accounts/${accountNo}`)
  useFileReload(file)
  return (
    <Shown of={file} rows={10}>
      {(shown) => (
        <>
          <Panel label={shown.account.customerName}>
            <Head file={shown} contact={contact} attach={attach} ring={isIdle ? reload : null} />
            {shown.identity && (
              <IdentityPanel
                gate={shown.identity}
                contact={contact}
                isAttached={contact?.accountNo === accountNo}
                done={reload}
              />
            )}
            <Signs file={shown} />
            {contact?.state === 'active' && contact.accountNo === accountNo && shown.identity && (
              <BillLink contact={contact} isAllowed={!shown.identity.withheld.some(({ field }) => field === 'money')} />
            )}
            <AccountFacts file={shown} about={contact?.contactNo} />
          </Panel>
          <FileOrders file={shown} contact={contact} openOrder={openOrder} reload={file.reload} />
          <ProfilePanel key={shown.identity?.level} accountNo={accountNo} />
          <FileEvents file={shown} accountNo={accountNo} />
        </>
      )}
    </Shown>
  )
}

type Heading = { file: CallerFile; contact: Contact | null; attach: () => void; ring: (() => void) | null }

function Head({ file, contact, attach, ring }: Heading) {
  const say = useWords(deskWords)
  const { account } = file
  const attached = contact?.accountNo === account.accountNo
  return (
    <div className={css.fileHead}>
      <div>
        <div className={css.fileName}>{account.customerName}</div>
        <div className={css.no}>{accountNumber(account.accountNo)}</div>
        <div className={css.note}>{account.address}</div>
      </div>
      <div className={css.pills}>
        {ring && account.phone && <CallCustomer accountNo={account.accountNo} done={ring} />}
        {attached && <Pill tone="brand">{say('call.attached')}</Pill>}
        {contact && !attached && (
          <Button size="small" onClick={attach}>
            {say('call.attach')}
          </Button>
        )}
      </div>
    </div>
  )
}

const supplyTones: Record<CallerFile['supply'], Tone> = { on: 'good', off: 'bad', stale: 'warn', unknown: 'calm' }
const meterTones = { live: 'good', stale: 'warn', off: 'bad', unknown: 'calm' } as const

function Signs({ file }: { file: CallerFile }) {
  const say = useWords(deskWords)
  const kit = useWords(kitWords)
  const identity = useWords(identityWords)
  const { meter, balance, latestBill } = file
  const missing = <Pill tone="calm">{kit('notConnected')}</Pill>
  const needs = file.identity?.withheld.find(({ field }) => field === 'money')?.needs
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
        />
      ) : (
        <Sign label={say('file.meter')} value={missing} />
      )}
      {balance.known ? <BalanceSign balance={balance.value} /> : <Sign label={say('file.balance')} value={noMoney} />}
      {latestBill.known ? <BillSign bill={latestBill.value} /> : <Sign label={say('file.bill')} value={noMoney} />}
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

function BillSign({ bill }: { bill: Known<CallerFile['latestBill']> }) {
  const say = useWords(deskWords)
  if (!bill) return <Sign label={say('file.bill')} value={say('file.noBill')} />
  return (
    <Sign
      label={`${say('file.bill')} ${bill.billMonth}`}
      value={yuan(bill.totalYuan)}
      note={`${quantity(bill.energyKwh)} kWh · ${say(bill.status === 'paid' ? 'file.paid' : 'file.due', { day: bill.dueOn })}`}
    />
  )
}

function Sign({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={css.sign}>
      <div className={css.note}>{label}</div>
      <div className={css.signValue}>{value}</div>
      {note && <div className={css.note}>{note}</div>}
    </div>
  )
}

function AccountFacts({ file, about }: { file: CallerFile; about: string | undefined }) {
  const say = useWords(deskWords)
  const { account } = file
  const point = account.points[0]
  return (
    <Facts
      width={150}
      items={[
        {
          label: say('file.phone'),
          value: <Phone key={account.accountNo} accountNo={account.accountNo} masked={account.phone} about={about} />,
        },
        { label: say('file.class'), value: `${say(`class.${account.class}`)} · ${say(`account.${account.status}`)}` },
        { label: say('file.capacity'), value: `${quantity(account.contractCapacityKva)} kVA` },
        { label: say('file.station'), value: account.organisation },
        { label: say('file.district'), value: point?.district ?? '—' },
        { label: say('file.asset'), value: point?.meter?.assetNo ?? '—' },
        ...account.sources.map(({ role, feeder, substation, standby }) => ({
          label: say(`file.source.${role}`),
          value: [feeder, substation, standby && say(`file.standby.${standby}`)].filter(Boolean).join(' · '),
        })),
      ]}
    />
  )
}
