import { Button } from 'antd'
import type { Pages } from './pages.ts'
import css from './parts.module.css'
import { Trouble } from './states.tsx'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

/** The foot of a list that has more to show. */
export function MorePages({ of, total }: { of: Pages<unknown, unknown>; total?: number | string | undefined }) {
  const say = useWords(kitWords)
  const shown = of.items.length
  if (!of.more) return null
  return (
    <div className={css.more}>
      <Trouble error={of.error} />
      <Button block type="text" loading={of.busy} onClick={of.more}>
        {total === undefined ? say('more') : say('more.of', { shown, total })}
      </Button>
    </div>
  )
}
