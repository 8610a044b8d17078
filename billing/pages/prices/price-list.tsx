import { App, Button, Select, type TableColumnsType, Upload } from 'antd'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { priceList } from '../../contract.ts'
import type { VersionDetail, VersionRow, versionList } from '../../price-book/contract.ts'
import { StatePill, useDays } from './price-parts.tsx'
import css from './prices.module.css'
import { priceWords } from './words.ts'

const states: VersionRow['state'][] = ['draft', 'reviewed', 'published', 'superseded', 'withdrawn']

/** 电价目录: every version of every price, whatever its state. */
export default function PriceList() {
  const say = useWords(priceWords)
  const [language] = useLanguage()
  const [query, setQuery] = useSearchParams()
  const asked = { priceCode: query.get('priceCode'), state: query.get('state') }
  const versions = useResource<z.infer<typeof versionList>>(
    withQuery('/api/billing/price-versions', { priceCode: asked.priceCode }),
    { keep: true },
  )
  const prices = useResource<z.infer<typeof priceList>>('/api/billing/prices')
  const names = new Map(prices.data?.items.map(({ code, name }) => [code, name[language]]))
  const choose = (next: Partial<typeof asked>) => setQuery(withQuery('', { ...asked, ...next }), { replace: true })
  const shownOf = ({ items }: { items: VersionRow[] }) =>
    items.filter(({ state }) => !asked.state || state === asked.state)
  const columns = useColumns(names)
  return (
    <Page title={say('title')} lead={say('lead')} refreshing={versions.refreshing} actions={<Actions />}>
      <Panel flush label={say('title')}>
        <div className={css.filters}>
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            popupMatchSelectWidth={false}
            aria-label={say('col.price')}
            placeholder={say('anyCode')}
            value={asked.priceCode}
            onChange={(priceCode) => choose({ priceCode })}
            options={[...names].map(([value, label]) => ({ value, label }))}
          />
          <Select
            allowClear
            aria-label={say('col.state')}
            placeholder={say('anyState')}
            value={asked.state}
            onChange={(state) => choose({ state })}
            options={states.map((value) => ({ value, label: say(`state.${value}`) }))}
          />
        </div>
        <Shown
          of={versions}
          rows={8}
          isEmpty={(list) => shownOf(list).length === 0}
          empty={<Empty title={say('none')} next={say('none.next')} />}
        >
          {(list) => (
            <DataTable rowKey="version" columns={columns} items={shownOf(list)} width={900} pageSize={25} head={0} />
          )}
        </Shown>
      </Panel>
    </Page>
  )
}

function useColumns(names: Map<string, string>): TableColumnsType<VersionRow> {
  const say = useWords(priceWords)
  const daysOf = useDays()
  return [
    {
      title: say('col.price'),
      render: (_, row) => (
        <>
          <Link to={`/office/prices/${encodeURIComponent(row.version)}`}>
            {names.get(row.priceCode) ?? row.priceCode}
          </Link>
          <div className={css.note}>{row.version}</div>
        </>
      ),
    },
    {
      title: say('col.state'),
      width: 200,
      render: (_, row) => (
        <div className={css.pills}>
          <StatePill state={row.state} />
          {!row.official && <Pill tone="warn">{say('demo')}</Pill>}
        </div>
      ),
    },
    {
      title: say('col.days'),
      width: 240,
      render: (_, row) => row.days.map((days) => <div key={days.from}>{daysOf(days)}</div>),
    },
    {
      title: say('col.changed'),
      width: 170,
      render: (_, row) => (
        <>
          {instant(row.changedAt)}
          <div className={css.note}>{row.changedBy}</div>
        </>
      ),
    },
  ]
}

function Actions() {
  const say = useWords(priceWords)
  const navigate = useNavigate()
  const { message } = App.useApp()
  const mayDraft = useUser().roles.includes('billing')
  const bring = useSubmit((document: unknown, key) =>
    write<VersionDetail>('POST', '/api/billing/price-versions', document, key),
  )
  const read = async (file: File) => {
    const document = await file.text().then(parse)
    if (document === undefined) return void message.error(say('import.bad'))
    const made = await bring.submit(document)
    if (!made) return
    message.success(say('import.done', { version: made.value.version }))
    navigate(`/office/prices/${encodeURIComponent(made.value.version)}`)
  }
  const take = (file: File) => {
    void read(file)
    return Upload.LIST_IGNORE
  }
  const reference = <Button onClick={() => navigate('/office/prices/reference')}>{say('reference')}</Button>
  if (!mayDraft) return reference
  return (
    <>
      <Trouble error={bring.error} />
      {reference}
      <Upload accept=".json" showUploadList={false} beforeUpload={take}>
        <Button loading={bring.busy}>{say('import')}</Button>
      </Upload>
      <Button type="primary" onClick={() => navigate('/office/prices/new')}>
        {say('new')}
      </Button>
    </>
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
