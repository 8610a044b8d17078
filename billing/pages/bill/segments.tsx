import { addDays, fixed, quantity } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { BillDetail, BillSegment } from '../../bill-contract.ts'
import css from '../bill.module.css'
import { billingWords } from '../words.ts'
import { billWords } from './words.ts'

/** How metered energy became charged energy, part by part: less what others took, with the transformer's loss. */
export function Segments({ bill }: { bill: BillDetail }) {
  return bill.segments.map((segment) => <Segment key={segment.position} bill={bill} segment={segment} />)
}

function Segment({ bill, segment }: { bill: BillDetail; segment: BillSegment }) {
  const say = useWords(billWords)
  const words = useWords(billingWords)
  const { position, from, to, days, pointNo } = segment
  const kwh = (value: number) => `${fixed(value, 2)} kWh`
  const transformerKwh = Math.round((segment.lossKwh - segment.lineLossKwh) * 1000) / 1000
  const rows = [
    { label: say('segment.metered'), value: kwh(segment.meteredKwh), isShown: true },
    { label: say('segment.deducted'), value: `− ${kwh(segment.deductedKwh)}`, isShown: segment.deductedKwh !== 0 },
    { label: say('segment.loss'), value: `+ ${kwh(transformerKwh)}`, isShown: transformerKwh !== 0 },
    { label: say('segment.lineLoss'), value: `+ ${kwh(segment.lineLossKwh)}`, isShown: segment.lineLossKwh !== 0 },
    { label: say('segment.charged'), value: kwh(segment.chargedKwh), isShown: true },
    {
      label: say('segment.reactive'),
      value: `${fixed(segment.reactiveKvarh, 2)} kvarh`,
      isShown: segment.reactiveKvarh !== 0,
    },
    {
      label: say('segment.standard'),
      value: segment.powerFactorStandard,
      isShown: segment.powerFactorStandard !== null,
    },
  ]
  const spread = Object.entries(segment.chargedByPeriodKwh).filter(([period]) => period !== 'total')
  return (
    <div className={css.segment}>
      <div>
        {bill.segments.length > 1 && <b>{say('segment.name', { no: position })} </b>}
        {say('segment.days', { from, to: addDays(to, -1), days })}
      </div>
      <div className={css.note}>
        {say('segment.point', { no: pointNo })} · {words('bill.line.version', { version: segment.priceVersion })}
      </div>
      {rows
        .filter(({ isShown }) => isShown)
        .map(({ label, value }) => (
          <div key={label} className={css.pair}>
            <span className={css.label}>{label}</span>
            <span>{value}</span>
          </div>
        ))}
      {spread.length > 0 && (
        <div className={css.note}>
          {spread.map(([period, energy]) => `${words.code('period', period)} ${quantity(energy)}`).join(' · ')} kWh
        </div>
      )}
      {segment.curve && <div className={css.note}>{say('segment.curve', segment.curve)}</div>}
    </div>
  )
}
