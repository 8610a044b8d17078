import { accountNumber, civilDay } from '../../../app/web/kit/format.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CustomerSide } from '../../duplicates/contract.ts'
import type { MatchReason } from '../../rules/matching.ts'
import css from './duplicates.module.css'
import { duplicateWords } from './words.ts'

/** One entry of a customer, with what tells him from another. */
export function Side({ side }: { side: CustomerSide }) {
  const say = useWords(duplicateWords)
  const { name, kind, phone, hasNumber, openedAt, accounts, accountCount } = side
  const papers = say(hasNumber ? 'papers.yes' : 'papers.no')
  return (
    <div className={css.side}>
      <div className={css.name}>
        {name}
        <Pill tone="calm">{say(`kind.${kind}`)}</Pill>
      </div>
      <div className={css.note}>
        {say('phone')} {phone ?? '—'} · {say('papers')} {papers} · {say('opened')} {civilDay(openedAt)}
      </div>
      <div className={css.accounts}>
        {accounts.length === 0 && <span className={css.note}>{say('accounts.none')}</span>}
        {accounts.map(({ accountNo, address }) => (
          <div key={accountNo} className={css.account}>
            {accountNumber(accountNo)} · {address}
          </div>
        ))}
        {accountCount > accounts.length && (
          <span className={css.note}>{say('accounts.more', { count: accountCount })}</span>
        )}
      </div>
    </div>
  )
}

export function Reasons({ reasons }: { reasons: readonly MatchReason[] }) {
  const say = useWords(duplicateWords)
  return (
    <div className={css.pills}>
      {reasons.map((reason) => (
        <Pill key={reason} tone={reason === 'identity' ? 'bad' : 'warn'}>
          {say(`reason.${reason}`)}
        </Pill>
      ))}
    </div>
  )
}
