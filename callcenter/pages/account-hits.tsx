import { accountNumber } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { AccountHit } from '../../db/customers/contract.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

export function AccountHits({
  hits,
  choose,
  on,
}: {
  hits: AccountHit[]
  choose: (accountNo: string) => void
  on?: number
}) {
  const say = useWords(deskWords)
  return (
    <div className={css.hits}>
      {hits.map((hit, index) => (
        <button
          key={hit.accountNo}
          type="button"
          className={`${css.hit} ${index === on ? css.hitOn : ''}`}
          aria-current={index === on}
          onClick={() => choose(hit.accountNo)}
        >
          <span className={css.hitTop}>
            <span>{hit.customerName}</span>
            <span className={css.note}>{say(`match.${hit.matchedBy}`)}</span>
          </span>
          <span className={css.note}>
            {accountNumber(hit.accountNo)} · {hit.phone ?? '—'}
            {hit.status !== 'active' && ` · ${say(`account.${hit.status}`)}`}
          </span>
          <span className={`${css.note} ${css.clamp}`}>{hit.address}</span>
        </button>
      ))}
    </div>
  )
}
