import { Button } from 'antd'
import { useMemo } from 'react'
import { Chart } from '../../app/web/kit/Chart.tsx'
import type { ChartTone } from '../../app/web/kit/chart-style.ts'
import { addDays, civilDay, clock, kilowattHours, quantity } from '../../app/web/kit/format.ts'
import { Figure } from '../../app/web/kit/parts.tsx'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CurveSlot, DayCurve, Quality } from '../contract.ts'
import { averageKw, slotsToOption } from './curve-option.ts'
import css from './day-curve.module.css'
import { meteringWords } from './words.ts'

const qualities: Quality[] = ['measured', 'interpolated', 'estimated', 'edited', 'missing', 'suspect']
const colours: Record<Quality, string | undefined> = {
  measured: '',
  interpolated: css.interpolated,
  estimated: css.estimated,
  edited: css.edited,
  missing: css.missing,
  suspect: css.suspect,
}

export function yesterday(): string {
  return addDays(civilDay(new Date()), -1)
}

export function DayPicker({ day, choose }: { day: string; choose: (day: string) => void }) {
  const say = useWords(meteringWords)
  const today = civilDay(new Date())
  return (
    <div className={css.picker}>
      <Button aria-label={say('curve.earlier')} onClick={() => choose(addDays(day, -1))}>
        ‹
      </Button>
      <input
        className={css.date}
        type="date"
        aria-label={say('curve.day')}
        value={day}
        max={today}
        onChange={(event) => event.target.value && choose(event.target.value)}
      />
      <Button aria-label={say('curve.later')} disabled={day >= today} onClick={() => choose(addDays(day, 1))}>
        ›
      </Button>
    </div>
  )
}

export function DayCurveView({
  curve,
  other,
  tone = 'day',
  height = 300,
}: {
  curve: DayCurve
  /** Another day that it is held against. */
  other?: DayCurve | undefined
  tone?: ChartTone
  height?: number
}) {
  const say = useWords(meteringWords)
  const load = say('curve.load')
  const option = useMemo(
    () => slotsToOption(curve.slots, tone, load, other && { name: other.day, slots: other.slots }),
    [curve.slots, tone, load, other],
  )
  const known = curve.slots.filter((slot) => slot.energyWh !== null).length
  // The grid's own people are not sent to 95598.
  if (known === 0)
    return <Empty title={say('curve.none')} next={say(tone === 'day' ? 'curve.none.next' : 'curve.none.grid')} />
  return (
    <>
      <Summary curve={curve} other={other} known={known} />
      <Chart option={option} height={height} label={say('curve.chart', { day: curve.day })} />
      <QualityStrip slots={curve.slots} counts={curve.counts} />
      {curve.siblings.map((sibling) => (
        <section key={sibling.channel} className={css.sibling} aria-label={say(`channel.${sibling.channel}`)}>
          {say(`channel.${sibling.channel}`)}{' '}
          <b>{kilowattHours(sibling.energyWh).replace('kWh', sibling.channel === 'export' ? 'kWh' : 'kvarh')}</b>
          <QualityStrip
            slots={sibling.slots.map((slot, order) => ({ ...slot, at: curve.slots[order]?.at ?? '' }))}
            counts={sibling.counts}
          />
        </section>
      ))}
    </>
  )
}

function Summary({ curve, other, known }: { curve: DayCurve; other: DayCurve | undefined; known: number }) {
  const say = useWords(meteringWords)
  const begun = qualities.reduce((sum, quality) => sum + (curve.counts[quality] ?? 0), 0) || curve.slots.length
  const peak = curve.slots.reduce<CurveSlot | undefined>(
    (best, slot) => ((slot.energyWh ?? -1) > (best?.energyWh ?? -1) ? slot : best),
    undefined,
  )
  const share = Math.floor((known / begun) * 1000) / 10
  return (
    <div className={css.figures}>
      <Figure
        label={say('curve.energy')}
        value={kilowattHours(curve.energyWh).replace(' kWh', '')}
        unit="kWh"
        note={other?.energyWh && curve.energyWh !== null && say('compare.change', changeTo(curve.energyWh, other))}
      />
      <Figure
        label={say('curve.peak')}
        value={peak ? quantity(averageKw(peak)) : '—'}
        unit="kW"
        note={peak && say('curve.peakAt', { at: clock(peak.at) })}
      />
      <Figure
        label={say('curve.complete')}
        value={share}
        unit="%"
        tone={share < 95 ? 'warn' : undefined}
        note={say('curve.completeNote', { known, all: begun })}
      />
    </div>
  )
}

function QualityStrip({ slots, counts }: { slots: Pick<CurveSlot, 'at' | 'quality'>[]; counts: DayCurve['counts'] }) {
  const say = useWords(meteringWords)
  return (
    <>
      <div className={css.strip} aria-hidden>
        {slots.map((slot) => (
          <i
            key={slot.at}
            className={`${css.cell} ${colours[slot.quality]}`}
            title={`${clock(slot.at)} ${say(`quality.${slot.quality}`)}`}
          />
        ))}
      </div>
      <div className={css.legend}>
        <b>{say('curve.quality')}</b>
        {qualities.map((quality) => (
          <span key={quality}>
            <i className={`${css.cell} ${css.swatch} ${colours[quality]}`} aria-hidden />
            {say(`quality.${quality}`)} {counts[quality] ?? 0}
          </span>
        ))}
      </div>
    </>
  )
}

function changeTo(energyWh: number, { day, energyWh: otherWh }: DayCurve): { day: string; change: string } {
  const percent = Math.round((energyWh / (otherWh ?? energyWh) - 1) * 100)
  return { day: day.slice(5), change: `${percent > 0 ? '+' : ''}${percent}` }
}
