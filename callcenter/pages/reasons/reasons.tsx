import { Input, Segmented } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { addDays, civilDay } from '../../../app/web/kit/format.ts'
import { Figure, Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { type ReasonGroup, type ReasonPage, reasonFormulas, reasonGroups } from '../../reasons/contract.ts'
import { FrequentTable } from './frequent-table.tsx'
import { percent } from './names.ts'
import { type Chosen, OrdersPanel } from './orders-panel.tsx'
import { ReasonTable } from './reason-table.tsx'
import css from './reasons.module.css'
import { reasonWords } from './words.ts'

/** 诉求分析: what is brought to the desk, how often, and how it was dealt with. */
export default function ReasonsPage() {
  const say = useWords(reasonWords)
  const [choices, choose] = useChoices(['month', 'by'])
  const [chosen, setChosen] = useState<Chosen>()
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(choices.month) ? choices.month : civilDay(new Date()).slice(0, 7)
  const by = reasonGroups.find((each) => each === choices.by) ?? 'subkind'
  const resource = useResource<ReasonPage>(withQuery('/api/callcenter/reasons', { month, by }), { keep: true })
  const change = (to: { month?: string; by?: ReasonGroup }) => {
    setChosen(undefined)
    choose(to)
  }
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={resource.refreshing}
      actions={
        <Input
          type="month"
          aria-label={say('month')}
          style={{ width: 160 }}
          value={month}
          onChange={({ target }) => target.value && change({ month: target.value })}
        />
      }
    >
      <div className={css.stack}>
        <Segmented
          style={{ justifySelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
          value={by}
          options={reasonGroups.map((value) => ({ value, label: say(`by.${value}`) }))}
          onChange={(value) => change({ by: value })}
        />
        <Shown of={resource} rows={8}>
          {(page) => <Analysis key={`${month} ${by}`} page={page} by={by} choose={setChosen} />}
        </Shown>
        {chosen && <OrdersPanel month={month} chosen={chosen} close={() => setChosen(undefined)} />}
        {resource.data && <Formulas page={resource.data} />}
      </div>
    </Page>
  )
}

type Parts = { page: ReasonPage; by: ReasonGroup; choose: (of: Chosen) => void }

function Analysis({ page, by, choose }: Parts) {
  const say = useWords(reasonWords)
  const { all, formerAll, yearAll, reasons, frequent, rules } = page
  const change = (former: number) => percent(former === 0 ? null : (all - former) / former, true)
  return (
    <>
      <Panel title={say('span', { from: page.from, to: addDays(page.to, -1) })}>
        <div className={css.figures}>
          <Figure label={say('all')} value={all} />
          <Figure label={say('all.month')} value={change(formerAll)} note={say('all.former', { count: formerAll })} />
          <Figure label={say('all.year')} value={change(yearAll)} note={say('all.yearCount', { count: yearAll })} />
          {by !== 'category' && (
            <>
              <Figure
                label={say('complaints.inside')}
                value={page.complaints.inside}
                note={say('complaints.opinions', { count: page.complaints.asOpinions })}
              />
              <Figure label={say('complaints.outside')} value={page.complaints.outside} />
            </>
          )}
        </div>
      </Panel>
      <Panel flush>
        {reasons.length === 0 ? (
          <Empty title={say('none')} next={say('none.next')} />
        ) : (
          <ReasonTable reasons={reasons} by={by} choose={choose} />
        )}
      </Panel>
      {by !== 'category' && (
        <Panel
          flush={frequent.length > 0}
          title={say('frequent', { days: rules.frequentDays, times: rules.frequentTimes })}
        >
          {frequent.length === 0 ? (
            <Empty title={say('frequent.none')} next={say('frequent.none.next')} />
          ) : (
            <FrequentTable frequent={frequent} choose={choose} />
          )}
        </Panel>
      )}
    </>
  )
}

function Formulas({ page }: { page: ReasonPage }) {
  const say = useWords(reasonWords)
  return (
    <Panel title={say('formulas')}>
      <ul className={css.formulas}>
        {reasonFormulas.map((formula) => (
          <li key={formula}>{say(`text.${formula}`, { days: page.rules.repeatDays })}</li>
        ))}
        <li>{say('text.without')}</li>
      </ul>
    </Panel>
  )
}
