import type { ReactNode } from 'react'
import css from './progress.module.css'

export type ProgressStep = {
  key: string
  title: string
  state: 'done' | 'current' | 'ahead' | 'returned'
  note?: ReactNode
  opinion?: string | null
}

/** The way of a case from its first step to its last, with who did what and when. */
export function Progress({ steps, label }: { steps: ProgressStep[]; label: string }) {
  return (
    <ol className={css.list} aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step.key}
          className={`${css.step} ${css[step.state]}`}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span className={css.dot} aria-hidden>
            {marks[step.state] ?? index + 1}
          </span>
          <div className={css.title}>{step.title}</div>
          {step.note && <div className={css.note}>{step.note}</div>}
          {step.opinion && <div className={css.opinion}>{step.opinion}</div>}
        </li>
      ))}
    </ol>
  )
}

const marks: Partial<Record<ProgressStep['state'], string>> = { done: '✓', returned: '↩' }
