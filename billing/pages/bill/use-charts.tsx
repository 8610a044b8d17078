import { useMemo } from 'react'
import { Chart } from '../../../app/web/kit/Chart.tsx'
import { fixed } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { BillDetail } from '../../bill-contract.ts'
import css from '../bill.module.css'
import { billingWords } from '../words.ts'
import { monthsToOption, periodsToOption } from './use-option.ts'
import { billWords } from './words.ts'

/** What was used: by period against last year, and over twelve months. */
export function UseCharts({ bill }: { bill: BillDetail }) {
  const say = useWords(billWords)
  const words = useWords(billingWords)
  const [language] = useLanguage()
  const { lastYear, months } = bill.use
  // biome-ignore lint/correctness/useExhaustiveDependencies: the language is what changes the names.
  const [byPeriod, byMonth] = useMemo(() => {
    const names = {
      ...{ now: say('use.now'), lastYear: say('use.lastYear'), total: say('use.total') },
      period: (period: string) => words.code('period', period),
    }
    return [periodsToOption(bill, names), monthsToOption(bill.use, names)]
  }, [bill, language])
  return (
    <>
      <Panel title={say('use.title')}>
        <p className={css.note}>
          {lastYear
            ? say('use.compared', {
                now: perDay(bill.energyKwh, bill.days),
                before: perDay(lastYear.energyKwh, lastYear.days),
              })
            : say('use.noLastYear')}
        </p>
        <Chart option={byPeriod} height={220} label={say('use.chart')} />
      </Panel>
      {months.length > 1 && (
        <Panel title={say('use.months')}>
          <Chart option={byMonth} height={220} label={say('use.months')} />
        </Panel>
      )}
    </>
  )
}

function perDay(energyKwh: number, days: number): string {
  return fixed(days > 0 ? energyKwh / days : 0, 2)
}
