import { civilDay } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PlanRow } from '../sections/shapes.ts'
import grid from './grid.module.css'
import css from './reading.module.css'
import { readingWords } from './reading-words.ts'

const order = ['accepted', 'read', 'recall', 'site', 'approval', 'missing', 'waiting'] as const
const tones: Partial<Record<(typeof order)[number], string | undefined>> = {
  accepted: css.accepted,
  read: css.read,
  recall: css.undone,
  site: css.undone,
  approval: css.undone,
  missing: css.missing,
}

export function PlanProgress({ plan }: { plan: PlanRow }) {
  const say = useWords(readingWords)
  const known = order.filter((state) => plan.progress[state])
  return (
    <>
      <div className={css.bar} aria-hidden>
        {known.map((state) => (
          <span
            key={state}
            className={tones[state]}
            style={{ width: `${((plan.progress[state] ?? 0) / Math.max(1, plan.points)) * 100}%` }}
          />
        ))}
      </div>
      <span className={grid.note}>
        {known.map((state) => `${say(`state.${state}`)} ${plan.progress[state]}`).join(' · ')}
      </span>
    </>
  )
}

/** Before its reading day there is nothing to do about a plan. */
export function PlanState({ plan }: { plan: PlanRow }) {
  const say = useWords(readingWords)
  if (plan.status === 'closed') return <Pill tone="good">{say('plan.closed')}</Pill>
  if (plan.readingDay > civilDay(new Date())) return <Pill tone="calm">{say('state.waiting')}</Pill>
  return <Pill tone="warn">{say('plan.open')}</Pill>
}
