import { Alert, Segmented } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { PromisedCall, PromisePage } from '../../promises/contract.ts'
import css from '../desk.module.css'
import { type Change, ChangeDialog } from './change-dialogs.tsx'
import { PromiseTable } from './promise-table.tsx'
import { promiseWords } from './words.ts'

const kinds = ['promised-call.changed', 'contact.offered', 'contact.changed', 'contact.closed'] as const

/** 约定回电: whom to ring back when; late and due ones first. */
export default function PromisesPage() {
  const say = useWords(promiseWords)
  const isAgent = hasRole(useUser(), ['agent'])
  const [choices, choose] = useChoices(['of', 'state'])
  const of = choices.of === 'unit' || (choices.of === '' && !isAgent) ? 'unit' : 'mine'
  const state = choices.state === 'ended' ? 'ended' : 'open'
  const resource = useResource<PromisePage>(withQuery('/api/callcenter/promised-calls', { of, state }))
  useLiveReload([...kinds], resource.reload, 500)
  const [acting, act] = useState<{ on: PromisedCall; how: Change }>()
  const close = (isDone: boolean) => {
    act(undefined)
    if (isDone) resource.reload()
  }
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={resource.refreshing}>
      <Panel flush label={say('title')}>
        <div className={css.filters}>
          <Segmented
            value={of}
            options={(['mine', 'unit'] as const).map((value) => ({ value, label: say(`of.${value}`) }))}
            onChange={(value) => choose({ of: value })}
          />
          <Segmented
            value={state}
            options={(['open', 'ended'] as const).map((value) => ({ value, label: say(`tab.${value}`) }))}
            onChange={(value) => choose({ state: value === 'ended' ? 'ended' : '' })}
          />
        </div>
        <Shown of={resource} rows={6}>
          {(page) => (
            <>
              {page.late > 0 && <Alert banner type="warning" title={say('late.count', { count: page.late })} />}
              {page.items.length === 0 ? (
                <Empty
                  title={say(state === 'open' ? 'none' : 'none.ended')}
                  next={say(state === 'open' ? 'none.next' : 'none.ended.next')}
                />
              ) : (
                <PromiseTable items={page.items} isEnded={state === 'ended'} act={act} />
              )}
              {acting && <ChangeDialog of={acting.on} how={acting.how} page={page} close={close} />}
            </>
          )}
        </Shown>
      </Panel>
    </Page>
  )
}
