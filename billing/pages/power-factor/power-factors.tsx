import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { accountNumber, instant, quantity, yuan } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { SearchBox } from '../../../app/web/kit/search-box.tsx'
import { StateChoice } from '../../../app/web/kit/state-choice.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import {
  outlookStates,
  type PowerFactorDetail,
  type PowerFactorList,
  type PowerFactorRow,
} from '../../power-factor/contract.ts'
import css from '../office.module.css'
import { useColumns } from './columns.tsx'
import { OutlookOfAccount } from './outlook.tsx'
import { powerFactorWords } from './words.ts'

const filters = ['q', 'state'] as const
const itemsOf = (page: PowerFactorList) => page.items

/** Whose month will end below its standard, the dearest first, and what would save it. */
export default function PowerFactors() {
  const say = useWords(powerFactorWords)
  const [wanted, choose] = useChoices(filters)
  const pages = usePages<PowerFactorList, PowerFactorRow>(withQuery('/api/billing/power-factors', wanted), itemsOf)
  useLiveReload(['power-factor.at-risk'], () => pages.items.length <= 50 && pages.first.reload(), 2_000)
  const [openedNo, open] = useState<string>()
  const opened = pages.items.find(({ accountNo }) => accountNo === openedNo)
  const columns = useColumns(open)
  const { data } = pages.first
  const isFiltered = wanted.q !== '' || wanted.state !== ''
  return (
    <Page title={say('title')} lead={data && <Lead list={data} />} refreshing={pages.first.refreshing}>
      <Panel flush label={say('title')}>
        <div className={css.filters}>
          <SearchBox value={wanted.q} label={say('search')} search={(q) => choose({ q })} />
          <StateChoice
            label={say('col.state')}
            all={say('all')}
            states={outlookStates}
            nameOf={(state) => say(`state.${state}`)}
            counts={data?.counts}
            value={wanted.state}
            choose={(state) => choose({ state })}
          />
        </div>
        <PagedTable
          of={pages}
          rowKey="accountNo"
          columns={columns}
          width={1120}
          rows={8}
          empty={
            isFiltered ? (
              <Empty
                title={say('none')}
                next={say('none.next')}
                action={<Button onClick={() => choose({ q: '', state: '' })}>{say('clear')}</Button>}
              />
            ) : (
              <Empty title={say('empty')} next={say('empty.next')} />
            )
          }
        />
      </Panel>
      {opened && <AccountDrawer row={opened} close={() => open(undefined)} />}
    </Page>
  )
}

function Lead({ list: { counts, atStakeYuan, savableYuan } }: { list: PowerFactorList }) {
  const say = useWords(powerFactorWords)
  const count = (counts['at-risk'] ?? 0) + (counts.lost ?? 0)
  if (count === 0) return say('lead.none')
  return say('lead.stake', { count: quantity(count), stake: yuan(atStakeYuan), savable: yuan(savableYuan) })
}

function AccountDrawer({ row, close }: { row: PowerFactorRow; close: () => void }) {
  const say = useWords(powerFactorWords)
  const found = useResource<PowerFactorDetail>(`/api/billing/accounts/${row.accountNo}/power-factor`)
  return (
    <Drawer open size={560} title={row.customerName} onClose={close}>
      <p className={css.note}>
        {accountNumber(row.accountNo)} · {quantity(row.capacityKva)} kVA
        {row.warnedAt && ` · ${say('warned', { at: instant(row.warnedAt) })}`}
      </p>
      <Shown of={found} rows={8}>
        {(detail) => <OutlookOfAccount detail={detail} tone="night" />}
      </Shown>
    </Drawer>
  )
}
