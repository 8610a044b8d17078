import { useParams, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DayCurve, PointDetail, RegisterList } from '../contract.ts'
import { AlarmLine } from './alarm-line.tsx'
import { CurveEdit } from './curve-edit.tsx'
import { DayCurveView, DayPicker, yesterday } from './day-curve.tsx'
import css from './grid.module.css'
import { MeterEvents } from './meter-events.tsx'
import { MeterNow } from './meter-now.tsx'
import { Installations, RegisterTable } from './meter-tables.tsx'
import { MonthPanel } from './month-panel.tsx'
import { Phasors } from './phasors.tsx'
import { StatePill } from './point-state.tsx'
import { ReadNow } from './read-now.tsx'
import { RegisterHistory } from './register-history.tsx'
import { RegisterLadder } from './register-ladder.tsx'
import { SpecialOrder } from './special-order.tsx'
import { OpenExchange } from './store/open-exchange.tsx'
import { meteringWords } from './words.ts'

type Detail = z.infer<typeof PointDetail>

export default function Meter() {
  const say = useWords(meteringWords)
  const { pointId } = useParams()
  const detail = useResource<Detail>(`/api/metering/points/${pointId}`)
  useLiveReload(['readings.accepted', 'alarm.raised', 'alarm.cleared'], detail.reload)
  const point = detail.data?.point
  return (
    <Page
      back={{ to: '/grid/meters', text: say('meter.back') }}
      title={point ? (point.accountName ?? say('meter.title', { no: point.pointNo })) : say('meter.title', { no: '' })}
      actions={
        point && (
          <>
            <StatePill state={point.state} />
            <SpecialOrder pointId={point.pointId} />
            {point.assetNo && <OpenExchange pointId={point.pointId} />}
            <ReadNow large pointId={point.pointId} model={point.model} done={detail.reload} />
          </>
        )
      }
    >
      <Shown of={detail} rows={10}>
        {(shown) => <Parts detail={shown} reload={detail.reload} />}
      </Shown>
    </Page>
  )
}

function Parts({ detail, reload }: { detail: Detail; reload: () => void }) {
  const say = useWords(meteringWords)
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <Curve pointId={detail.point.pointId} />
        <MonthPanel pointId={detail.point.pointId} />
        <Registers pointId={detail.point.pointId} />
      </div>
      <div className={css.column}>
        <Panel title={say('meter.now')}>
          <MeterNow point={detail.point} />
        </Panel>
        <Phasors pointId={detail.point.pointId} />
        <RegisterLadder pointId={detail.point.pointId} />
        <RegisterHistory pointId={detail.point.pointId} suspects={detail.suspects} changed={reload} />
        <Panel title={say('meter.alarms')}>
          {detail.alarms.length === 0 && <p className={css.note}>{say('meter.alarms.none')}</p>}
          {detail.alarms.map((alarm) => (
            <AlarmLine key={alarm.alarmId} alarm={alarm} />
          ))}
        </Panel>
        <MeterEvents pointId={detail.point.pointId} />
        <Panel title={say('meter.installations')}>
          <Installations installations={detail.installations} />
        </Panel>
      </div>
    </div>
  )
}

function Curve({ pointId }: { pointId: number }) {
  const say = useWords(meteringWords)
  const mayEdit = hasRole(useUser(), ['acquisition', 'grid'])
  const [query, setQuery] = useSearchParams()
  const day = query.get('day') ?? yesterday()
  const curve = useResource<DayCurve>(withQuery(`/api/metering/points/${pointId}/curve`, { day }), { keep: true })
  return (
    <Panel
      title={say('curve.title')}
      extra={
        <>
          <a className={css.note} href={withQuery(`/api/metering/points/${pointId}/curve.csv`, { day })} download>
            {say('meters.export')}
          </a>
          {mayEdit && curve.data && <CurveEdit curve={curve.data} done={curve.reload} />}
          <DayPicker day={day} choose={(chosen) => setQuery({ day: chosen }, { replace: true })} />
        </>
      }
    >
      <Shown of={curve} rows={8}>
        {(shown) => <DayCurveView curve={shown} tone="night" height={250} />}
      </Shown>
    </Panel>
  )
}

function Registers({ pointId }: { pointId: number }) {
  const say = useWords(meteringWords)
  const registers = useResource<z.infer<typeof RegisterList>>(`/api/metering/points/${pointId}/registers`)
  return (
    <Panel flush title={say('meter.registers')} extra={<span className={css.note}>{say('meter.registers.lead')}</span>}>
      <Shown
        of={registers}
        isEmpty={(list) => list.readings.length === 0}
        empty={<Empty title={say('meter.registers.none')} />}
      >
        {(list) => <RegisterTable readings={list.readings} />}
      </Shown>
    </Panel>
  )
}
