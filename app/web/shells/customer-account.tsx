import { type ReactNode, useState } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import type { AccountFile } from '../../../db/customers/contract.ts'
import { type CurrentAccount, CurrentAccountProvider } from '../kit/current-account.tsx'
import { accountNumber } from '../kit/format.ts'
import { useResource } from '../kit/resource.ts'
import { Shown } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import css from './customer-home.module.css'
import { shellWords } from './words.ts'

/** Applying for supply, notices, and one's own log-in: they never wait for an account. */
const needNone = ['/my/applications', '/my/messages', '/my/security']

type MyAccounts = { accounts: Pick<AccountFile, 'accountId' | 'accountNo' | 'address'>[] }

/** Finds the accounts of who is logged in, and the file of the one in view: `?account=`, else the one chosen before, else the first. */
export function CustomerAccount({ children }: { children: ReactNode }) {
  const mine = useResource<MyAccounts>('/api/customers/me/accounts')
  const [query, setQuery] = useSearchParams()
  const { pathname } = useLocation()
  const [remembered, setRemembered] = useState<string>()
  const accounts = mine.data?.accounts ?? []
  const chosen = accounts.find((account) => account.accountNo === (query.get('account') ?? remembered)) ?? accounts[0]
  const file = useResource<AccountFile>(chosen ? `/api/customers/accounts/${chosen.accountNo}` : null)

  if (needNone.some((path) => pathname.startsWith(path))) return children
  const choose = (accountNo: string) => {
    setRemembered(accountNo)
    setQuery({ account: accountNo }, { replace: true })
  }
  return (
    <Shown of={mine} rows={6}>
      {() => (
        <>
          {accounts.length > 1 && chosen && <Chooser accounts={accounts} chosen={chosen.accountNo} choose={choose} />}
          {chosen ? (
            <Shown of={file} rows={6}>
              {(shown) => <CurrentAccountProvider value={fileToCurrent(shown)}>{children}</CurrentAccountProvider>}
            </Shown>
          ) : (
            <CurrentAccountProvider value={undefined}>{children}</CurrentAccountProvider>
          )}
        </>
      )}
    </Shown>
  )
}

function Chooser({
  accounts,
  chosen,
  choose,
}: {
  accounts: MyAccounts['accounts']
  chosen: string
  choose: (no: string) => void
}) {
  const say = useWords(shellWords)
  return (
    <select
      className={css.chooser}
      aria-label={say('account.choose')}
      value={chosen}
      onChange={(event) => choose(event.target.value)}
    >
      {accounts.map((account) => (
        <option key={account.accountNo} value={account.accountNo}>
          {accountNumber(account.accountNo)} {account.address}
        </option>
      ))}
    </select>
  )
}

function fileToCurrent(file: AccountFile): CurrentAccount {
  return { file, accountNo: file.accountNo, pointIds: file.points.map((point) => point.pointId) }
}
