import { Button, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import { useKeys } from './keys.ts'
import css from './parts.module.css'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

const PAUSE_MS = 250

/**
 * Searches a list on Enter, with `isLive` as one pauses too; `/` goes to it from anywhere on the page. It follows what the
 * address says.
 */
export function SearchBox(props: { value: string; label: string; search: (words: string) => void; isLive?: boolean }) {
  const { value, label, search, isLive = false } = props
  const say = useWords(kitWords)
  const input = useRef<InputRef>(null)
  useKeys({ '/': () => input.current?.focus({ cursor: 'all' }) })
  const { text, type, send, compose } = useTyped(value, search, isLive)
  return (
    <Input.Search
      ref={input}
      className={css.search ?? ''}
      allowClear
      maxLength={64}
      value={text}
      placeholder={label}
      aria-label={label}
      title={say('search.key')}
      enterButton={<Button aria-label={say('search')} icon={<Icon name="search" size={16} />} />}
      onChange={({ target }) => type(target.value)}
      onCompositionStart={() => compose(true)}
      onCompositionEnd={() => compose(false)}
      onSearch={send}
    />
  )
}

/** What stands in the box, until the address says something else; half a Chinese word is not searched. */
function useTyped(value: string, search: (words: string) => void, isLive: boolean) {
  const [text, type] = useState(value)
  const [isComposing, compose] = useState(false)
  const sent = useRef(value)
  const latestSearch = useRef(search)
  latestSearch.current = search
  const send = (words: string) => {
    sent.current = words.trim()
    latestSearch.current(sent.current)
  }
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    type(value)
  }, [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `send` reads what is latest by itself.
  useEffect(() => {
    if (!isLive || isComposing || text.trim() === sent.current) return
    const pause = setTimeout(() => send(text), PAUSE_MS)
    return () => clearTimeout(pause)
  }, [text, isLive, isComposing])
  return { text, type, send, compose }
}
