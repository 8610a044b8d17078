import { Button, type TableColumnsType } from 'antd'
import { clock, instant, quantity } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { TransformerRow } from '../../transformers/contract.ts'
import css from '../grid.module.css'
import { transformerWords } from './words.ts'

const tones: Record<TransformerRow['state'], Tone> = {
  ...{ over: 'bad', heavy: 'warn', normal: 'good' },
  ...{ light: 'calm', unknown: 'calm' },
}

export function StatePill({ state }: { state: TransformerRow['state'] }) {
  const say = useWords(transformerWords)
  return <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
}

/** How shares and times are said. */
export function useSaying() {
  const say = useWords(transformerWords)
  return {
    percent: (value: number | null) => (value === null ? '—' : say('percent', { percent: quantity(value, 1) })),
    hours: (minutes: number) => say('hours', { hours: quantity(minutes / 60, 1) }),
    spell: (days: number, minutes: number) =>
      minutes === 0 ? '—' : say('days', { days, hours: quantity(minutes / 60, 1) }),
  }
}

export function useColumns(open: (districtId: number) => void): TableColumnsType<TransformerRow> {
  const say = useWords(transformerWords)
  const { percent, hours, spell } = useSaying()
  return [
    {
      title: say('col.name'),
      render: (_, { districtId, name, kind, capacityKva }) => (
        <>
          <Button type="link" className={css.opener ?? ''} onClick={() => open(districtId)}>
            {name}
          </Button>
          <div className={css.note}>
            {quantity(capacityKva)} kVA · {say(`kind.${kind}`)}
          </div>
        </>
      ),
    },
    { title: say('col.feeder'), width: 160, render: (_, { feederName }) => feederName ?? '—' },
    {
      title: say('col.now'),
      width: 100,
      align: 'right',
      render: (_, { nowPercent, nowAt }) => (
        <>
          {percent(nowPercent)}
          {nowAt && <div className={css.note}>{clock(nowAt)}</div>}
        </>
      ),
    },
    {
      title: say('col.peak'),
      width: 150,
      align: 'right',
      render: (_, { peakPercent, peakAt }) => (
        <>
          {percent(peakPercent)}
          {peakAt && <div className={css.note}>{instant(peakAt)}</div>}
        </>
      ),
    },
    { title: say('col.mean'), width: 110, align: 'right', render: (_, row) => percent(row.meanPercent) },
    { title: say('col.heavy'), width: 150, render: (_, row) => spell(row.heavyDays, row.heavyMin) },
    { title: say('col.over'), width: 150, render: (_, row) => spell(row.overDays, row.overMin) },
    {
      title: say('col.longest'),
      width: 110,
      align: 'right',
      render: (_, { longestHeavyMin }) => (longestHeavyMin === 0 ? '—' : hours(longestHeavyMin)),
    },
    {
      title: say('col.state'),
      width: 130,
      render: (_, { state, headPointId, reverseMin }) => (
        <>
          <StatePill state={state} />
          {headPointId === null && <div className={css.note}>{say('no-head')}</div>}
          {reverseMin > 0 && <div className={css.note}>{say('reverse', { hours: quantity(reverseMin / 60, 1) })}</div>}
        </>
      ),
    },
  ]
}
