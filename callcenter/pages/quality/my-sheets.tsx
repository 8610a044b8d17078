import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { SheetPage } from '../../quality/contract.ts'
import { SheetTable } from './sheet-table.tsx'
import { qualityWords } from './words.ts'

/** 我的质检: what was judged of an agent's own calls. */
export default function MySheetsPage() {
  const say = useWords(qualityWords)
  const resource = useResource<SheetPage>('/api/callcenter/agents/me/quality-sheets')
  return (
    <Page title={say('my.title')} lead={say('my.lead')}>
      <Shown
        of={resource}
        isEmpty={({ sheets }) => sheets.length === 0}
        empty={<Empty title={say('my.none')} next={say('my.none.next')} />}
      >
        {({ sheets, passPoints }) => (
          <Panel flush>
            <SheetTable sheets={sheets} passPoints={passPoints} path="/desk/my-quality" />
          </Panel>
        )}
      </Shown>
    </Page>
  )
}
