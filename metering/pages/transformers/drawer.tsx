import { Drawer } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { Chart } from '../../../app/web/kit/Chart.tsx'
import { instant, quantity } from '../../../app/web/kit/format.ts'
import { Facts } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { TransformerDetail, TransformerRow } from '../../transformers/contract.ts'
import css from '../grid.module.css'
import { StatePill, useSaying } from './columns.tsx'
import { daysToOption } from './option.ts'
import { transformerWords } from './words.ts'

/** One transformer's month. */
export function TransformerDrawer(props: { districtId: number; month: string; close: () => void }) {
  const { districtId, month, close } = props
  const found = useResource<TransformerDetail>(withQuery(`/api/metering/transformers/${districtId}`, { month }))
  const { transformer } = found.data ?? {}
  return (
    <Drawer
      open
      size={600}
      title={transformer?.name ?? '…'}
      onClose={close}
      extra={transformer && <StatePill state={transformer.state} />}
    >
      <Shown of={found} rows={8}>
        {(detail) => <Detail detail={detail} />}
      </Shown>
    </Drawer>
  )
}

function Detail({ detail }: { detail: TransformerDetail }) {
  const say = useWords(transformerWords)
  const { headPointId } = detail.transformer
  return (
    <div className={css.stack}>
      <Month transformer={detail.transformer} />
      <Days detail={detail} />
      {headPointId !== null && <Link to={`/grid/meters/${headPointId}`}>{say('open.head')} ›</Link>}
      <p className={css.note}>{say('note')}</p>
    </div>
  )
}

function Month({ transformer }: { transformer: TransformerRow }) {
  const say = useWords(transformerWords)
  const { percent, hours, spell } = useSaying()
  const { capacityKva, peakPercent, peakAt, longestHeavyMin, longestOverMin, reverseMin } = transformer
  const peak =
    peakPercent === null
      ? '—'
      : say('fact.peak.value', {
          ...{ percent: quantity(peakPercent, 1), kva: quantity((peakPercent * capacityKva) / 100, 0) },
          at: instant(peakAt),
        })
  return (
    <Facts
      width={150}
      items={[
        { label: say('fact.capacity'), value: `${quantity(capacityKva)} kVA` },
        { label: say('fact.peak'), value: peak, wide: true },
        { label: say('fact.mean'), value: percent(transformer.meanPercent) },
        { label: say('fact.heavy'), value: spell(transformer.heavyDays, transformer.heavyMin) },
        { label: say('fact.over'), value: spell(transformer.overDays, transformer.overMin) },
        { label: say('fact.longest'), value: `${hours(longestHeavyMin)} / ${hours(longestOverMin)}` },
        ...(reverseMin > 0 ? [{ label: say('fact.reverse'), value: hours(reverseMin) }] : []),
        { label: say('fact.monitored'), value: percent(transformer.monitoredPercent) },
      ]}
    />
  )
}

function Days({ detail }: { detail: TransformerDetail }) {
  const say = useWords(transformerWords)
  const names = {
    ...{ peak: say('chart.peak'), mean: say('chart.mean') },
    ...{ heavy: say('chart.heavy'), over: say('chart.over') },
  }
  if (detail.days.length === 0) return <p className={css.note}>{say('days.none')}</p>
  return (
    <section>
      <h4>{say('chart.days')}</h4>
      <Chart option={daysToOption(detail, names)} height={240} label={say('chart.days')} />
    </section>
  )
}
