import { Segmented } from 'antd'
import { useLocation, useNavigate } from 'react-router'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import css from './collection.module.css'
import { readingWords } from './reading-words.ts'

const tabs = ['plans', 'sections', 'special', 'field'] as const

/** The pages of those who read meters and review what was read. */
export function ReadingTabs() {
  const say = useWords(readingWords)
  const user = useUser()
  const here = useLocation().pathname.split('/')[3] ?? 'plans'
  const go = useNavigate()
  const reads = hasRole(user, ['reader', 'district-manager', 'acquisition', 'inspector'])
  return (
    <nav className={css.tabs} aria-label={say('tabs.label')}>
      <Segmented
        value={here}
        onChange={(tab) => go(tab === 'plans' ? '/grid/reading' : `/grid/reading/${tab}`)}
        options={tabs.filter((tab) => tab !== 'field' || reads).map((value) => ({ value, label: say(`tab.${value}`) }))}
      />
    </nav>
  )
}
