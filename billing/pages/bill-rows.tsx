import type { z } from 'zod'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillSummary, billList } from '../contract.ts'
import { BillRow } from './bill-row.tsx'
import { MonthBars } from './month-bars.tsx'
import { billingWords } from './words.ts'

type BillList = z.infer<typeof billList>
const itemsOf = (page: BillList) => page.items

/** An account's bills, newest first, page by page. */
export function BillRows({ base, to }: { base: string | null; to: (bill: BillSummary) => string }) {
  const say = useWords(billingWords)
  const pages = usePages<BillList, BillSummary>(base && `${base}/bills`, itemsOf)
  return (
    <>
      {pages.items.length > 1 && (
        <Panel title={say('bills.months')}>
          <MonthBars bills={pages.items} />
        </Panel>
      )}
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
              <MorePages of={pages} />
            </>
          )}
        </Shown>
      </Panel>
    </>
  )
}
