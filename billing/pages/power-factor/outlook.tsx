import { useMemo } from 'react'
import { Chart, type ChartOption } from '../../../app/web/kit/Chart.tsx'
import type { ChartTone } from '../../../app/web/kit/chart-style.ts'
import { addDays, fixed, quantity, yuan } from '../../../app/web/kit/format.ts'
import lists from '../../../app/web/kit/lists.module.css'
import { Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { PowerFactorDetail, PowerFactorOutlook } from '../../power-factor/contract.ts'
import css from '../bill.module.css'
import { factorsToOption } from './option.ts'
import { powerFactorWords } from './words.ts'

/** For the account’s holder and for clerks; nothing where the account is not adjusted. */
export function PowerFactorPanel({ accountNo }: { accountNo: string }) {
  const say = useWords(powerFactorWords)
  const found = useResource<PowerFactorDetail>(`/api/billing/accounts/${accountNo}/power-factor`)
  if (!found.data?.outlook && found.data?.months.length === 0) return null
  return (
    <Panel title={say('panel.title')}>
      <Shown of={found} rows={5}>
        {(detail) => <OutlookOfAccount detail={detail} tone="day" />}
      </Shown>
    </Panel>
  )
}

/** What the month will come to and what may be done, then what it rests on. */
export function OutlookOfAccount({ detail, tone }: { detail: PowerFactorDetail; tone: ChartTone }) {
  const say = useWords(powerFactorWords)
  const { outlook } = detail
  return (
    <div className={lists.stack}>
      {outlook ? <Verdict outlook={outlook} /> : <p className={css.note}>{say('panel.first')}</p>}
      {outlook && <Reckoning outlook={outlook} />}
      <Days detail={detail} tone={tone} />
      <Months detail={detail} tone={tone} />
      <p className={css.note}>{say('basis.law')}</p>
    </div>
  )
}

export const factor = (value: number | null | undefined) => (value == null ? '—' : fixed(value, 2))
export const signed = (rate: number) => `${rate > 0 ? '+' : ''}${quantity(rate).replace('-', '−')}`

function Verdict({ outlook }: { outlook: PowerFactorOutlook }) {
  const say = useWords(powerFactorWords)
  const [language] = useLanguage()
  const { state, because, billMonth, standard, projected, reachableYuan, kvarLasting } = outlook
  if (because !== null || projected === null) return <p>{say('say.unknown', { because: because?.[language] ?? '' })}</p>
  if (state === 'idle') return <p>{say('say.idle')}</p>
  const lasting = quantity(kvarLasting ?? 0)
  const told = {
    ...{ month: monthOf(billMonth, language), standard, factor: factor(projected.powerFactor) },
    ...{ yuan: yuan(projected.adjustmentYuan), reachable: yuan(reachableYuan ?? '0.00') },
  }
  return (
    <div>
      <p>
        <b>{say(`say.${state === 'unknown' ? 'met' : state}`, told)}</b>
      </p>
      {state === 'at-risk' && <p>{say('say.remedy', { kvar: quantity(outlook.kvarThisMonth ?? 0), lasting })}</p>}
      {state === 'lost' && kvarLasting !== 0 && <p>{say('say.lasting', { lasting })}</p>}
      {state === 'met' && kvarLasting !== 0 && <p>{say('say.lastingNeed', { lasting })}</p>}
      {kvarLasting !== 0 && <HowReckoned outlook={outlook} />}
    </div>
  )
}

function HowReckoned({ outlook: { hoursPerDay, kvar95 } }: { outlook: PowerFactorOutlook }) {
  const say = useWords(powerFactorWords)
  const isByCurve = hoursPerDay !== null && hoursPerDay > 0 && kvar95 !== null
  return (
    <p className={css.note}>
      {isByCurve
        ? say('say.hours', { hours: quantity(hoursPerDay, 1), kvar95: quantity(kvar95, 1) })
        : say('say.allDay')}
    </p>
  )
}

function Reckoning({ outlook }: { outlook: PowerFactorOutlook }) {
  const say = useWords(powerFactorWords)
  const { projected, periodFrom: from, periodTo, until, activeKwh, reactiveKvarh, pricedBy } = outlook
  const period = say('fact.period.value', { from, to: addDays(periodTo, -1), until })
  const energies = (kwh: number | null, kvarh: number | null, value: number | null) =>
    say('fact.soFar.value', { factor: factor(value), kwh: quantity(kwh ?? 0, 0), kvarh: quantity(kvarh ?? 0, 0) })
  return (
    <>
      <Facts
        width={130}
        items={[
          { label: say('fact.period'), value: period, wide: true },
          ...(projected
            ? [
                {
                  label: say('fact.soFar'),
                  value: energies(activeKwh, reactiveKvarh, outlook.powerFactor),
                  wide: true,
                },
                {
                  label: say('fact.projected'),
                  value: energies(projected.activeKwh, projected.reactiveKvarh, projected.powerFactor),
                  wide: true,
                },
                { label: say('fact.base'), value: yuan(projected.baseYuan) },
                { label: say('fact.rate'), value: say('rate', { rate: signed(projected.ratePercent) }) },
                { label: say('fact.yuan'), value: yuan(projected.adjustmentYuan) },
              ]
            : []),
        ]}
      />
      {pricedBy === 'latest-bill' && <p className={css.note}>{say('basis.latest-bill')}</p>}
    </>
  )
}

function Days({ detail: { days, outlook }, tone }: { detail: PowerFactorDetail; tone: ChartTone }) {
  const say = useWords(powerFactorWords)
  const names = { factor: say('chart.factor'), standard: say('chart.standard') }
  const standard = Number(outlook?.standard ?? 0)
  const option = useMemo(() => {
    const points = days.map(({ until, powerFactor }) => ({ at: addDays(until, -1).slice(5), powerFactor }))
    return factorsToOption(tone, { points, standard, names: { factor: names.factor, standard: names.standard } })
  }, [days, standard, tone, names.factor, names.standard])
  return days.length < 2 ? null : <Curve option={option} title={say('chart.days')} />
}

function Months({ detail: { months, outlook }, tone }: { detail: PowerFactorDetail; tone: ChartTone }) {
  const say = useWords(powerFactorWords)
  const names = { factor: say('chart.bill'), standard: say('chart.standard') }
  const standard = Number(outlook?.standard ?? 0)
  const option = useMemo(() => {
    const points = months.map(({ billMonth, powerFactor }) => ({ at: billMonth.slice(2), powerFactor }))
    return factorsToOption(tone, { points, standard, names: { factor: names.factor, standard: names.standard } })
  }, [months, standard, tone, names.factor, names.standard])
  return months.length < 2 || standard === 0 ? null : <Curve option={option} title={say('chart.months')} />
}

function Curve({ option, title }: { option: ChartOption; title: string }) {
  return (
    <section>
      <h4>{title}</h4>
      <Chart option={option} height={200} label={title} />
    </section>
  )
}

function monthOf(billMonth: string, language: 'zh' | 'en'): string {
  return language === 'zh' ? `${Number(billMonth.slice(5))} 月` : billMonth
}
