import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Hit, suggestions } from '../../knowledge/contract.ts'
import { MattersHere } from '../matters/matter-parts.tsx'
import { ArticleView } from './article-view.tsx'
import css from './knowledge.module.css'
import { knowledgeWords } from './words.ts'

const PAUSE_MS = 500

type Beside = { written: string; accountNo: string | null; send?: ((text: string) => void) | undefined }

/** 推荐知识: beside the current contact, by what the agent writes and what the file says. */
export function SuggestedKnowledge({ written, accountNo, send }: Beside) {
  const say = useWords(knowledgeWords)
  const q = usePaused(written.trim())
  const found = useResource<z.infer<typeof suggestions>>(
    q === '' && accountNo === null
      ? null
      : withQuery('/api/callcenter/knowledge/suggestions', { q: q.slice(-300) || undefined, accountNo }),
    { keep: true },
  )
  const [open, setOpen] = useState<number>()
  const shown = found.data?.hits ?? []
  return (
    <Panel title={say('suggested')} flush>
      <MattersHere matters={found.data?.matters ?? []} use={send} />
      {shown.length === 0 ? (
        <p className={css.note} style={{ padding: '10px 14px' }}>
          {say('suggested.none')}
        </p>
      ) : (
        <Shown of={found} rows={3}>
          {() => (
            <ul className={css.hits}>
              {shown.map((hit) => (
                <Suggestion
                  key={hit.articleId}
                  hit={hit}
                  asked={q}
                  isOpen={open === hit.articleId}
                  toggle={() => setOpen(open === hit.articleId ? undefined : hit.articleId)}
                  send={send}
                />
              ))}
            </ul>
          )}
        </Shown>
      )}
    </Panel>
  )
}

type SuggestionProps = { hit: Hit; asked: string; isOpen: boolean; toggle: () => void; send: Beside['send'] }

function Suggestion({ hit, asked, isOpen, toggle, send }: SuggestionProps) {
  const say = useWords(knowledgeWords)
  return (
    <li>
      <button type="button" className={css.hit} aria-expanded={isOpen} onClick={toggle}>
        <span className={css.hitTitle}>
          {hit.title}
          {hit.because !== 'asked' && <Pill tone="brand">{say(`suggested.${hit.because}`)}</Pill>}
        </span>
        {!isOpen && <p className={css.note}>{hit.excerpt}</p>}
      </button>
      {isOpen && (
        <div style={{ padding: '8px 12px 12px' }}>
          <ArticleView articleId={hit.articleId} asked={asked.slice(-200)} send={send} />
          <Button type="text" size="small" onClick={toggle}>
            {say('close')}
          </Button>
        </div>
      )}
    </li>
  )
}

/** The text once nobody typed for a moment. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
