import { Button } from 'antd'
import { useNavigate } from 'react-router'
import type { z } from 'zod'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationSummary, applicationList } from '../contract.ts'
import { ApplicationRow } from './application-row.tsx'
import { UnreadMessages } from './messages/unread.tsx'
import { intakeWords } from './words.ts'

type List = z.infer<typeof applicationList>
const itemsOf = (page: List) => page.items

export default function MyApplications() {
  const say = useWords(intakeWords)
  const navigate = useNavigate()
  const pages = usePages<List, ApplicationSummary>('/api/intake/applications', itemsOf)
  const apply = (
    <Button type="primary" onClick={() => navigate('/my/applications/new')}>
      {say('mine.apply')}
    </Button>
  )
  return (
    <Page title={say('mine.title')} lead={say('mine.lead')} actions={apply} refreshing={pages.first.refreshing}>
      <UnreadMessages home="/my/applications" isMine />
      <Panel label={say('mine.title')}>
        <Shown
          of={pages.first}
          isEmpty={(page) => page.items.length === 0}
          empty={<Empty title={say('mine.none')} next={say('mine.none.next')} />}
        >
          {() => (
            <>
              {pages.items.map((item) => (
                <ApplicationRow key={item.id} item={item} />
              ))}
              <MorePages of={pages} />
            </>
          )}
        </Shown>
      </Panel>
    </Page>
  )
}
