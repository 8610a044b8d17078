import css from './validation.module.css'

const WIDTH = 240
const HEIGHT = 34

/** Two days at a glance as evidence, gaps left open, with the doubtful part marked. */
export function MiniCurve({ values, mark }: { values: (number | null)[]; mark: [from: number, to: number] }) {
  const highest = Math.max(1, ...values.map((value) => value ?? 0))
  const x = (index: number) => (index / Math.max(1, values.length)) * WIDTH
  const y = (value: number) => HEIGHT - 2 - (Math.max(0, value) / highest) * (HEIGHT - 4)
  const path = values.map((value, index) => {
    if (value === null) return ''
    const opens = index === 0 || values[index - 1] === null
    return `${opens ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
  })
  const [from, to] = [Math.max(0, mark[0]), Math.min(values.length, mark[1])]
  return (
    <svg className={css.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {to > from && (
        <rect x={x(from)} width={Math.max(2, x(to) - x(from))} height={HEIGHT} fill="var(--warn)" fillOpacity="0.22" />
      )}
      <path d={path.join('')} fill="none" stroke="var(--brand)" strokeWidth="1.2" />
      <path d={`M${WIDTH / 2} 0V${HEIGHT}`} stroke="var(--line-strong)" strokeDasharray="2 3" />
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--line)" />
    </svg>
  )
}
