import { Input, type InputRef } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { withQuery } from '../../app/web/kit/api.ts'
import { useKeys } from '../../app/web/kit/keys.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AccountHit } from '../../db/customers/contract.ts'
import { AccountHits } from './account-hits.tsx'
import css from './desk.module.css'
import { deskWords } from './words.ts'

const PAUSE_MS = 250

/** Finds a customer while the agent types; arrows and Enter choose without leaving the keyboard. */
export function CustomerSearch({ choose }: { choose: (accountNo: string) => void }) {
  const say = useWords(deskWords)
  const box = useRef<InputRef>(null)
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const [on, setOn] = useState(0)
  const found = useResource<{ accounts: AccountHit[] }>(
    asked.length < 2 ? null : withQuery('/api/customers/accounts', { q: asked }),
    { keep: true },
  )
  const hits = asked.length < 2 ? [] : (found.data?.accounts ?? [])
  useKeys({ '/': () => box.current?.focus({ cursor: 'all' }) })

  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other results start at their top.
  useEffect(() => setOn(0), [found.data])

  const pick = (accountNo: string) => {
    choose(accountNo)
    setText('')
    setAsked('')
  }
  const press = (event: KeyboardEvent) => {
    const chosen = hits[on]
    if (event.key === 'ArrowDown') setOn(Math.min(hits.length - 1, on + 1))
    else if (event.key === 'ArrowUp') setOn(Math.max(0, on - 1))
    else if (event.key === 'Escape') setText('')
    else if (event.key === 'Enter' && chosen) pick(chosen.accountNo)
    else return
    event.preventDefault()
  }
  return (
    <Panel label={say('search.title')}>
      <Input
        ref={box}
        allowClear
        value={text}
        maxLength={64}
        aria-label={say('search.label')}
        placeholder={say('search.label')}
        suffix={<span className={css.key}>{say('key.search')}</span>}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      {asked.length === 1 && <p className={css.note}>{say('search.short')}</p>}
      {asked.length >= 2 && (
        <Shown
          of={found}
          rows={3}
          isEmpty={(page) => page.accounts.length === 0}
          empty={<Empty title={say('search.none')} next={say('search.none.next')} />}
        >
          {() => <AccountHits hits={hits} choose={pick} on={on} />}
        </Shown>
      )}
    </Panel>
  )
}
