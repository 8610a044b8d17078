import { Dropdown } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useKeys } from '../../web/kit/keys.ts'
import { useWords } from '../../web/kit/words.ts'
import { GlossaryDrawer } from './glossary.tsx'
import { GuideDrawer } from './guide.tsx'
import css from './help.module.css'
import { helpWords } from './words.ts'

/** Beside the name in every bar: the guide again, what words mean (Alt+W), and the card to print. */
export function HelpMenu({ card }: { card: string }) {
  const say = useWords(helpWords)
  const go = useNavigate()
  const [open, setOpen] = useState<'guide' | 'glossary'>()
  useKeys({ 'Alt+W': () => setOpen('glossary') })
  const close = () => setOpen(undefined)
  const items = [
    { key: 'guide', label: say('menu.guide'), onClick: () => setOpen('guide') },
    { key: 'glossary', label: say('menu.glossary'), onClick: () => setOpen('glossary') },
    { key: 'card', label: say('menu.card'), onClick: () => void go(card) },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <button type="button" className={css.button} aria-label={say('help')} title={say('help')}>
          <span className={css.sign} aria-hidden>
            ?
          </span>
        </button>
      </Dropdown>
      {open === 'guide' && <GuideDrawer close={close} />}
      {open === 'glossary' && <GlossaryDrawer close={close} />}
    </>
  )
}
