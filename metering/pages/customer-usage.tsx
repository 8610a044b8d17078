import { useSearchParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useCurrentAccount } from '../../app/web/kit/current-account.tsx'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DayCurve } from '../contract.ts'
import { DayCurveView, DayPicker, yesterday } from './day-curve.tsx'
import { meteringWords } from './words.ts'

export default function CustomerUsage() {
  const say = useWords(meteringWords)
  const account = useCurrentAccount()
  const [query, setQuery] = useSearchParams()
  const day = query.get('day') ?? yesterday()
  const pointId = account?.pointIds[0]
  const curve = useResource<DayCurve>(
    pointId === undefined ? null : withQuery(`/api/metering/points/${pointId}/curve`, { day }),
    { keep: true },
  )

  const choose = (chosen: string) => {
    const next = new URLSearchParams(query)
    next.set('day', chosen)
    setQuery(next, { replace: true })
  }
  if (pointId === undefined) return <Empty title={say('curve.noPoint')} next={say('curve.noPoint.next')} />
  return (
    <Page
      title={say('curve.title')}
      lead={say('curve.lead')}
      actions={<DayPicker day={day} choose={choose} />}
      refreshing={curve.refreshing}
    >
      <Panel label={say('curve.title')}>
        <Shown of={curve} rows={8}>
          {(shown) => <DayCurveView curve={shown} />}
        </Shown>
      </Panel>
    </Page>
  )
}
