import { useSearchParams } from 'react-router'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Balance } from '../contract.ts'
import { AccountBox } from './account-box.tsx'
import { AccountSummary } from './account-summary.tsx'
import { AdvicePanel } from './advice/advice.tsx'
import { BillRows } from './bill-rows.tsx'
import { ChargeRows } from './charges/charge-rows.tsx'
import { AccountFeedIn } from './feed-in/account-feed-in.tsx'
import css from './office.module.css'
import { PowerFactorPanel } from './power-factor/outlook.tsx'
import { billingWords } from './words.ts'

export default function BillLookup() {
  const say = useWords(billingWords)
  const [query] = useSearchParams()
  const accountNo = query.get('account')
  const balance = useResource<Balance>(accountNo && `/api/billing/accounts/${accountNo}/balance`)
  return (
    <Page title={say('lookup.title')}>
      <div className={css.stack}>
        <Panel label={say('lookup.title')}>
          <AccountBox key={accountNo} />
        </Panel>
        {accountNo ? (
          <>
            <AccountSummary accountNo={accountNo} balance={balance} pay />
            <ChargeRows base={`/api/billing/accounts/${accountNo}`} to={(id) => `/office/charges/${id}`} />
            <BillRows base={`/api/billing/accounts/${accountNo}`} to={(bill) => `/office/bills/${bill.id}`} />
            <AccountFeedIn accountNo={accountNo} />
            <PowerFactorPanel accountNo={accountNo} />
            <AdvicePanel accountNo={accountNo} />
          </>
        ) : (
          <Empty title={say('lookup.start')} />
        )}
      </div>
    </Page>
  )
}
