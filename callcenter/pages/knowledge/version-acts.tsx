import { App, Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ArticleVersion } from '../../knowledge/contract.ts'
import css from './knowledge.module.css'
import { editorWords } from './words.ts'

type Way = { method: 'POST' | 'DELETE'; path: string; body?: Record<string, unknown>; told: string; leaves?: boolean }

/** What may come next of a version. */
export function VersionActs({ of, reload }: { of: ArticleVersion; reload: () => void }) {
  const say = useWords(editorWords)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const version = `/api/callcenter/knowledge/versions/${of.id}`
  const go = useSubmit(({ method, path, body }: Way, key) => write(method, path, body, key))
  const take = async (way: Way) => {
    if (!(await go.submit(way))) return
    message.success(way.told)
    if (way.leaves) navigate('/desk/knowledge/articles')
    else reload()
  }
  if (!of.isOurs) return null
  const step = (name: string, told: string, body: Record<string, unknown> = { revision: of.revision }) =>
    take({ method: 'POST', path: `${version}/${name}`, body, told })
  return (
    <>
      <Trouble error={go.error} />
      <div className={css.acts}>
        {of.state === 'draft' && (
          <>
            <Button loading={go.busy} onClick={() => step('submission', say('submitted'))}>
              {say('submit')}
            </Button>
            <Popconfirm
              title={say('discard.sure')}
              onConfirm={() => take({ method: 'DELETE', path: version, told: say('discard'), leaves: of.number === 1 })}
            >
              <Button danger>{say('discard')}</Button>
            </Popconfirm>
          </>
        )}
        {of.state === 'submitted' && (
          <>
            <Popconfirm title={say('release.sure')} onConfirm={() => step('release', say('released'))}>
              <Button type="primary" loading={go.busy}>
                {say('release')}
              </Button>
            </Popconfirm>
            <WithReason
              act={say('return')}
              label={say('return.because')}
              send={(reason) => step('return', say('returned'), { revision: of.revision, reason })}
            />
          </>
        )}
        {of.state === 'released' && (
          <WithReason
            act={say('withdraw')}
            label={say('withdraw.because')}
            send={(reason) => step('withdrawal', say('withdrawn'), { reason })}
          />
        )}
        {(of.state === 'released' || of.state === 'withdrawn') && (
          <Button
            onClick={() =>
              take({
                ...{ method: 'POST', path: `/api/callcenter/knowledge/articles/${of.articleId}/versions` },
                told: say('next'),
              })
            }
          >
            {say('next')}
          </Button>
        )}
      </div>
    </>
  )
}

function WithReason({ act, label, send }: { act: string; label: string; send: (reason: string) => void }) {
  const say = useWords(editorWords)
  const [reason, setReason] = useState('')
  return (
    <Popconfirm
      title={label}
      description={
        <Input.TextArea
          aria-label={label}
          rows={3}
          maxLength={200}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      }
      okText={act}
      cancelText={say('cancel')}
      okButtonProps={{ disabled: reason.trim().length < 2, danger: true }}
      onConfirm={() => send(reason.trim())}
    >
      <Button>{act}</Button>
    </Popconfirm>
  )
}
