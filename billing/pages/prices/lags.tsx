import { App, Button, Form, Input, type TableColumnsType } from 'antd'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { lagAnswer, lagInput, lagList } from '../../price-book/lag-contract.ts'
import { useDays } from './price-parts.tsx'
import css from './prices.module.css'
import { priceWords } from './words.ts'

type Lags = z.infer<typeof lagList>
type Filled = { assetNos: string; from: string; to?: string; reason: string }

/** Meters whose periods still follow an earlier timetable: their energy is split by the load curve meanwhile. */
export function TimetableLags({ mayRecord }: { mayRecord: boolean }) {
  const say = useWords(priceWords)
  const daysOf = useDays()
  const lags = useResource<Lags>('/api/billing/timetable-lags', { keep: true })
  const columns: TableColumnsType<Lags['items'][number]> = [
    { title: say('lag.meter'), width: 150, render: (_, { assetNo }) => assetNo },
    { title: say('lag.account'), width: 150, render: (_, { accountNo }) => accountNo },
    { title: say('lag.days'), width: 200, render: (_, { from, to }) => daysOf({ from, to }) },
    { title: say('lag.reason'), render: (_, { reason }) => <span className={css.note}>{reason}</span> },
  ]
  return (
    <>
      {mayRecord && (
        <Panel title={say('lag.record')}>
          <RecordLag done={lags.reload} />
        </Panel>
      )}
      <Panel flush title={say('lag')}>
        <Shown of={lags} isEmpty={({ items }) => items.length === 0} empty={<Empty title={say('lag.none')} />}>
          {({ items }) => (
            <DataTable
              rowKey={({ assetNo, from }) => `${assetNo}${from}`}
              columns={columns}
              items={items}
              width={640}
              pageSize={10}
              head={0}
            />
          )}
        </Shown>
      </Panel>
    </>
  )
}

function RecordLag({ done }: { done: () => void }) {
  const say = useWords(priceWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const record = useSubmit(({ assetNos, from, to, reason }: Filled, key) => {
    const body: z.infer<typeof lagInput> = {
      assetNos: assetNos.split(/[\s,，、;；]+/).filter((each) => each !== ''),
      ...{ from, to: to || null, reason },
    }
    return write<z.infer<typeof lagAnswer>>('POST', '/api/billing/timetable-lags', body, key)
  })
  useFieldIssues(form, record.error)
  const needed = { required: true, message: say('required') }
  const submit = async (filled: Filled) => {
    const answer = await record.submit(filled)
    if (!answer) return
    message.success(say('lag.done', { count: answer.value.meters, tasks: answer.value.tasks }), 6)
    form.resetFields()
    done()
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      <div className={css.fields}>
        <Form.Item
          name="assetNos"
          label={say('lag.meters')}
          extra={say('lag.metersHint')}
          rules={[needed]}
          className={css.wide}
        >
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} />
        </Form.Item>
        <Form.Item name="from" label={say('lag.from')} rules={[needed]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="to" label={say('lag.to')} extra={say('lag.toHint')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="reason" label={say('lag.reason')} rules={[{ ...needed, min: 2 }]} className={css.wide}>
          <Input maxLength={400} />
        </Form.Item>
      </div>
      <Trouble error={record.error} atFields />
      <Button type="primary" htmlType="submit" loading={record.busy}>
        {say('lag.record')}
      </Button>
    </Form>
  )
}
