import { Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import type { AccountFile, ReadableAccount } from '../../../db/customers/contract.ts'
import { type CurrentAccount, CurrentAccountProvider } from '../kit/current-account.tsx'
import { accountNumber } from '../kit/format.ts'
import { useResource } from '../kit/resource.ts'
import { Empty, Shown } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import css from './customer-home.module.css'
import { shellWords } from './words.ts'

type MyAccounts = { accounts: ReadableAccount[] }

/** What is about the person and no account, so that it never waits for one. */
const personal = [
  '/my/applications',
  '/my/messages',
  '/my/security',
  '/my/accounts',
  '/my/data',
  '/my/chat',
  '/my/ratings',
]
/** What does not name the account that it speaks of. */
const nameless = ['/my/usage', '/my/bills']

/**
 * Finds the accounts of who is logged in, and the file of the one in view: `?account=`, else the one chosen before, else the first.
 * An address that names none of his is told so, and never answered with another.
 */
export function CustomerAccount({ children }: { children: ReactNode }) {
  const [query, setQuery] = useSearchParams()
  const { pathname } = useLocation()
  const isPersonal = personal.some((path) => pathname.startsWith(path))
  const mine = useResource<MyAccounts>(isPersonal ? null : '/api/customers/me/accounts')
  const [remembered, setRemembered] = useState<string>()
  const named = query.get('account')
  // Whichever account an address names is the one of the pages that follow.
  useEffect(() => {
    if (named) setRemembered(named)
  }, [named])
  const accounts = mine.data?.accounts ?? []
  const chosen = accounts.find((account) => account.accountNo === (named ?? remembered)) ?? accounts[0]
  const file = useResource<AccountFile>(chosen ? `/api/customers/accounts/${chosen.accountNo}` : null)

  if (isPersonal) return children
  const choose = (accountNo: string) => {
    setRemembered(accountNo)
    setQuery({ account: accountNo }, { replace: true })
  }
  const isStrange = named !== null && !accounts.some(({ accountNo }) => accountNo === named)
  return (
    <Shown of={mine} rows={6}>
      {() =>
        isStrange ? (
          <Strange accountNo={named} other={chosen} choose={choose} />
        ) : (
          <>
            {accounts.length > 1 && chosen && <Chooser accounts={accounts} chosen={chosen.accountNo} choose={choose} />}
            {accounts.length === 1 && chosen && nameless.includes(pathname) && (
              <p className={css.named}>{nameOf(chosen)}</p>
            )}
            {chosen ? (
              <Shown of={file} rows={6}>
                {(shown) => (
                  <CurrentAccountProvider value={fileToCurrent(shown, chosen)}>{children}</CurrentAccountProvider>
                )}
              </Shown>
            ) : (
              <CurrentAccountProvider value={undefined}>{children}</CurrentAccountProvider>
            )}
          </>
        )
      }
    </Shown>
  )
}

function nameOf({ nickname, accountNo, address }: ReadableAccount): string {
  return [nickname, accountNumber(accountNo), address].filter(Boolean).join(' ')
}

type StrangeProps = { accountNo: string; other: ReadableAccount | undefined; choose: (no: string) => void }

/** Of an account that is not his, or not any more: an old message leads to it. */
function Strange({ accountNo, other, choose }: StrangeProps) {
  const say = useWords(shellWords)
  const navigate = useNavigate()
  const ways = (
    <div className={css.ways}>
      <Button type="primary" onClick={() => navigate('/my/accounts')}>
        {say('account.mine')}
      </Button>
      {other && (
        <Button className={css.wrapped ?? ''} onClick={() => choose(other.accountNo)}>
          {say('account.look', { name: nameOf(other) })}
        </Button>
      )}
    </div>
  )
  return (
    <Empty
      // An address may say anything.
      title={say('account.strange', { no: accountNumber(accountNo.slice(0, 13)) })}
      next={say('account.strange.next')}
      action={ways}
    />
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
      {(['own', 'other'] as const).map((relation) => {
        const shown = accounts.filter((account) => account.relation === relation)
        return (
          shown.length > 0 && (
            <optgroup key={relation} label={say(`account.${relation}`)}>
              {shown.map((account) => (
                <option key={account.accountNo} value={account.accountNo}>
                  {nameOf(account)}
                </option>
              ))}
            </optgroup>
          )
        )
      })}
    </select>
  )
}

function fileToCurrent(file: AccountFile, { relation }: ReadableAccount): CurrentAccount {
  const pointIds = file.points.map((point) => point.pointId)
  return { file, accountNo: file.accountNo, pointIds, isOwn: relation === 'own' }
}
