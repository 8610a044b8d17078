import { Button } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { quantity, yuan } from '../../../app/web/kit/format.ts'
import { Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { advice } from '../../advice/contract.ts'
import css from '../bill.module.css'
import { adviceWords } from './words.ts'

type Advice = z.infer<typeof advice>
const YUAN_PER_KVAR = '120'

/**
 * What an account could pay less by; the same for a customer and for a clerk. Twelve months are rated for it, so nothing
 * is asked until somebody wants to know.
 */
export function AdvicePanel({ accountNo }: { accountNo: string }) {
  const say = useWords(adviceWords)
  const [asked, ask] = useState<string>()
  const isAsked = asked === accountNo
  return (
    <Panel title={say('title')}>
      {isAsked ? (
        <Answer accountNo={accountNo} />
      ) : (
        <>
          <p className={css.note}>{say('offer')}</p>
          <Button onClick={() => ask(accountNo)}>{say('ask')}</Button>
        </>
      )}
    </Panel>
  )
}

function Answer({ accountNo }: { accountNo: string }) {
  const say = useWords(adviceWords)
  const found = useResource<Advice>(`/api/billing/accounts/${accountNo}/advice?yuanPerKvar=${YUAN_PER_KVAR}`)
  return (
    <>
      {found.loading && (
        <p className={css.note} role="status">
          {say('waiting')}
        </p>
      )}
      <Shown of={found} rows={4}>
        {(shown) => <Found advice={shown} />}
      </Shown>
    </>
  )
}

function Found({ advice: found }: { advice: Advice }) {
  const say = useWords(adviceWords)
  const { basis, timeOfUse, capacitors, fromMonth, toMonth, bills } = found
  if (fromMonth === null || toMonth === null) return <p className={css.note}>{say('none')}</p>
  return (
    <>
      <p className={css.note}>{say('lead', { from: fromMonth, to: toMonth, bills })}</p>
      {!basis && !timeOfUse && !capacitors && <p>{say('nothing')}</p>}
      {basis && <Basis basis={basis} />}
      {timeOfUse && <TimeOfUse of={timeOfUse} />}
      {capacitors && <Capacitors of={capacitors} />}
    </>
  )
}

function Basis({ basis }: { basis: NonNullable<Advice['basis']> }) {
  const say = useWords(adviceWords)
  const [language] = useLanguage()
  const kw = quantity(basis.byContractDemand?.contractKw ?? 0)
  const name = basis.best === 'contract-demand' ? say('basis.contract-demand', { kw }) : say(`basis.${basis.best}`)
  const offers: [string, string | null][] = [
    [say('basis.current'), basis.currentYuan],
    [say('basis.capacity'), basis.byCapacityYuan],
    [say('basis.actual-demand'), basis.byActualDemandYuan],
    [say('basis.contract-demand', { kw }), basis.byContractDemand?.yuan ?? null],
  ]
  return (
    <section>
      <h4>{say('basis.title')}</h4>
      <p>
        <b>
          {basis.best === 'current'
            ? say('basis.best')
            : say('basis.saving', { name, months: basis.months, yuan: yuan(basis.savingYuan) })}
        </b>
      </p>
      <Facts
        width={200}
        items={offers.flatMap(([label, amount]) => (amount === null ? [] : [{ label, value: yuan(amount) }]))}
      />
      <p className={css.note}>{basis.notice[language]}</p>
    </section>
  )
}

function TimeOfUse({ of }: { of: NonNullable<Advice['timeOfUse']> }) {
  const say = useWords(adviceWords)
  const [language] = useLanguage()
  const { months, savingYuan, name } = of
  const isCheaper = Number(savingYuan) > 0
  const told = { name: name[language], months, yuan: yuan(savingYuan.replace('-', '')) }
  return (
    <section>
      <h4>{say('tou.title')}</h4>
      <p>{months === 0 ? say('tou.untold') : say(isCheaper ? 'tou.saving' : 'tou.dearer', told)}</p>
    </section>
  )
}

function Capacitors({ of }: { of: NonNullable<Advice['capacitors']> }) {
  const say = useWords(adviceWords)
  const { kvar, targetPowerFactor: target, savingYuan, costYuan, paybackMonths } = of
  if (paybackMonths === null) {
    return (
      <section>
        <h4>{say('capacitor.title')}</h4>
        <p>{say('capacitor.none')}</p>
      </section>
    )
  }
  const told = { kvar, target, yuan: yuan(savingYuan), months: paybackMonths, cost: yuan(costYuan) }
  return (
    <section>
      <h4>{say('capacitor.title')}</h4>
      <p>{say('capacitor.saving', told)}</p>
      <p className={css.note}>{say('capacitor.assumed', { price: YUAN_PER_KVAR })}</p>
    </section>
  )
}
