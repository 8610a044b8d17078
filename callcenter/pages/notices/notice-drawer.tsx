import { Drawer } from 'antd'
import { instant } from '../../../app/web/kit/format.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { NoticeDetail } from '../../notices/contract.ts'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

/** What a notice says, who has read it and who has not, and what it said before. */
export function NoticeDrawer({ id, close }: { id: number; close: () => void }) {
  const detail = useResource<NoticeDetail>(`/api/callcenter/desk-notices/${id}`)
  return (
    <Drawer open title={detail.data?.title} onClose={close} size={560}>
      <Shown of={detail} rows={6}>
        {(shown) => <Detail notice={shown} />}
      </Shown>
    </Drawer>
  )
}

function Detail({ notice }: { notice: NoticeDetail }) {
  const say = useWords(noticeWords)
  const { body, people, versions, withdrawnBecause } = notice
  const [unread, read] = [people.filter((each) => each.readAt === null), people.filter((each) => each.readAt !== null)]
  return (
    <div className={css.stack}>
      {withdrawnBecause && <Pill tone="warn">{say('withdrawn.because', { reason: withdrawnBecause })}</Pill>}
      <div className={css.body}>{body}</div>
      <b>{say('unread', { count: unread.length })}</b>
      {unread.length === 0 ? (
        <span className={css.small}>{say('unread.none')}</span>
      ) : (
        <div className={css.row}>
          {unread.map(({ userId, name, unit }) => (
            <Pill key={userId} tone="warn">
              {name} · {unit}
            </Pill>
          ))}
        </div>
      )}
      <b>{say('readers', { count: read.length })}</b>
      {read.length === 0 && <span className={css.small}>{say('readers.none')}</span>}
      {read.map(({ userId, name, unit, readAt }) => (
        <div key={userId} className={css.between}>
          <span>
            {name} <span className={css.small}>{unit}</span>
          </span>
          <span className={css.small}>{instant(readAt)}</span>
        </div>
      ))}
      {versions.length > 1 && <b>{say('earlier')}</b>}
      {versions.slice(1).map((each) => (
        <div key={each.version} className={css.notice}>
          <span className={css.title}>{each.title}</span>
          <div className={css.body}>{each.body}</div>
          <span className={css.small}>
            {say('version', { number: each.version, who: each.writtenBy, at: instant(each.writtenAt) })}
          </span>
        </div>
      ))}
    </div>
  )
}
