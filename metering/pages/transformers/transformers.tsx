import { Segmented } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { civilDay } from '../../../app/web/kit/format.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { StateChoice } from '../../../app/web/kit/state-choice.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { loadStates, type TransformerList } from '../../transformers/contract.ts'
import css from '../grid.module.css'
import { useColumns } from './columns.tsx'
import { TransformerDrawer } from './drawer.tsx'
import { transformerWords } from './words.ts'

/** Which transformers carry too much, and which hardly anything, in a month. */
export default function Transformers() {
  const say = useWords(transformerWords)
  const [wanted, choose] = useChoices(['month', 'state'])
  const list = useResource<TransformerList>(withQuery('/api/metering/transformers', wanted), { keep: true })
  const [opened, open] = useState<number>()
  const columns = useColumns(open)
  const { data } = list
  return (
    <Page title={say('title')} lead={data && <Lead list={data} />} refreshing={list.refreshing}>
      <Panel flush label={say('title')}>
        <div className={css.filters}>
          <Months month={wanted.month} choose={(month) => choose({ month })} />
          <StateChoice
            label={say('col.state')}
            all={say('all')}
            states={loadStates}
            nameOf={(state) => say(`state.${state}`)}
            counts={data?.counts}
            value={wanted.state}
            choose={(state) => choose({ state })}
          />
        </div>
        <Shown
          of={list}
          rows={10}
          isEmpty={({ transformers }) => transformers.length === 0}
          empty={
            wanted.state ? (
              <Empty title={say('none')} next={say('none.next')} />
            ) : (
              <Empty title={say('empty')} next={say('empty.next')} />
            )
          }
        >
          {({ transformers }) => <DataTable rowKey="districtId" columns={columns} items={transformers} width={1160} />}
        </Shown>
      </Panel>
      {opened !== undefined && (
        <TransformerDrawer districtId={opened} month={wanted.month} close={() => open(undefined)} />
      )}
    </Page>
  )
}

function Lead({ list: { month, figures } }: { list: TransformerList }) {
  const say = useWords(transformerWords)
  const { heavyPercent: heavy, overPercent: over, lightPercent: light, lastingMin: minutes } = figures
  return say('lead', { month, heavy, over, light, minutes })
}

/** The month of yesterday, or the one before it; others stand in the address. */
function Months({ month, choose }: { month: string; choose: (month: string) => void }) {
  const say = useWords(transformerWords)
  const [year = 0, now = 1] = civilDay(new Date()).split('-').map(Number)
  const last = new Date(Date.UTC(year, now - 2, 1)).toISOString().slice(0, 7)
  const known = month === '' || month === last
  return (
    <Segmented
      aria-label={say('month')}
      value={month}
      onChange={choose}
      options={[
        { value: '', label: say('month.this') },
        { value: last, label: say('month.last') },
        ...(known ? [] : [{ value: month, label: month }]),
      ]}
    />
  )
}
