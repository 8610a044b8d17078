import { useWords } from '../../../app/web/kit/words.ts'
import css from './follow-up.module.css'
import { followUpWords } from './words.ts'

const scores = [1, 2, 3, 4, 5] as const

/** 1 to 5, each with its word; by arrow keys too. */
export function Levels({ value, onChange }: { value?: number | undefined; onChange?: (score: number) => void }) {
  const say = useWords(followUpWords)
  return (
    <div className={css.levels} role="radiogroup" aria-label={say('result.score')}>
      {scores.map((score) => (
        // biome-ignore lint/a11y/useSemanticElements: a square to touch, not a dot.
        <button
          key={score}
          type="button"
          role="radio"
          aria-checked={value === score}
          className={css.level}
          onClick={() => onChange?.(score)}
        >
          <b>{score}</b>
          {say(`level.${score}`)}
        </button>
      ))}
    </div>
  )
}
