import { Alert } from 'antd'
import { Link } from 'react-router'
import type { z } from 'zod'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { unreadList } from '../../messages/contract.ts'
import css from './messages.module.css'
import { messageWords } from './words.ts'

type Unread = z.infer<typeof unreadList>

/** What the other side wrote and nobody here has read; nothing where there is none. */
export function UnreadMessages({ home, isMine }: { home: string; isMine: boolean }) {
  const unread = useResource<Unread>('/api/intake/messages/unread')
  const items = unread.data?.items ?? []
  return (
    <>
      {!isMine && <HearOf reload={unread.reload} />}
      {items.length > 0 && <Waiting items={items} home={home} isMine={isMine} />}
    </>
  )
}

function HearOf({ reload }: { reload: () => void }) {
  useLiveReload(['application.message-sent'], reload, 2_000)
  return null
}

function Waiting({ items, home, isMine }: Unread & { home: string; isMine: boolean }) {
  const say = useWords(messageWords)
  const [language] = useLanguage()
  return (
    <Alert
      type="info"
      showIcon
      className={css.waiting ?? ''}
      title={say(isMine ? 'waiting.customer' : 'waiting.office')}
      description={
        <ul>
          {items.slice(0, 10).map(({ applicationId, applicationNo, applicantName, kindTitle, count, latestAt }) => (
            <li key={applicationId}>
              <Link to={`${home}/${applicationId}`}>
                {isMine ? kindTitle[language] : `${applicantName} · ${kindTitle[language]}`}
              </Link>{' '}
              <span className={css.note}>
                {applicationNo} · {say('count', { count })} · {instant(latestAt)}
              </span>
            </li>
          ))}
        </ul>
      }
    />
  )
}
