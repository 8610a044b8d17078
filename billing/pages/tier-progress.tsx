import { quantity } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillDetail } from '../bill-contract.ts'
import css from './bill.module.css'
import { billingWords } from './words.ts'

type Progress = NonNullable<BillDetail['tierProgress']>
type Tier = Progress['tiers'][number]

export function TierProgress({ progress }: { progress: Progress }) {
  const say = useWords(billingWords)
  return (
    <>
      <p className={css.note}>
        {say('bill.tiers.lead', {
          year: progress.tierYear,
          months: progress.serviceMonths,
          energy: quantity(progress.accumulatedKwh),
        })}
      </p>
      {progress.tiers.map((tier) => (
        <TierBar key={tier.index} tier={tier} />
      ))}
    </>
  )
}

function TierBar({ tier }: { tier: Tier }) {
  const say = useWords(billingWords)
  const width =
    tier.limitKwh === null
      ? tier.usedKwh > 0
        ? 100
        : 0
      : Math.min(100, (tier.usedKwh / (tier.limitKwh - tier.fromKwh)) * 100)
  const left = tier.limitKwh === null ? null : tier.limitKwh - tier.fromKwh - tier.usedKwh
  const range =
    tier.limitKwh === null
      ? say('bill.tier.open', { from: quantity(tier.fromKwh) })
      : say('bill.tier.range', { from: quantity(tier.fromKwh), to: quantity(tier.limitKwh) })
  const fills = [css.fill, `${css.fill} ${css.fill2}`, `${css.fill} ${css.fill3}`]
  return (
    <div className={css.tier}>
      <div className={css.tierHead}>
        <b>{say('bill.tier', { index: tier.index })}</b>
        <span className={css.note}>
          {range} · {useTierPrice(tier)}
        </span>
      </div>
      <div className={css.track}>
        <div className={fills[tier.index - 1] ?? css.fill} style={{ width: `${width}%` }} />
      </div>
      <span className={css.note}>
        {say('bill.tier.used', { used: quantity(tier.usedKwh) })}
        {left !== null && tier.usedKwh > 0 && left > 0 && <> · {say('bill.tier.left', { left: quantity(left) })}</>}
      </span>
    </div>
  )
}

function useTierPrice(tier: Tier): string {
  const say = useWords(billingWords)
  const prices = tier.touPricesYuanPerKwh
  if (!prices) return `${tier.priceYuanPerKwh ?? '—'} 元/kWh`
  return Object.entries(prices)
    .map(([period, price]) => `${say.code('period', period)} ${price}`)
    .join(' / ')
}
