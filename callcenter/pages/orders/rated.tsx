import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Pill } from '../../../app/web/kit/parts.tsx'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { OrderLink, OrderRecord } from '../../orders/contract.ts'
import { nameOrder } from '../../orders/kinds/contract.ts'
import { followUpWords } from '../follow-up/words.ts'
import { deskWords } from '../words.ts'
import css from './orders.module.css'
import { orderWords } from './words.ts'

type Rated = NonNullable<OrderRecord['rated']>

/** For whose score an order was opened: what was rated, and the follow-up by which that was asked. */
export function RatedOf({ of, open }: { of: Rated; open: (order: OrderLink) => void }) {
  const say = useWords(orderWords)
  const ask = useWords(followUpWords)
  const mayAsk = hasRole(useUser(), ['agent', 'lead', 'quality', 'manager'])
  const { score, comment, way, ratedAt, followUp } = of
  const asked = followUp && `${ask(`way.${followUp.way}`)} · ${ask(`state.${followUp.state}`)}`
  return (
    <section aria-label={say('rated.title')}>
      <h3 className={css.head}>
        {say('rated.title')} <Pill tone={score <= 2 ? 'bad' : 'warn'}>{ask('score', { score })}</Pill>
      </h3>
      <Facts
        width={150}
        items={[
          { label: say(`rated.${of.subject}`), value: <What of={of} open={open} />, wide: true },
          { label: say('rated.at'), value: `${instant(ratedAt)} · ${ask(`way.${way}`)}` },
          ...(comment ? [{ label: ask('col.comment'), value: comment, wide: true }] : []),
          ...(asked
            ? [
                {
                  label: ask('title'),
                  value: mayAsk ? <Link to="/desk/follow-ups?state=ended">{asked}</Link> : asked,
                },
              ]
            : []),
        ]}
      />
    </section>
  )
}

function What({ of: { subjectNo, order, contact }, open }: { of: Rated; open: (order: OrderLink) => void }) {
  const desk = useWords(deskWords)
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const mayAnswer = hasRole(useUser(), ['agent', 'lead'])
  if (order)
    return (
      <button type="button" className={css.name} onClick={() => open(order)}>
        {nameOrder(order.kind, order.subkind)[language]} {subjectNo}
      </button>
    )
  if (!contact) return subjectNo
  const { at, accountNo, category, agent, summary } = contact
  const about = [instant(at), category && desk.code('category', category), agent].filter(Boolean).join(' · ')
  return (
    <>
      {subjectNo}
      {accountNo && mayAnswer && (
        <>
          {' '}
          <Link to={withQuery('/desk', { account: accountNo })}>{say('rated.file')}</Link>
        </>
      )}
      <div className={css.when}>{about}</div>
      {summary && <div>{summary}</div>}
    </>
  )
}
