import { Alert, Button, Input, Space, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { Chart } from '../../../app/web/kit/Chart.tsx'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { addDays, civilDay, clock, fixed } from '../../../app/web/kit/format.ts'
import { Figure, Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Staffing } from '../../staffing/contract.ts'
import css from '../shifts/shifts.module.css'
import { ShiftTabs } from '../shifts/tabs.tsx'
import { toCurve } from './curve.ts'
import { staffingWords } from './words.ts'

const percent = (share: number | null, digits = 1) => (share === null ? '—' : `${fixed(share * 100, digits)}%`)

/** 话务预测: a day's calls as expected and as they came, and whom they take. */
export default function ForecastPage() {
  const say = useWords(staffingWords)
  const [{ day }, choose] = useChoices(['day'])
  const resource = useResource<Staffing>(withQuery('/api/callcenter/staffing', { day }), { keep: true })
  const shown = day || resource.data?.day || civilDay(new Date())
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={resource.refreshing}>
      <div className={css.stack}>
        <ShiftTabs />
        <Space wrap>
          <Button onClick={() => choose({ day: addDays(shown, -1) })}>{say('before')}</Button>
          <Input
            type="date"
            aria-label={say('day')}
            value={shown}
            onChange={({ target }) => choose({ day: target.value })}
          />
          <Button onClick={() => choose({ day: addDays(shown, 1) })}>{say('after')}</Button>
          <Button type="link" onClick={() => choose({ day: null })}>
            {say('today')}
          </Button>
        </Space>
        <Shown of={resource} rows={10}>
          {(staffing) => (
            <>
              <Figures staffing={staffing} />
              <Curve staffing={staffing} />
              <TrialPanel trial={staffing.trial} />
              <HalfHours staffing={staffing} />
            </>
          )}
        </Shown>
      </div>
    </Page>
  )
}

function Figures({ staffing }: { staffing: Staffing }) {
  const say = useWords(staffingWords)
  const { halfHours, handle, patienceSeconds, target, shrinkage } = staffing
  const sum = (key: 'expected' | 'came') => halfHours.reduce((total, each) => total + (each[key] ?? 0), 0)
  const peak = halfHours.toSorted((a, b) => (b.expected ?? 0) - (a.expected ?? 0))[0]
  const most = Math.max(...halfHours.map(({ needed }) => needed ?? 0))
  const isKnown = staffing.forecast !== null
  return (
    <Panel label={say('title')}>
      <div className={css.now}>
        <Figure
          label={say('total')}
          value={isKnown ? Math.round(sum('expected')) : '—'}
          unit={say('calls')}
          note={say('total.came', { count: sum('came') })}
        />
        <Figure
          label={say('peak')}
          value={isKnown ? most : '—'}
          unit={say('agents')}
          note={isKnown && peak && say('peak.at', { at: clock(peak.from), count: Math.round(peak.expected ?? 0) })}
        />
        <Figure
          label={say('handle')}
          value={handle.seconds}
          unit={say('seconds')}
          note={handle.calls > 0 ? say('handle.measured', { count: handle.calls }) : say('handle.usual')}
        />
        <Figure
          label={say('patience')}
          value={patienceSeconds ?? '—'}
          {...(patienceSeconds !== null && { unit: say('seconds') })}
          note={say(patienceSeconds === null ? 'patience.none' : 'patience.some')}
        />
        <Figure
          label={say('goal')}
          value={say('goal.is', { seconds: target.withinSeconds, percent: Math.round(target.share * 100) })}
          note={say('goal.shrinkage', { percent: Math.round(shrinkage * 100) })}
        />
      </div>
    </Panel>
  )
}

function Curve({ staffing }: { staffing: Staffing }) {
  const say = useWords(staffingWords)
  // biome-ignore lint/correctness/useExhaustiveDependencies: words change with the language, which makes the whole page anew.
  const option = useMemo(() => toCurve(staffing, say), [staffing])
  const { day, kind, forecast } = staffing
  return (
    <Panel title={`${day} · ${say(`kind.${kind}`)}`}>
      {forecast === null ? (
        <Alert type="info" showIcon title={say('none')} />
      ) : (
        <>
          {forecast.basis !== 'weekday' && (
            <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={basisOf(forecast, say)} />
          )}
          {forecast.basis === 'weekday' && <p className={css.small}>{basisOf(forecast, say)}</p>}
          {forecast.outliers.length > 0 && (
            <p className={css.small}>{say('outliers', { days: forecast.outliers.join('、') })}</p>
          )}
        </>
      )}
      <Chart option={option} height={320} label={say('chart', { day })} />
    </Panel>
  )
}

function basisOf(
  { basis, days, level }: NonNullable<Staffing['forecast']>,
  say: ReturnType<typeof useWords<keyof (typeof staffingWords)['pairs'] & string>>,
): string {
  return say(`basis.${basis}`, { count: days, level: Math.round(level * 100) })
}

function TrialPanel({ trial }: { trial: Staffing['trial'] }) {
  const say = useWords(staffingWords)
  if (trial.days === 0)
    return (
      <Panel title={say('trial')}>
        <p className={css.small}>{say('trial.none')}</p>
      </Panel>
    )
  const { model, naive, within } = trial
  const isBetter = (model.wape ?? 1) <= (naive.wape ?? 1)
  const beside = (formula: 'wape' | 'mape') => `${say('naive')} ${percent(naive[formula])}`
  return (
    <Panel title={say('trial')}>
      <p className={css.small}>{say('trial.lead', { count: trial.days })}</p>
      <div className={css.now}>
        <Figure
          label={say('wape')}
          value={percent(model.wape)}
          note={beside('wape')}
          tone={isBetter ? 'good' : 'warn'}
        />
        <Figure label={say('mape')} value={percent(model.mape)} note={beside('mape')} />
        <Figure label={say('within')} value={percent(within)} note={say('band')} />
      </div>
    </Panel>
  )
}

function HalfHours({ staffing: { halfHours } }: { staffing: Staffing }) {
  const say = useWords(staffingWords)
  const columns: TableColumnsType<Staffing['halfHours'][number]> = [
    { title: say('col.from'), render: (_, { from }) => <b>{clock(from)}</b> },
    {
      title: say('expected'),
      width: 170,
      align: 'right',
      render: (_, { expected, low, high }) =>
        expected === null ? '—' : `${fixed(expected, 1)}（${Math.floor(low ?? 0)}–${Math.ceil(high ?? 0)}）`,
    },
    { title: say('col.came'), width: 90, align: 'right', render: (_, { came }) => came ?? '' },
    { title: say('col.handle'), width: 140, align: 'right', dataIndex: 'handleSeconds' },
    { title: say('col.needed'), width: 90, align: 'right', render: (_, { needed }) => needed ?? '—' },
    { title: say('col.rostered'), width: 90, align: 'right', render: (_, { rostered }) => rostered ?? '—' },
    { title: say('col.planned'), width: 90, align: 'right', render: (_, { planned }) => planned ?? '' },
  ]
  return (
    <Panel flush title={say('table')}>
      <DataTable rowKey="from" columns={columns} items={halfHours} width={760} pageSize={48} />
    </Panel>
  )
}
