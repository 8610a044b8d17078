import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { GlossaryList } from '../contract.ts'
import css from './help.module.css'
import { helpWords } from './words.ts'

/** What the words of the product mean, searched in either language. */
export function GlossaryDialog({ close }: { close: () => void }) {
  const say = useWords(helpWords)
  const [language] = useLanguage()
  const [sought, setSought] = useState('')
  const words = useResource<GlossaryList>('/api/help/glossary')
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Modal open title={say('glossary.title')} onCancel={close} footer={null} width={560}>
      <Input
        autoFocus
        allowClear
        aria-label={say('glossary.search')}
        placeholder={say('glossary.search')}
        value={sought}
        onChange={({ target }) => setSought(target.value)}
        style={{ marginBottom: 12 }}
      />
      <Shown of={words} rows={10}>
        {({ items }) => {
          const found = items.filter((item) => isSought(item, sought.trim().toLowerCase()))
          if (found.length === 0) return <p>{say('glossary.none')}</p>
          return found.map(({ term, explained }) => (
            <div key={term.en} className={css.word}>
              <b>{term[language]}</b>
              <small>{term[other]}</small>
              <p>{explained[language]}</p>
            </div>
          ))
        }}
      </Shown>
    </Modal>
  )
}

function isSought({ term, explained }: GlossaryList['items'][number], words: string): boolean {
  return [term.zh, term.en, explained.zh, explained.en].some((text) => text.toLowerCase().includes(words))
}
