import { lazy, Suspense, useState } from 'react'
import { useKeys } from '../../web/kit/keys.ts'
import { useWords } from '../../web/kit/words.ts'
import css from './help.module.css'
import { helpWords } from './words.ts'

const HelpDialogs = lazy(() => import('./help-dialogs.tsx'))

export type HelpPlace = 'menu' | 'guide' | 'glossary'

/** Beside the name in every bar: the guide again, what words mean (Alt+W), and the card to print. */
export function HelpMenu({ card }: { card: string }) {
  const say = useWords(helpWords)
  const [open, setOpen] = useState<HelpPlace>()
  useKeys({ 'Alt+W': () => setOpen('glossary') })
  return (
    <>
      <button
        type="button"
        className={css.button}
        aria-label={say('help')}
        title={say('help')}
        onClick={() => setOpen('menu')}
      >
        <span className={css.sign} aria-hidden>
          ?
        </span>
      </button>
      {open && (
        <Suspense fallback={null}>
          <HelpDialogs place={open} card={card} go={setOpen} />
        </Suspense>
      )}
    </>
  )
}
