import { Button } from 'antd'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { useCurrentAccount } from '../../app/web/kit/current-account.tsx'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DayCurve } from '../contract.ts'
import { CompareChoice, useCompared } from './curve-compare.tsx'
import css from './day-curve.module.css'
import { DayCurveView, DayPicker, yesterday } from './day-curve.tsx'
import { MonthPanel } from './month-panel.tsx'
import { meteringWords } from './words.ts'

export default function CustomerUsage() {
  const say = useWords(meteringWords)
  const account = useCurrentAccount()
  const [wanted, choose] = useChoices(['day', 'compare'])
  const day = wanted.day || yesterday()
  const pointId = account?.pointIds[0]
  const base = `/api/metering/points/${pointId}`
  const curve = useResource<DayCurve>(pointId === undefined ? null : withQuery(`${base}/curve`, { day }), {
    keep: true,
  })
  const other = useCompared(pointId, day, wanted.compare)
  if (pointId === undefined) return <Empty title={say('curve.noPoint')} next={say('curve.noPoint.next')} />
  return (
    <Page
      title={say('curve.title')}
      lead={say('curve.lead')}
      actions={<DayPicker day={day} choose={(chosen) => choose({ day: chosen })} />}
      refreshing={curve.refreshing}
    >
      <div className={css.stack}>
        <Panel
          label={say('curve.title')}
          extra={
            <>
              <CompareChoice compare={wanted.compare} choose={(compare) => choose({ compare })} />
              <Button href={withQuery(`${base}/curve.csv`, { day })} download>
                {say('meters.export')}
              </Button>
            </>
          }
        >
          <Shown of={curve} rows={8}>
            {(shown) => <DayCurveView curve={shown} other={other} />}
          </Shown>
        </Panel>
        <MonthPanel pointId={pointId} tone="day" />
      </div>
    </Page>
  )
}
