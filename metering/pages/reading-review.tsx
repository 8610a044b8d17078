import { App, Button, Segmented, Space } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Acceptance, AcceptanceResult, PlanPoint, PlanPoints, PlanRow, Sending } from '../sections/shapes.ts'
import grid from './grid.module.css'
import { PlanProgress, PlanState } from './plan-progress.tsx'
import { ReaderChoice } from './reader-choice.tsx'
import { readingWords } from './reading-words.ts'
import { ReturnDialog } from './return-dialog.tsx'
import { ReviewTable } from './review-table.tsx'

const kinds = ['review', 'undone', 'accepted', 'all'] as const
const itemsOf = (page: PlanPoints) => page.points

/** One section's month, made to be gone through by keyboard. */
export default function ReadingReview() {
  const say = useWords(readingWords)
  const { planId } = useParams()
  const plan = useResource<PlanRow>(`/api/metering/reading-plans/${planId}`)
  const shown = plan.data
  return (
    <Page
      back={{ to: '/grid/reading', text: say('tab.plans') }}
      title={shown ? say('plan.title', { no: shown.sectionNo, month: shown.month }) : say('tab.plans')}
      lead={shown && say('plan.period', { from: shown.readsFrom, to: shown.readingDay })}
      actions={shown && <PlanState plan={shown} />}
    >
      <Shown of={plan} rows={8}>
        {(data) => <Review plan={data} reload={plan.reload} />}
      </Shown>
    </Page>
  )
}

function Review({ plan, reload }: { plan: PlanRow; reload: () => void }) {
  const say = useWords(readingWords)
  const mayReview = hasRole(useUser(), ['district-manager', 'manager', 'acquisition']) && plan.status === 'open'
  const [query, setQuery] = useSearchParams()
  const which = kinds.find((kind) => kind === query.get('which')) ?? 'review'
  const path = `/api/metering/reading-plans/${plan.planId}`
  const pages = usePages<PlanPoints, PlanPoint>(withQuery(`${path}/points`, { which }), itemsOf)
  const [returning, setReturning] = useState<PlanPoint>()
  const changed = () => {
    reload()
    pages.first.reload()
  }
  useLiveReload(['reading-call.changed'], changed, 1_000)
  const { accept, send } = useAcceptance(path, changed)
  return (
    <Panel
      flush
      title={<PlanProgress plan={plan} />}
      extra={
        <PlanActions
          plan={plan}
          mayReview={mayReview}
          busy={accept.busy}
          acceptAll={() => send({ unflagged: true })}
          done={changed}
        />
      }
    >
      <div className={grid.filters}>
        <Segmented
          value={which}
          onChange={(value) => setQuery({ which: value }, { replace: true })}
          options={kinds.map((value) => ({ value, label: say(`which.${value}`) }))}
        />
      </div>
      <Trouble error={accept.error} />
      <Shown
        of={pages.first}
        rows={8}
        isEmpty={() => pages.items.length === 0}
        empty={<Empty title={say('review.none')} next={say('review.none.next')} />}
      >
        {() => (
          <>
            <ReviewTable
              points={pages.items}
              mayReview={mayReview}
              paused={returning !== undefined}
              accept={(point) => void send({ points: [{ pointId: point.pointId, version: point.version }] })}
              giveBack={setReturning}
            />
            <MorePages of={pages} />
          </>
        )}
      </Shown>
      <ReturnDialog
        key={returning?.pointId}
        path={path}
        point={returning}
        close={() => setReturning(undefined)}
        done={changed}
      />
    </Panel>
  )
}

function useAcceptance(path: string, changed: () => void) {
  const say = useWords(readingWords)
  const { message } = App.useApp()
  const accept = useSubmit((input: Acceptance, key) =>
    write<AcceptanceResult>('POST', `${path}/acceptances`, input, key),
  )
  const send = async (input: Acceptance) => {
    const sent = await accept.submit(input)
    if (!sent) return
    const [refused] = sent.value.refused
    if (refused) message.warning(say(`refused.${refused.because}`))
    if ('unflagged' in input) message.success(say('plan.acceptedCount', { count: sent.value.accepted }))
    changed()
  }
  return { accept, send }
}

function PlanActions(props: {
  plan: PlanRow
  mayReview: boolean
  busy: boolean
  acceptAll: () => void
  done: () => void
}) {
  const { plan, mayReview, busy, acceptAll, done } = props
  const say = useWords(readingWords)
  const reads = hasRole(useUser(), ['reader'])
  const mayRefresh = mayReview || (reads && plan.status === 'open')
  const refresh = useSubmit((_: 'again', key) =>
    write<PlanRow>('POST', `/api/metering/reading-plans/${plan.planId}/refreshment`, {}, key),
  )
  return (
    <>
      {mayRefresh && (
        <Button loading={refresh.busy} onClick={async () => (await refresh.submit('again')) && done()}>
          {say('plan.refresh')}
        </Button>
      )}
      {mayReview && <SendReader plan={plan} done={done} />}
      {mayReview && (
        <Button type="primary" loading={busy} onClick={acceptAll}>
          {say('plan.acceptAll')}
        </Button>
      )}
    </>
  )
}

function SendReader({ plan, done }: { plan: PlanRow; done: () => void }) {
  const say = useWords(readingWords)
  const send = useSubmit((input: Sending, key) =>
    write<PlanRow>('PUT', `/api/metering/reading-plans/${plan.planId}/reader`, input, key),
  )
  const [reader, setReader] = useState(plan.reader ?? undefined)
  const submit = async () => {
    if (reader && (await send.submit({ reader }))) done()
  }
  return (
    <>
      <Trouble error={send.error} />
      <Space.Compact>
        <ReaderChoice value={reader} choose={setReader} width={220} />
        <Button loading={send.busy} disabled={!reader || reader === plan.reader} onClick={submit}>
          {say('plan.send')}
        </Button>
      </Space.Compact>
    </>
  )
}
