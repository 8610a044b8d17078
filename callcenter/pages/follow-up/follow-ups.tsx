import { Alert, App, Button, Segmented } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FollowUpInHand, FollowUpPage } from '../../follow-up/contract.ts'
import css from './follow-up.module.css'
import { FollowUpTable } from './follow-up-table.tsx'
import { InHand } from './in-hand.tsx'
import { followUpWords } from './words.ts'

/** 回访: whom to ring next, and what came of those who were. */
export default function FollowUpsPage() {
  const say = useWords(followUpWords)
  const { message } = App.useApp()
  const [choices, choose] = useChoices(['state'])
  const state = choices.state === 'ended' ? 'ended' : 'waiting'
  const resource = useResource<FollowUpPage>(`/api/callcenter/follow-ups?state=${state}`)
  const mayRing = hasRole(useUser(), ['agent', 'lead'])
  const taking = useSubmit((_: null, key) =>
    write<{ inHand: FollowUpInHand | null }>('POST', '/api/callcenter/follow-ups/in-hand', undefined, key),
  )
  const take = async () => {
    const done = await taking.submit(null)
    if (done?.value.inHand === null) message.info(say('take.none'))
    if (done) resource.reload()
  }
  const page = resource.data
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={resource.refreshing}
      actions={
        mayRing &&
        page &&
        !page.inHand && (
          <Button type="primary" loading={taking.busy} onClick={take}>
            {say('take', { due: page.due })}
          </Button>
        )
      }
    >
      <Trouble error={taking.error} />
      <Shown of={resource} rows={8}>
        {({ inHand, items, maySurvey }) => (
          <div className={css.stack}>
            {mayRing && !maySurvey && <Alert type="info" showIcon title={say('quiet.now')} />}
            {inHand && <InHand key={inHand.id} of={inHand} reload={resource.reload} />}
            <div>
              <Segmented
                value={state}
                options={(['waiting', 'ended'] as const).map((each) => ({ value: each, label: say(`tab.${each}`) }))}
                onChange={(value) => choose({ state: value === 'ended' ? 'ended' : '' })}
              />
            </div>
            <Panel flush>
              {items.length > 0 ? (
                <FollowUpTable items={items} reload={resource.reload} />
              ) : state === 'ended' ? (
                <Empty title={say('none.ended')} next={say('none.ended.next')} />
              ) : (
                <Empty title={say('none')} next={say('none.next')} />
              )}
            </Panel>
          </div>
        )}
      </Shown>
    </Page>
  )
}
