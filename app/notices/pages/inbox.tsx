import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { civilDay, clock, instant } from '../../web/kit/format.ts'
import { Icon, type IconName } from '../../web/kit/icons.tsx'
import { MorePages } from '../../web/kit/more-pages.tsx'
import { usePages } from '../../web/kit/pages.ts'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useSubmit } from '../../web/kit/resource.ts'
import { Empty, Shown, Trouble } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { NoticeItem, Notices } from '../contract.ts'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

const itemsOf = (page: Notices) => page.items
const signs: Record<NoticeItem['kind'], IconName> = {
  bill: 'bill',
  progress: 'plug',
  'planned-work': 'warning',
  security: 'person',
}

/** What the customer was told, newest first. */
export default function Inbox() {
  const say = useWords(noticeWords)
  const navigate = useNavigate()
  const pages = usePages<Notices, NoticeItem>('/api/notices', itemsOf)
  const read = useSubmit((throughId: number) => write('POST', '/api/notices/reading', { throughId }))
  const [newest] = pages.items
  const unread = pages.first.data?.unread ?? 0
  const readAll = async () => {
    if (newest && (await read.submit(newest.id))) pages.first.reload()
  }
  const actions = (
    <>
      {unread > 0 && (
        <Button loading={read.busy} onClick={readAll}>
          {say('read.all')}
        </Button>
      )}
      <Button onClick={() => navigate('/my/messages/settings')}>{say('settings')}</Button>
    </>
  )
  return (
    <Page title={say('title')} lead={say('lead')} actions={actions} refreshing={pages.first.refreshing}>
      <Trouble error={read.error} />
      <Panel flush label={say('title')}>
        <Shown
          of={pages.first}
          isEmpty={(page) => page.items.length === 0}
          empty={<Empty title={say('none')} next={say('none.next')} />}
        >
          {() => (
            <>
              {pages.items.map((item) => (
                <Item key={item.id} item={item} />
              ))}
              <MorePages of={pages} />
            </>
          )}
        </Shown>
      </Panel>
    </Page>
  )
}

function Item({ item }: { item: NoticeItem }) {
  const [language] = useLanguage()
  return (
    <Link to={item.link} className={`${css.item} ${item.isRead ? '' : css.fresh}`}>
      <span className={css.sign}>
        <Icon name={signs[item.kind]} size={18} />
      </span>
      <span className={css.name}>{item.title[language]}</span>
      <time className={css.when} dateTime={item.at}>
        {dayAndTime(item.at)}
      </time>
      <span className={css.text}>{item.text[language]}</span>
    </Link>
  )
}

/** Of this year without the year. */
function dayAndTime(at: string): string {
  const year = civilDay(new Date()).slice(0, 4)
  return civilDay(at).startsWith(year) ? clock(at, '') : instant(at).slice(0, 10)
}
