import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { accountNumber } from '../../app/web/kit/format.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { type Resource, useResource } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AccountFile } from '../../db/customers/contract.ts'
import type { Balance } from '../contract.ts'
import { BalanceNote } from './balance-note.tsx'
import css from './office.module.css'
import { billingWords } from './words.ts'

/** Whose account it is and how it stands. */
export function AccountSummary({
  accountNo,
  balance,
  pay,
}: {
  accountNo: string
  balance: Resource<Balance>
  pay?: boolean
}) {
  const say = useWords(billingWords)
  const mayTake = useUser().roles.includes('cashier')
  const file = useResource<AccountFile>(`/api/customers/accounts/${accountNo}`)
  const toPay = mayTake && pay && (
    <Link to={withQuery('/office/payments', { account: accountNo })}>{say('lookup.pay')} ›</Link>
  )
  return (
    <Panel title={file.data?.customerName ?? accountNumber(accountNo)} extra={toPay}>
      <p className={css.note}>
        {accountNumber(accountNo)} · {file.data?.address}
      </p>
      <Shown of={balance} rows={1}>
        {(shown) => <BalanceNote balance={shown} />}
      </Shown>
    </Panel>
  )
}
