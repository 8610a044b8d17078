import { App, Button, Checkbox, Form, Input, type TableColumnsType } from 'antd'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { civilDay } from '../../../app/web/kit/format.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { agencyComponents, type agencyList, type agencyMonth, type timetableList } from '../../price-book/contract.ts'
import { TimetableLags } from './lags.tsx'
import { useDays } from './price-parts.tsx'
import css from './prices.module.css'
import { TimetableView } from './timetable-view.tsx'
import { priceWords } from './words.ts'

type Months = z.infer<typeof agencyList>
type Month = Months['items'][number]
type Filled = z.infer<typeof agencyMonth> & { region: string; month: string }

/** Dated data that prices refer to: agency prices by month, timetables by province. */
export default function Reference() {
  const say = useWords(priceWords)
  const daysOf = useDays()
  const mayRecord = useUser().roles.includes('billing')
  const months = useResource<Months>('/api/billing/agency-prices', { keep: true })
  const timetables = useResource<z.infer<typeof timetableList>>('/api/billing/timetables')
  const columns = useColumns()
  return (
    <Page
      title={say('reference')}
      lead={say('reference.lead')}
      back={{ to: '/office/prices', text: say('back') }}
      refreshing={months.refreshing}
    >
      <div className={css.two}>
        <div className={css.stack}>
          {mayRecord && (
            <Panel title={say('agency.record')}>
              <RecordMonth done={months.reload} />
            </Panel>
          )}
          <Panel flush title={say('agency')}>
            <Shown of={months} isEmpty={({ items }) => items.length === 0} empty={<Empty title={say('agency.none')} />}>
              {({ items }) => (
                <DataTable
                  rowKey={({ region, month }) => `${region}${month}`}
                  columns={columns}
                  items={nearestFirst(items)}
                  width={640}
                  pageSize={12}
                  head={0}
                />
              )}
            </Shown>
          </Panel>
        </div>
        <div className={css.stack}>
          <TimetableLags mayRecord={mayRecord} />
          <Shown of={timetables}>
            {({ items }) => (
              <>
                {items.map((timetable) => (
                  <Panel
                    key={timetable.id}
                    title={`${say.code('region', timetable.region)} ${say(`system.${timetable.tariffSystem}`)} · ${daysOf({ from: timetable.validFrom, to: timetable.validTo })}`}
                    extra={!timetable.official && <Pill tone="warn">{say('landed.demo')}</Pill>}
                  >
                    <TimetableView timetable={timetable} />
                  </Panel>
                ))}
              </>
            )}
          </Shown>
        </div>
      </div>
    </Page>
  )
}

/** Months that have come, the latest first; months ahead after them. */
function nearestFirst(items: Month[]): Month[] {
  const thisMonth = civilDay(new Date()).slice(0, 7)
  const come = items.filter(({ month }) => month <= thisMonth)
  const ahead = items.filter(({ month }) => month > thisMonth)
  return [...come.toSorted((one, other) => other.month.localeCompare(one.month)), ...ahead.toReversed()]
}

function useColumns(): TableColumnsType<Month> {
  const say = useWords(priceWords)
  return [
    {
      title: say('agency.month'),
      width: 170,
      render: (_, row) => (
        <>
          {say.code('region', row.region)} {row.month}
          {!row.official && (
            <div>
              <Pill tone="warn">{say('demo')}</Pill>
            </div>
          )}
        </>
      ),
    },
    ...agencyComponents.map((component) => ({
      title: say(`component.${component}`),
      align: 'right' as const,
      width: 110,
      render: (_: unknown, row: Month) => row.pricesYuanPerKwh[component],
    })),
    { title: say('agency.source'), render: (_, row) => <span className={css.note}>{row.source}</span> },
  ]
}

function RecordMonth({ done }: { done: () => void }) {
  const say = useWords(priceWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const record = useSubmit(({ region, month, ...figures }: Filled, key) =>
    write('PUT', `/api/billing/agency-prices/${region}/${month}`, figures, key),
  )
  useFieldIssues(form, record.error)
  const needed = { required: true, message: say('required') }
  const submit = async (filled: Filled) => {
    if (!(await record.submit(filled))) return
    message.success(say('agency.done', { month: filled.month }))
    form.resetFields()
    done()
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ official: true }}>
      <div className={css.fields}>
        <Form.Item
          name="region"
          label={say('agency.region')}
          extra={say('regionHint')}
          rules={[{ ...needed, pattern: /^\d{2}$/ }]}
        >
          <Input maxLength={2} inputMode="numeric" />
        </Form.Item>
        <Form.Item name="month" label={say('agency.month')} rules={[{ ...needed, pattern: /^\d{4}-\d{2}$/ }]}>
          <Input type="month" />
        </Form.Item>
        {agencyComponents.map((component) => (
          <Form.Item
            key={component}
            name={['pricesYuanPerKwh', component]}
            label={say(`component.${component}`)}
            rules={[needed, { pattern: /^-?\d{1,6}(\.\d{1,8})?$/, message: say('badPrice') }]}
          >
            <Input inputMode="decimal" />
          </Form.Item>
        ))}
        <Form.Item name="source" label={say('agency.source')} rules={[{ ...needed, min: 4 }]} className={css.wide}>
          <Input maxLength={400} />
        </Form.Item>
        <Form.Item name="official" valuePropName="checked">
          <Checkbox>{say('official')}</Checkbox>
        </Form.Item>
      </div>
      <Trouble error={record.error} atFields />
      <Button type="primary" htmlType="submit" loading={record.busy}>
        {say('agency.record')}
      </Button>
    </Form>
  )
}
