import { Button } from 'antd'
import type { z } from 'zod'
import { useCurrentAccount } from '../../app/web/kit/current-account.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { kitWords } from '../../app/web/kit/words-kit.ts'
import type { Balance, BillSummary, billList } from '../contract.ts'
import { BalanceNote } from './balance-note.tsx'
import { BillRow } from './bill-row.tsx'
import { billingWords } from './words.ts'

type BillList = z.infer<typeof billList>

export default function CustomerBills() {
  const say = useWords(billingWords)
  const account = useCurrentAccount()
  const base = account ? `/api/billing/accounts/${account.accountNo}` : null
  const balance = useResource<Balance>(base && `${base}/balance`)
  return (
    <Page title={say('bills.title')}>
      <Panel label={say('bills.balance')}>
        <Shown of={balance} rows={1}>
          {(shown) => <BalanceNote balance={shown} />}
        </Shown>
      </Panel>
      <BillRows base={base} to={(bill) => `/my/bills/${bill.id}`} />
    </Page>
  )
}

export function BillRows({ base, to }: { base: string | null; to: (bill: BillSummary) => string }) {
  const say = useWords(billingWords)
  const kit = useWords(kitWords)
  const pages = usePages<BillList, BillSummary>(base && `${base}/bills`, (page) => page.items)
  return (
    <Panel label={say('bills.title')}>
      <Shown
        of={pages.first}
        isEmpty={(page) => page.items.length === 0}
        empty={<Empty title={say('bills.none')} next={say('bills.none.next')} />}
      >
        {() => (
          <>
            {pages.items.map((bill) => (
              <BillRow key={bill.id} bill={bill} to={to(bill)} />
            ))}
            {pages.more && (
              <Button block type="text" loading={pages.busy} onClick={pages.more}>
                {kit('more')}
              </Button>
            )}
          </>
        )}
      </Shown>
    </Panel>
  )
}
