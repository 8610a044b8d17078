import { Segmented } from 'antd'
import { withQuery } from '../../app/web/kit/api.ts'
import { addDays } from '../../app/web/kit/format.ts'
import { useResource } from '../../app/web/kit/resource.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { DayCurve } from '../contract.ts'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

const comparisons = ['', 'day', 'week'] as const
type Comparison = (typeof comparisons)[number]

/** The day that another is held against: the one before it, or the same of the week before. */
export function useCompared(pointId: number | undefined, day: string, compare: string): DayCurve | undefined {
  const other = compare === 'day' ? addDays(day, -1) : compare === 'week' ? addDays(day, -7) : null
  const path = other && pointId !== undefined && withQuery(`/api/metering/points/${pointId}/curve`, { day: other })
  const found = useResource<DayCurve>(path || null)
  return other ? found.data : undefined
}

export function CompareChoice({ compare, choose }: { compare: string; choose: (compare: Comparison) => void }) {
  const say = useWords(meteringWords)
  return (
    <div className={css.strip}>
      <Segmented
        aria-label={say('compare.label')}
        value={comparisons.find((each) => each === compare) ?? ''}
        onChange={choose}
        options={comparisons.map((value) => ({ value, label: say(`compare.${value || 'none'}`) }))}
      />
    </div>
  )
}
