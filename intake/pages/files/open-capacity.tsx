import { Form } from 'antd'
import { quantity } from '../../../app/web/kit/format.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { defineWords, useWords } from '../../../app/web/kit/words.ts'
import type { DistrictLoad } from '../../loads.ts'
import css from './open-capacity.module.css'

const capacityWords = defineWords('intake-open-capacity', {
  open: ['可开放容量', 'Open capacity'],
  capacity: ['额定容量', 'Rated capacity'],
  agreed: ['合同容量（{{count}} 户）', 'Agreed ({{count}} accounts)'],
  pending: ['在办申请', 'Asked for'],
  peak: ['近 30 天最大负荷', 'Peak of 30 days'],
  phases: ['三相电流 A/B/C', 'Currents A/B/C'],
  unknown: ['未接入', 'not measured'],
  unfiled: ['未登记', 'not on file'],
  basis: ['{{basis}}', '{{share}} % of the rated capacity, less the peak and what is asked for'],
})

/** Of the district that is chosen in the form, and of its feeder: what can still be promised. */
export function OpenCapacity() {
  const districtId = Form.useWatch('districtId') as number | undefined
  const load = useResource<DistrictLoad>(districtId === undefined ? null : `/api/intake/districts/${districtId}/load`)
  if (districtId === undefined) return null
  return (
    <Shown of={load} rows={3}>
      {(known) => <DistrictPlaces load={known} />}
    </Shown>
  )
}

/** A district and its feeder. */
export function DistrictPlaces({ load: { district, feeder, share, basis } }: { load: DistrictLoad }) {
  const say = useWords(capacityWords)
  return (
    <div className={css.box}>
      {[district, ...(feeder ? [feeder] : [])].map((place) => (
        <Place key={place.name} place={place} />
      ))}
      <p className={css.note}>{say('basis', { basis, share: share * 100 })}</p>
    </div>
  )
}

function Place({ place }: { place: DistrictLoad['district'] }) {
  const say = useWords(capacityWords)
  const { capacityKva, openKva, peakKw, phasesA, agreedKva, pendingKw, accounts } = place
  const or = (value: number | null, unit: string, otherwise: string) =>
    value === null ? otherwise : `${quantity(value)} ${unit}`
  const current = (value: number | null) => (value === null ? '—' : quantity(value))
  const facts: [string, string][] = [
    [say('open'), or(openKva, 'kVA', say(peakKw === null ? 'unknown' : 'unfiled'))],
    [say('capacity'), or(capacityKva, 'kVA', say('unfiled'))],
    [say('agreed', { count: accounts }), `${quantity(agreedKva)} kVA`],
    [say('pending'), `${quantity(pendingKw)} kW`],
    [say('peak'), or(peakKw, 'kW', say('unknown'))],
    [say('phases'), phasesA ? `${phasesA.map(current).join(' / ')} A` : say('unknown')],
  ]
  return (
    <section aria-label={place.name}>
      <h4 className={css.name}>{place.name}</h4>
      <dl className={css.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
