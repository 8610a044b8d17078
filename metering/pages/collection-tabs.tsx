import { Segmented } from 'antd'
import { useLocation, useNavigate } from 'react-router'
import { useWords } from '../../app/web/kit/words.ts'
import css from './collection.module.css'
import { collectionWords } from './collection-words.ts'

const tabs = ['completeness', 'repairs', 'clocks', 'quarantine'] as const

/** The four pages of those who keep meters reporting. */
export function CollectionTabs() {
  const say = useWords(collectionWords)
  const here = useLocation().pathname.split('/')[3] ?? 'completeness'
  const go = useNavigate()
  return (
    <nav className={css.tabs} aria-label={say('tabs.label')}>
      <Segmented
        value={here}
        onChange={(tab) => go(tab === 'completeness' ? '/grid/collection' : `/grid/collection/${tab}`)}
        options={tabs.map((value) => ({ value, label: say(`tab.${value}`) }))}
      />
    </nav>
  )
}
