import { Link } from 'react-router'
import type { z } from 'zod'
import type { Balance, billList } from '../../../billing/contract.ts'
import { BalanceNote } from '../../../billing/pages/balance-note.tsx'
import { BillRow } from '../../../billing/pages/bill-row.tsx'
import { billingWords } from '../../../billing/pages/words.ts'
import type { applicationList } from '../../../intake/contract.ts'
import { ApplicationRow } from '../../../intake/pages/application-row.tsx'
import type { DayCurve } from '../../../metering/contract.ts'
import { withQuery } from '../kit/api.ts'
import { addDays, civilDay, quantity } from '../kit/format.ts'
import { Figure, Panel } from '../kit/parts.tsx'
import { useResource } from '../kit/resource.ts'
import { Shown } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import css from './customer-home.module.css'
import { Sparkline } from './sparkline.tsx'
import { shellWords } from './words.ts'

export function BalanceCard({ accountNo }: { accountNo: string }) {
  const say = useWords(shellWords)
  const billing = useWords(billingWords)
  const balance = useResource<Balance>(`/api/billing/accounts/${accountNo}/balance`)
  return (
    <Panel label={say('nav.bills')}>
      <Shown of={balance} rows={2}>
        {(shown) => <BalanceNote balance={shown} advice={billing('bills.how')} />}
      </Shown>
    </Panel>
  )
}

export function BillCard({ accountNo }: { accountNo: string }) {
  const say = useWords(shellWords)
  const bills = useResource<z.infer<typeof billList>>(
    withQuery(`/api/billing/accounts/${accountNo}/bills`, { limit: 1 }),
  )
  return (
    <Panel title={say('home.latestBill')} extra={<Link to="/my/bills">{say('home.all')} ›</Link>}>
      <Shown
        of={bills}
        rows={2}
        isEmpty={(page) => page.items.length === 0}
        empty={<p className={css.note}>{say('home.noBill')}</p>}
      >
        {(page) => page.items.map((bill) => <BillRow key={bill.id} bill={bill} to={`/my/bills/${bill.id}`} />)}
      </Shown>
    </Panel>
  )
}

export function UsageCard({ pointId }: { pointId: number | undefined }) {
  const say = useWords(shellWords)
  const day = addDays(civilDay(new Date()), -1)
  const curve = useResource<DayCurve>(
    pointId === undefined ? null : withQuery(`/api/metering/points/${pointId}/curve`, { day }),
  )
  return (
    <Panel title={say('home.usage')} extra={<Link to="/my/usage">{say('home.usage.more')} ›</Link>}>
      {pointId === undefined ? (
        <p className={css.note}>{say('home.usage.none')}</p>
      ) : (
        <Shown
          of={curve}
          rows={3}
          isEmpty={(shown) => shown.energyWh === null}
          empty={<p className={css.note}>{say('home.usage.none')}</p>}
        >
          {(shown) => (
            <>
              <Figure label={day} value={quantity((shown.energyWh ?? 0) / 1000)} unit="kWh" />
              <Sparkline values={shown.slots.map((slot) => slot.energyWh)} />
            </>
          )}
        </Shown>
      )}
    </Panel>
  )
}

export function ApplicationCard() {
  const say = useWords(shellWords)
  const open = useResource<z.infer<typeof applicationList>>(
    withQuery('/api/intake/applications', { status: 'open', limit: 3 }),
  )
  return (
    <Panel title={say('home.application')} extra={<Link to="/my/applications">{say('home.all')} ›</Link>}>
      <Shown
        of={open}
        rows={2}
        isEmpty={(page) => page.items.length === 0}
        empty={<p className={css.note}>{say('home.noApplication')}</p>}
      >
        {(page) => page.items.map((item) => <ApplicationRow key={item.id} item={item} />)}
      </Shown>
    </Panel>
  )
}
