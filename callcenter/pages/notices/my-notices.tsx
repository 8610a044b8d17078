import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { MyNotices as Mine } from '../../notices/contract.ts'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

const POLL_MS = 60_000

/** How many are unread, and what they say; `refusals`: how often going ready was refused because of one. */
export function MyNotices({ refusals }: { refusals: number }) {
  const say = useWords(noticeWords)
  const mine = useResource<Mine>('/api/callcenter/agents/me/notices')
  const { reload } = mine
  useLiveReload(['desk-notice.changed'], reload, 500)
  // One that begins at its time is told of by nobody.
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS)
    return () => clearInterval(timer)
  }, [reload])
  const [isOpen, open] = useState(false)
  useEffect(() => {
    if (refusals === 0) return
    reload()
    open(true)
  }, [refusals, reload])
  const notices = mine.data?.notices ?? []
  const unread = notices.filter(({ readAt }) => readAt === null)
  return (
    <div className={css.mine}>
      <span className={css.row}>
        {say('mine')}
        {unread.length > 0 && (
          <Pill tone={unread.some(({ isMandatory }) => isMandatory) ? 'bad' : 'brand'}>
            {say('mine.count', { count: unread.length })}
          </Pill>
        )}
      </span>
      <Button size="small" onClick={() => open(true)}>
        {say('open')}
      </Button>
      <Modal open={isOpen} title={say('mine.title')} footer={null} onCancel={() => open(false)} width={640}>
        <Trouble error={mine.error} />
        {unread.some(({ isMandatory }) => isMandatory) && <p role="status">{say('mine.first')}</p>}
        {mine.data && notices.length === 0 && <p className={css.small}>{say('mine.none')}</p>}
        {notices.map((notice) => (
          <OneNotice key={`${notice.id} ${notice.version}`} notice={notice} reload={reload} />
        ))}
      </Modal>
    </div>
  )
}

function OneNotice({ notice, reload }: { notice: Mine['notices'][number]; reload: () => void }) {
  const say = useWords(noticeWords)
  const { id, version, title, body, isMandatory, readAt, unit, writtenBy, writtenAt } = notice
  const read = useSubmit(async (_: undefined, key) => {
    await write('PUT', `/api/callcenter/agents/me/notices/${id}/reading`, { version }, key)
    reload()
  })
  return (
    <article className={readAt === null && isMandatory ? `${css.notice} ${css.must}` : css.notice}>
      <div className={css.row}>
        <span className={css.title}>{title}</span>
        {isMandatory && <Pill tone={readAt === null ? 'bad' : 'calm'}>{say('mandatory')}</Pill>}
      </div>
      <div className={css.body}>{body}</div>
      <div className={css.between}>
        <span className={css.small}>
          {unit} · {say('version', { number: version, who: writtenBy, at: instant(writtenAt) })}
        </span>
        {readAt === null ? (
          <Button size="small" type="primary" loading={read.busy} onClick={() => read.submit(undefined)}>
            {say('mine.read')}
          </Button>
        ) : (
          <span className={css.small}>{say('mine.done', { at: instant(readAt) })}</span>
        )}
      </div>
      <Trouble error={read.error} />
    </article>
  )
}
