import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { SearchBox } from '../../../app/web/kit/search-box.tsx'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Hit, hits, Shelf } from '../../knowledge/contract.ts'
import { ArticleView, editors } from './article-view.tsx'
import css from './knowledge.module.css'
import { useCategories } from './shelf.ts'
import { knowledgeWords } from './words.ts'

type Hits = z.infer<typeof hits>

/** 知识库: found by the caller's words, or gone through by category. */
export default function KnowledgePage() {
  const say = useWords(knowledgeWords)
  const [query, setQuery] = useSearchParams()
  const q = query.get('q') ?? ''
  const category = query.get('category') ?? undefined
  const chosen = Number(query.get('article')) || undefined
  const mayEdit = hasRole(useUser(), [...editors])
  const shelf = useResource<Shelf>('/api/callcenter/knowledge/shelf')
  const found = useResource<Hits>(withQuery('/api/callcenter/knowledge', { q: q || undefined, category }), {
    keep: true,
  })
  const change = (next: Record<string, string | undefined>) => {
    const all = { q, category, ...next }
    const kept = Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1]))
    setQuery(Object.fromEntries(kept), { replace: true })
  }
  const open = (articleId: number) => change({ article: String(articleId) })
  const links = mayEdit && (
    <>
      <Link to="/desk/knowledge/tasks">{say('tasks')}</Link>
      <Link to="/desk/knowledge/articles">{say('editing')}</Link>
      <Link to="/desk/knowledge/synonyms">{say('synonyms')}</Link>
    </>
  )
  return (
    <Page title={say('title')} lead={say('lead')} actions={links || undefined} refreshing={found.refreshing}>
      <div className={css.layout}>
        <div className={chosen ? css.wideOnly : undefined}>
          <Tree
            shelf={shelf.data}
            chosen={category}
            choose={(code) => change({ category: code, article: undefined })}
          />
        </div>
        <div className={`${css.stack} ${chosen ? css.wideOnly : ''}`}>
          <SearchBox
            value={q}
            label={say('search')}
            isLive
            search={(words) => change({ q: words, article: undefined })}
          />
          <Panel flush>
            <Shown of={found} rows={5}>
              {(shown) => <Results hits={shown.hits} q={q} chosen={chosen} open={open} />}
            </Shown>
          </Panel>
        </div>
        <Chosen articleId={chosen} hits={found.data?.hits ?? []} q={q} close={() => change({ article: undefined })} />
      </div>
    </Page>
  )
}

type ChosenProps = { articleId: number | undefined; hits: Hit[]; q: string; close: () => void }

function Chosen({ articleId, hits: found, q, close }: ChosenProps) {
  const say = useWords(knowledgeWords)
  if (!articleId)
    return (
      <div className={css.wideOnly}>
        <Panel label={say('choose')}>
          <Empty title={say('choose')} next={say('choose.next')} />
        </Panel>
      </div>
    )
  const title = found.find((hit) => hit.articleId === articleId)?.title
  return (
    <div className={css.stack}>
      <Button className={css.narrowOnly ?? ''} type="text" onClick={close}>
        ‹ {say('back.results')}
      </Button>
      <Panel title={title} label={title ?? say('choose')}>
        <ArticleView key={articleId} articleId={articleId} asked={q} />
      </Panel>
    </div>
  )
}

type TreeProps = { shelf: Shelf | undefined; chosen: string | undefined; choose: (code: string | undefined) => void }

function Tree({ shelf, chosen, choose }: TreeProps) {
  const say = useWords(knowledgeWords)
  const { branches, options } = useCategories(shelf)
  return (
    <>
      <div className={css.wideOnly}>
        <Panel label={say('all')}>
          <ul className={css.tree}>
            <li>
              <button
                type="button"
                className={`${css.branch} ${chosen ? '' : css.on}`}
                onClick={() => choose(undefined)}
              >
                {say('all')}
              </button>
            </li>
            {branches.map(({ code, title, articles, isTwig }) => (
              <li key={code}>
                <button
                  type="button"
                  className={`${css.branch} ${isTwig ? css.twig : ''} ${chosen === code ? css.on : ''}`}
                  aria-current={chosen === code}
                  onClick={() => choose(code)}
                >
                  {title} <span className={css.count}>{articles}</span>
                </button>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      <Select
        className={css.narrowOnly ?? ''}
        style={{ width: '100%' }}
        aria-label={say('all')}
        allowClear
        placeholder={say('all')}
        value={chosen ?? null}
        options={options}
        onChange={(code: string | null) => choose(code ?? undefined)}
      />
    </>
  )
}

type ResultsProps = { hits: Hit[]; q: string; chosen: number | undefined; open: (articleId: number) => void }

function Results({ hits: found, q, chosen, open }: ResultsProps) {
  const say = useWords(knowledgeWords)
  if (found.length === 0) return <NotFound q={q} />
  return (
    <ul className={css.hits}>
      {found.map((hit) => (
        <li key={hit.articleId}>
          <button
            type="button"
            className={`${css.hit} ${chosen === hit.articleId ? css.on : ''}`}
            aria-current={chosen === hit.articleId}
            onClick={() => open(hit.articleId)}
          >
            <span className={css.hitTitle}>
              {hit.title}
              {!hit.isPublic && <Pill tone="warn">{say('internal')}</Pill>}
            </span>
            <p className={css.note}>{hit.excerpt}</p>
          </button>
        </li>
      ))}
      {q !== '' && (
        <li>
          <Note q={q} />
        </li>
      )}
    </ul>
  )
}

function NotFound({ q }: { q: string }) {
  const say = useWords(knowledgeWords)
  return <Empty title={say('none')} next={say('none.next')} action={q.length > 1 ? <Note q={q} /> : undefined} />
}

/** What was asked and not found is work for the editors. */
function Note({ q }: { q: string }) {
  const say = useWords(knowledgeWords)
  const { message } = App.useApp()
  const [noted, setNoted] = useState<string>()
  const note = useSubmit((asked: string, key) => write('POST', '/api/callcenter/knowledge/questions', { asked }, key))
  const send = async () => {
    if (!(await note.submit(q))) return
    setNoted(q)
    message.success(say('noted'))
  }
  return (
    <>
      <Trouble error={note.error} />
      <Button type="link" size="small" disabled={noted === q} loading={note.busy} onClick={send}>
        {say(noted === q ? 'noted' : 'note')}
      </Button>
    </>
  )
}
