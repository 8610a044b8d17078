import { App, Button, Form } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { z } from 'zod'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { addDays, civilDay, instant } from '../../../app/web/kit/format.ts'
import { Facts, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ArticleVersion, article, Shelf } from '../../knowledge/contract.ts'
import { ArticleForm, type Filled, toDraft, toFilled } from './article-form.tsx'
import { StatePill } from './article-view.tsx'
import css from './knowledge.module.css'
import { Markup } from './markup.tsx'
import { VersionActs } from './version-acts.tsx'
import { editorWords, knowledgeWords } from './words.ts'

/** One article as its editors see it: each of its versions, and the draft that is written on. */
export default function ArticlePage() {
  const say = useWords(editorWords)
  const { articleId } = useParams()
  const isNew = articleId === 'new'
  const resource = useResource<z.infer<typeof article>>(
    isNew ? null : `/api/callcenter/knowledge/articles/${articleId}`,
  )
  const shelf = useResource<Shelf>('/api/callcenter/knowledge/shelf')
  const title = isNew ? say('new') : (resource.data?.versions[0]?.title ?? say('title'))
  return (
    <Page title={title} back={{ to: '/desk/knowledge/articles', text: say('title') }}>
      {isNew ? (
        <Shown of={shelf} rows={8}>
          {(shown) => <NewArticle shelf={shown} />}
        </Shown>
      ) : (
        <Shown of={resource} rows={8}>
          {({ versions }) => (
            <div className={css.stack}>
              {versions.map((version) => (
                <Version
                  key={`${version.id} ${version.revision}`}
                  of={version}
                  shelf={shelf.data}
                  reload={resource.reload}
                />
              ))}
            </div>
          )}
        </Shown>
      )}
    </Page>
  )
}

function NewArticle({ shelf }: { shelf: Shelf }) {
  const say = useWords(editorWords)
  const navigate = useNavigate()
  const [form] = Form.useForm<Filled>()
  const draft = useSubmit((filled: Filled, key) =>
    write<ArticleVersion>('POST', '/api/callcenter/knowledge/articles', toDraft(filled), key),
  )
  useFieldIssues(form, draft.error)
  const submit = async (filled: Filled) => {
    const made = await draft.submit(filled)
    if (made) navigate(`/desk/knowledge/articles/${made.value.articleId}`, { replace: true })
  }
  const today = civilDay(new Date())
  const initial: Filled = {
    ...{ category: 'outage-supply', title: '', questions: '', body: '', legalBasis: '', isPublic: true },
    ...{ organisationId: null, validFrom: today, validTo: '', reviewOn: addDays(today, shelf.reviewMonths * 30) },
  }
  const body = Form.useWatch('body', form) ?? ''
  return (
    <div className={css.two}>
      <Panel>
        <ArticleForm form={form} initial={initial} shelf={shelf} changed={draft.clear} done={submit} />
        <Trouble error={draft.error} />
        <Button type="primary" loading={draft.busy} onClick={form.submit}>
          {say('create')}
        </Button>
      </Panel>
      <Panel title={say('preview')}>
        <Markup text={body} />
      </Panel>
    </div>
  )
}

type VersionProps = { of: ArticleVersion; shelf: Shelf | undefined; reload: () => void }

function Version({ of, shelf, reload }: VersionProps) {
  return of.state === 'draft' && of.isOurs ? (
    <Draft of={of} shelf={shelf} reload={reload} />
  ) : (
    <div className={css.two}>
      <Head of={of}>
        <VersionActs of={of} reload={reload} />
      </Head>
      <Panel>
        <Markup text={of.body} />
        <p className={css.note}>{of.legalBasis}</p>
      </Panel>
    </div>
  )
}

function Head({ of, children }: { of: ArticleVersion; children: React.ReactNode }) {
  const say = useWords(editorWords)
  const common = useWords(knowledgeWords)
  const actor = useActorName()
  return (
    <Panel title={`${of.articleNo} · ${common('version', { number: of.number })}`} extra={<StatePill of={of} />}>
      <Facts
        items={[
          { label: say('name'), value: of.title },
          { label: say('questions'), value: of.questions.join('；') || '—' },
          { label: say('audience'), value: common(of.isPublic ? 'public' : 'internal') },
          { label: say('organisation'), value: of.organisation ?? common('company') },
          {
            label: common('validity'),
            value: of.validTo
              ? common('validity.span', { from: of.validFrom, to: of.validTo })
              : common('validity.from', { from: of.validFrom }),
          },
          { label: say('reviewOn'), value: of.reviewOn },
          { label: say('drafters'), value: of.drafterNames.map(actor).join('、') },
          {
            label: say('releasedBy'),
            value: of.releasedBy ? `${actor(of.releasedBy)} ${instant(of.releasedAt)}` : '—',
          },
        ]}
      />
      {of.returnedBecause && <Pill tone="warn">{say('returned.because', { reason: of.returnedBecause })}</Pill>}
      {of.withdrawnBecause && <Pill tone="bad">{say('withdrawn.because', { reason: of.withdrawnBecause })}</Pill>}
      {children}
    </Panel>
  )
}

function Draft({ of, shelf, reload }: VersionProps) {
  const say = useWords(editorWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const [isChanged, change] = useState(false)
  const save = useSubmit((filled: Filled, key) =>
    write('PUT', `/api/callcenter/knowledge/versions/${of.id}`, { draft: toDraft(filled), revision: of.revision }, key),
  )
  useFieldIssues(form, save.error)
  const keep = async (filled: Filled) => {
    if (!(await save.submit(filled))) return
    message.success(say('saved'))
    reload()
  }
  const body = Form.useWatch('body', form) ?? of.body
  return (
    <div className={css.two}>
      <Panel title={of.articleNo} extra={<StatePill of={of} />}>
        {of.returnedBecause && <Pill tone="warn">{say('returned.because', { reason: of.returnedBecause })}</Pill>}
        <ArticleForm form={form} initial={toFilled(of)} shelf={shelf} changed={() => change(true)} done={keep} />
        <Trouble error={save.error} />
        <div className={css.acts}>
          <Button type="primary" disabled={!isChanged} loading={save.busy} onClick={form.submit}>
            {say('save')}
          </Button>
          {isChanged ? <Pill tone="warn">{say('unsaved')}</Pill> : <VersionActs of={of} reload={reload} />}
        </div>
      </Panel>
      <Panel title={say('preview')}>
        <Markup text={body} />
      </Panel>
    </div>
  )
}
