import { Button, Segmented, type TableColumnsType } from 'antd'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import lists from '../../../app/web/kit/lists.module.css'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { SearchBox } from '../../../app/web/kit/search-box.tsx'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { articleList, Shelf } from '../../knowledge/contract.ts'
import { StatePill } from './article-view.tsx'
import { useCategories } from './shelf.ts'
import { editorWords, knowledgeWords } from './words.ts'

type List = z.infer<typeof articleList>
type Row = List['articles'][number]
const states = ['all', 'open', 'in-force', 'over'] as const

/** 文章管理: every article with its newest version, what waits for somebody first. */
export default function ArticlesPage() {
  const say = useWords(editorWords)
  const common = useWords(knowledgeWords)
  const navigate = useNavigate()
  const [query, setQuery] = useSearchParams()
  const state = query.get('state') ?? 'all'
  const q = query.get('q') ?? ''
  const url = withQuery('/api/callcenter/knowledge/articles', {
    state: state === 'all' ? undefined : state,
    q: q || undefined,
  })
  const list = useResource<List>(url, { keep: true })
  const { titleOf } = useCategories(useResource<Shelf>('/api/callcenter/knowledge/shelf').data)
  const change = (next: Record<string, string>) => setQuery({ state, q, ...next }, { replace: true })
  const columns: TableColumnsType<Row> = [
    { title: say('col.no'), width: 100, dataIndex: 'articleNo' },
    {
      title: say('col.title'),
      render: (_, { articleId, title }) => <Link to={`/desk/knowledge/articles/${articleId}`}>{title}</Link>,
    },
    { title: say('col.state'), width: 110, render: (_, row) => <StatePill of={row} /> },
    { title: say('col.category'), width: 170, render: (_, { category }) => titleOf(category) },
    {
      title: say('col.audience'),
      width: 100,
      render: (_, { isPublic }) => (
        <Pill tone={isPublic ? 'good' : 'warn'}>{common(isPublic ? 'public' : 'internal')}</Pill>
      ),
    },
    { title: say('col.review'), width: 120, dataIndex: 'reviewOn' },
    { title: say('col.changed'), width: 150, render: (_, { changedAt }) => instant(changedAt) },
  ]
  const add = (
    <Button type="primary" onClick={() => navigate('/desk/knowledge/articles/new')}>
      {say('new')}
    </Button>
  )
  return (
    <Page title={say('title')} lead={say('lead')} back={{ to: '/desk/knowledge', text: common('back') }} actions={add}>
      <Panel flush>
        <div className={lists.bar}>
          <SearchBox value={q} label={say('search')} isLive search={(words) => change({ q: words })} />
          <Segmented
            value={state}
            options={states.map((value) => ({ value, label: say(`filter.${value}`) }))}
            onChange={(value) => change({ state: String(value) })}
          />
        </div>
        <Shown of={list} rows={8}>
          {({ articles }) => (
            <DataTable
              rowKey={({ id }) => String(id)}
              columns={columns}
              items={articles}
              width={900}
              pageSize={20}
              head={1}
            />
          )}
        </Shown>
      </Panel>
    </Page>
  )
}
