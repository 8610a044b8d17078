import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DayCurve, PointDetail, RegisterList } from '../contract.ts'
import { AlarmLine } from './alarm-line.tsx'
import { CompareChoice, useCompared } from './curve-compare.tsx'
import { CurveEdit } from './curve-edit.tsx'
import { DayCurveView, DayPicker, yesterday } from './day-curve.tsx'
import css from './grid.module.css'
import { MeterEvents } from './meter-events.tsx'
import { MeterNow } from './meter-now.tsx'
import { Installations, RegisterTable } from './meter-tables.tsx'
import { MonthPanel } from './month-panel.tsx'
import { Phasors } from './phasors.tsx'
import { StatePill } from './point-state.tsx'
import { AnswerNote, ReadNow } from './read-now.tsx'
import { type Answer, ReadValues } from './read-values.tsx'
import { readWords } from './read-words.ts'
import { RegisterHistory } from './register-history.tsx'
import { RegisterLadder } from './register-ladder.tsx'
import { SpecialOrder } from './special-order.tsx'
import { OpenExchange } from './store/open-exchange.tsx'
import { meteringWords } from './words.ts'

/** The rest are a page of their own. */
const ALARMS = 6

type Detail = z.infer<typeof PointDetail>

export default function Meter() {
  const say = useWords(meteringWords)
  const { pointId } = useParams()
  const detail = useResource<Detail>(`/api/metering/points/${pointId}`)
  const [answer, setAnswer] = useState<Answer>()
  useLiveReload(['readings.accepted', 'alarm.raised', 'alarm.cleared'], detail.reload)
  const point = detail.data?.point
  return (
    <Page
      back={{ to: '/grid/meters', text: say('meter.back') }}
      title={point ? (point.accountName ?? say('meter.title', { no: point.pointNo })) : say('meter.title', { no: '' })}
      lead={
        point &&
        [point.assetNo && say('meter.lead', { asset: point.assetNo }), point.address].filter(Boolean).join(' · ')
      }
      actions={
        point && (
          <>
            <StatePill state={point.state} />
            <Link to={`/grid/power-quality/${point.pointId}`}>{say('meter.quality')} ›</Link>
            {point.assetNo && <OpenExchange pointId={point.pointId} />}
            <SpecialOrder pointId={point.pointId} />
            <ReadNow large pointId={point.pointId} done={detail.reload} show={setAnswer} />
          </>
        )
      }
    >
      {answer && <AnswerPanel answer={answer} close={() => setAnswer(undefined)} />}
      <Shown of={detail} rows={10}>
        {(shown) => <Parts detail={shown} reload={detail.reload} />}
      </Shown>
    </Page>
  )
}

function AnswerPanel({ answer, close }: { answer: Answer; close: () => void }) {
  const say = useWords(readWords)
  return (
    <div className={css.answer} role="status">
      <Panel
        title={say('title')}
        extra={
          <>
            <span className={css.note}>{say('lead')}</span>
            <Button size="small" onClick={close}>
              {say('close')}
            </Button>
          </>
        }
      >
        <AnswerNote answer={answer} />
        <ReadValues answer={answer} />
      </Panel>
    </div>
  )
}

function Parts({ detail, reload }: { detail: Detail; reload: () => void }) {
  const say = useWords(meteringWords)
  const { pointId } = detail.point
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <Curve pointId={pointId} />
        <MonthPanel pointId={pointId} />
        <Registers pointId={pointId} />
      </div>
      <div className={css.column}>
        <Panel title={say('meter.now')} className={css.foremost ?? ''}>
          <MeterNow point={detail.point} />
        </Panel>
        <Phasors pointId={pointId} />
        <RegisterLadder pointId={pointId} />
        <RegisterHistory pointId={pointId} suspects={detail.suspects} changed={reload} />
        <Panel
          title={say('meter.alarms')}
          extra={
            detail.alarms.length > 0 && (
              <Link to={withQuery('/grid/alarms', { status: 'all', pointId })}>{say('meter.alarms.all')} ›</Link>
            )
          }
        >
          {detail.alarms.length === 0 && <p className={css.note}>{say('meter.alarms.none')}</p>}
          {detail.alarms.slice(0, ALARMS).map((alarm) => (
            <AlarmLine key={alarm.alarmId} alarm={alarm} />
          ))}
        </Panel>
        <MeterEvents pointId={pointId} />
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
  const [wanted, choose] = useChoices(['day', 'compare'])
  const day = wanted.day || yesterday()
  const curve = useResource<DayCurve>(withQuery(`/api/metering/points/${pointId}/curve`, { day }), { keep: true })
  const other = useCompared(pointId, day, wanted.compare)
  return (
    <Panel
      title={say('curve.title')}
      extra={
        <>
          <CompareChoice compare={wanted.compare} choose={(compare) => choose({ compare })} />
          <DayPicker day={day} choose={(chosen) => choose({ day: chosen })} />
          {mayEdit && curve.data && <CurveEdit curve={curve.data} done={curve.reload} />}
          <Button href={withQuery(`/api/metering/points/${pointId}/curve.csv`, { day })} download>
            {say('meters.export')}
          </Button>
        </>
      }
    >
      <Shown of={curve} rows={8}>
        {(shown) => <DayCurveView curve={shown} other={other} tone="night" height={250} />}
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
