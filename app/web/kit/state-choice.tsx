import { Segmented } from 'antd'
import { quantity } from './format.ts'
import css from './lists.module.css'

type Choice<State extends string> = {
  label: string
  all: string
  states: readonly State[]
  nameOf: (state: State) => string
  /** Of every state, once they are known. */
  counts: Partial<Record<State, number>> | undefined
  /** Empty: all. */
  value: string
  choose: (state: string) => void
}

/** Narrows a list to one state, each with how many there are; wider than a phone it scrolls by itself. */
export function StateChoice<State extends string>(props: Choice<State>) {
  const { label, all, states, nameOf, counts, value, choose } = props
  return (
    <div className={css.strip}>
      <Segmented
        aria-label={label}
        value={value}
        onChange={choose}
        options={[
          { value: '', label: all },
          ...states.map((state) => ({
            value: state,
            label: `${nameOf(state)}${counts ? ` ${quantity(counts[state] ?? 0)}` : ''}`,
          })),
        ]}
      />
    </div>
  )
}
