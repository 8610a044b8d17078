import { Button, Input, type InputRef } from 'antd'
import { useRef } from 'react'
import { Icon } from './icons.tsx'
import { useKeys } from './keys.ts'
import css from './parts.module.css'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

/** Searches a list on Enter; `/` goes to it from anywhere on the page. It follows what the address says. */
export function SearchBox(props: { value: string; label: string; search: (words: string) => void }) {
  const { value, label, search } = props
  const say = useWords(kitWords)
  const input = useRef<InputRef>(null)
  useKeys({ '/': () => input.current?.focus({ cursor: 'all' }) })
  return (
    <Input.Search
      key={value}
      ref={input}
      className={css.search ?? ''}
      allowClear
      maxLength={64}
      defaultValue={value}
      placeholder={label}
      aria-label={label}
      title={say('search.key')}
      enterButton={<Button aria-label={say('search')} icon={<Icon name="search" size={16} />} />}
      onSearch={(words) => search(words.trim())}
    />
  )
}
