import css from './customer-home.module.css'

/** A day at a glance without the chart engine, so that the first page stays light. Gaps stay open. */
export function Sparkline({ values }: { values: (number | null)[] }) {
  const highest = Math.max(1, ...values.map((value) => value ?? 0))
  const x = (index: number) => (index / Math.max(1, values.length - 1)) * 300
  const y = (value: number) => 58 - (value / highest) * 54
  const path = values.map((value, index) => {
    if (value === null) return ''
    const opens = index === 0 || values[index - 1] === null
    return `${opens ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
  })
  return (
    <svg className={css.spark} viewBox="0 0 300 60" preserveAspectRatio="none" aria-hidden>
      <path d={path.join('')} fill="none" stroke="var(--brand)" strokeWidth="1.6" vectorEffect="non-scaling-stroke" />
      <path d="M0 59.5H300" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
