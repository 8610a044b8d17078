import { useCurrentAccount } from '../../app/web/kit/current-account.tsx'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Balance } from '../contract.ts'
import { AdvicePanel } from './advice/advice.tsx'
import { BalanceNote } from './balance-note.tsx'
import { BillRows } from './bill-rows.tsx'
import { ChargeRows } from './charges/charge-rows.tsx'
import { AccountFeedIn } from './feed-in/account-feed-in.tsx'
import css from './office.module.css'
import { PowerFactorPanel } from './power-factor/outlook.tsx'
import { billingWords } from './words.ts'

export default function CustomerBills() {
  const say = useWords(billingWords)
  const account = useCurrentAccount()
  const base = account ? `/api/billing/accounts/${account.accountNo}` : null
  const balance = useResource<Balance>(base && `${base}/balance`)
  return (
    <Page title={say('bills.title')}>
      <div className={css.stack}>
        <Panel label={say('bills.balance')}>
          <Shown of={balance} rows={1}>
            {(shown) => <BalanceNote balance={shown} advice={say('bills.how')} />}
          </Shown>
        </Panel>
        <ChargeRows base={base} to={(id) => `/my/charges/${id}`} />
        {account?.isOwn && <AccountFeedIn accountNo={account.accountNo} />}
        {account?.isOwn && <PowerFactorPanel accountNo={account.accountNo} />}
        {account?.isOwn && <AdvicePanel accountNo={account.accountNo} />}
        <BillRows base={base} to={(bill) => `/my/bills/${bill.id}`} />
      </div>
    </Page>
  )
}
