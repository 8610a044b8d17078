import { App, Button, Dropdown } from 'antd'
import { useEffect } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { civilDay } from '../../../app/web/kit/format.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { type ArticleVersion, type article, toPlainText, unhelpfulReasons } from '../../knowledge/contract.ts'
import css from './knowledge.module.css'
import { Markup } from './markup.tsx'
import { editorWords, knowledgeWords } from './words.ts'

export const editors = ['lead', 'quality', 'manager'] as const

type Seen = { articleId: number; asked?: string | undefined; send?: ((text: string) => void) | undefined }

/** One article, read: the version that counts, else the newest. */
export function ArticleView({ articleId, asked, send }: Seen) {
  const resource = useResource<z.infer<typeof article>>(`/api/callcenter/knowledge/articles/${articleId}`)
  useEffect(() => {
    void write('POST', `/api/callcenter/knowledge/articles/${articleId}/uses`, { act: 'opened' }).catch(() => {})
  }, [articleId])
  return (
    <Shown of={resource} rows={6}>
      {({ versions }) => {
        const shown = versions.find(({ isInForce }) => isInForce) ?? versions[0]
        return shown ? <Read of={shown} asked={asked} send={send} /> : null
      }}
    </Shown>
  )
}

function Read({ of, asked, send }: { of: ArticleVersion } & Omit<Seen, 'articleId'>) {
  const say = useWords(knowledgeWords)
  const mayEdit = hasRole(useUser(), [...editors])
  return (
    <article className={css.stack}>
      <div className={css.meta}>
        <Pill tone={of.isPublic ? 'good' : 'warn'}>{say(of.isPublic ? 'public' : 'internal')}</Pill>
        <span className={css.note}>
          {of.articleNo} · {say('version', { number: of.number })} · {of.organisation ?? say('company')}
        </span>
        {mayEdit && <Link to={`/desk/knowledge/articles/${of.articleId}`}>{say('editing')}</Link>}
      </div>
      <Markup text={of.body} />
      <p className={css.note}>
        {say('basis')}：{of.legalBasis}
        <br />
        {say('validity')}：
        {of.validTo
          ? say('validity.span', { from: of.validFrom, to: of.validTo })
          : say('validity.from', { from: of.validFrom })}
      </p>
      <Acts of={of} asked={asked} send={send} />
    </article>
  )
}

function Acts({ of, asked, send }: { of: ArticleVersion } & Omit<Seen, 'articleId'>) {
  const say = useWords(knowledgeWords)
  const { message } = App.useApp()
  const note = useSubmit((input: Record<string, string>, key) =>
    write('POST', `/api/callcenter/knowledge/articles/${of.articleId}/uses`, input, key),
  )
  const tell = async (input: Record<string, string>, told: string) => {
    if (await note.submit(input)) message.success(told)
  }
  const plain = toPlainText(of.body)
  return (
    <>
      <Trouble error={note.error} />
      <div className={css.acts}>
        {send && of.isPublic && (
          <Button
            type="primary"
            onClick={() => {
              send(`${of.title}\n${plain}`)
              void note.submit({ act: 'sent' })
            }}
          >
            {say('send')}
          </Button>
        )}
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(plain)
            message.success(say('copied'))
          }}
        >
          {say('copy')}
        </Button>
        <Button onClick={() => tell({ act: 'helpful' }, say('thanks'))}>{say('helpful')}</Button>
        <Dropdown
          trigger={['click']}
          menu={{
            items: unhelpfulReasons.map((because) => ({ key: because, label: say(`because.${because}`) })),
            onClick: ({ key: because }) =>
              void tell({ act: 'unhelpful', because, ...(asked && asked.length > 1 ? { asked } : {}) }, say('noted')),
          }}
        >
          <Button>{say('unhelpful')}</Button>
        </Dropdown>
      </div>
    </>
  )
}

export function StatePill({ of }: { of: Pick<ArticleVersion, 'state' | 'isInForce' | 'validFrom'> }) {
  const say = useWords(editorWords)
  if (of.isInForce) return <Pill tone="good">{say('state.inForce')}</Pill>
  if (of.state === 'released')
    return <Pill tone="calm">{say(of.validFrom > civilDay(new Date()) ? 'state.later' : 'state.over')}</Pill>
  return <Pill tone={of.state === 'withdrawn' ? 'bad' : 'warn'}>{say(`state.${of.state}`)}</Pill>
}
