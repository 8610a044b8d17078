import { Drawer } from 'antd'
import { useEffect, useRef } from 'react'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { yuan } from '../../../app/web/kit/format.ts'
import { MorePages } from '../../../app/web/kit/more-pages.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { BillDetail } from '../../../billing/bill-contract.ts'
import type { BillSummary, billList } from '../../../billing/contract.ts'
import { BillPill } from '../../../billing/pages/bill-pill.tsx'
import { BillView } from '../../../billing/pages/bill-view.tsx'
import css from './file.module.css'
import { fileWords } from './words.ts'

type BillList = z.infer<typeof billList>
const itemsOf = (page: BillList) => page.items
/** A year, and the same month of the year before it. */
const LISTED = 13

type Props = {
  accountNo: string
  /** Of the bill that is opened; undefined: the drawer is closed. */
  billId: string | undefined
  choose: (billId: string) => void
  close: () => void
}

/** The account's bills beside the call, one of them with every line explained as its customer reads it. */
export function BillsDrawer({ accountNo, billId, choose, close }: Props) {
  const say = useWords(fileWords)
  return (
    <Drawer
      open={billId !== undefined}
      onClose={close}
      title={say('bills.title')}
      size={760}
      mask={false}
      destroyOnHidden
    >
      {billId !== undefined && <Bills accountNo={accountNo} billId={billId} choose={choose} />}
    </Drawer>
  )
}

function Bills({ accountNo, billId, choose }: { accountNo: string; billId: string; choose: Props['choose'] }) {
  const say = useWords(fileWords)
  const base = `/api/callcenter/accounts/${accountNo}/bills`
  const pages = usePages<BillList, BillSummary>(withQuery(base, { limit: LISTED }), itemsOf)
  return (
    <Shown
      of={pages.first}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty title={say('bills.none')} next={say('bills.none.next')} />}
    >
      {() => (
        <div className={css.bills}>
          <nav className={css.months} aria-label={say('bills.which')}>
            {pages.items.map((bill) => (
              <Month key={bill.id} bill={bill} isChosen={String(bill.id) === billId} choose={choose} />
            ))}
            <MorePages of={pages} />
          </nav>
          <Bill key={billId} base={base} id={billId} accountNo={accountNo} />
        </div>
      )}
    </Shown>
  )
}

function Month({ bill, isChosen, choose }: { bill: BillSummary; isChosen: boolean; choose: Props['choose'] }) {
  const button = useRef<HTMLButtonElement>(null)
  // In the strip of a narrow screen the month that is shown may lie out of sight.
  useEffect(() => {
    if (isChosen) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isChosen])
  return (
    <button
      ref={button}
      type="button"
      className={isChosen ? `${css.month} ${css.chosen}` : css.month}
      aria-current={isChosen}
      onClick={() => choose(String(bill.id))}
    >
      <span className={css.monthTop}>
        <b>{bill.billMonth}</b>
        <BillPill status={bill.status} />
      </span>
      <span>{yuan(bill.totalYuan)}</span>
    </button>
  )
}

function Bill({ base, id, accountNo }: { base: string; id: string; accountNo: string }) {
  const bill = useResource<BillDetail>(`${base}/${id}`)
  return (
    <Shown of={bill} rows={10}>
      {(shown) => (
        <BillView bill={shown} base={base} to={(other) => withQuery('/desk', { account: accountNo, bill: other })} />
      )}
    </Shown>
  )
}
