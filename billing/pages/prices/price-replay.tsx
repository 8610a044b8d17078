import { Button, Form, InputNumber, type TableColumnsType } from 'antd'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, instant, quantity, yuan } from '../../../app/web/kit/format.ts'
import { Facts, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { type Resource, useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { VersionDetail } from '../../price-book/contract.ts'
import type { replay } from '../../price-book/replay-contract.ts'
import css from './prices.module.css'
import { priceWords } from './words.ts'

export type Replay = z.infer<typeof replay>
type Filled = { months: number; thresholdPercent: number }

/** The latest replay of a version; none is told as such, not as trouble. */
export function useReplay(version: string): Resource<Replay> {
  return useResource<Replay>(`/api/billing/price-versions/${encodeURIComponent(version)}/replay`, { keep: true })
}

/** What the latest months would have cost under a draft: run it, and see who pays less and who pays more. */
export function ReplayPanel({ detail }: { detail: VersionDetail }) {
  const say = useWords(priceWords)
  const latest = useReplay(detail.version)
  const isOpen = detail.state === 'draft' || detail.state === 'reviewed'
  const mayRun = useUser().roles.some((role) => role === 'billing' || role === 'manager')
  if (!isOpen && !latest.data) return null
  return (
    <Panel title={say('replay')}>
      {latest.data ? (
        <ReplayResult of={latest.data} revision={detail.revision} />
      ) : (
        <p className={css.note}>{say('replay.none')}</p>
      )}
      {isOpen && mayRun && <RunReplay version={detail.version} done={latest.reload} />}
    </Panel>
  )
}

function RunReplay({ version, done }: { version: string; done: () => void }) {
  const say = useWords(priceWords)
  const [form] = Form.useForm<Filled>()
  const run = useSubmit((input: Filled, key) =>
    write('POST', `/api/billing/price-versions/${encodeURIComponent(version)}/replays`, input, key),
  )
  const submit = async (filled: Filled) => {
    if (await run.submit(filled)) done()
  }
  return (
    <Form
      form={form}
      layout="inline"
      requiredMark={false}
      className={css.replay}
      initialValues={{ months: 12, thresholdPercent: 10 }}
      onFinish={submit}
    >
      <Form.Item name="months" label={say('replay.months')} rules={[{ required: true }]}>
        <InputNumber min={1} max={24} precision={0} />
      </Form.Item>
      <Form.Item name="thresholdPercent" label={say('replay.threshold')} rules={[{ required: true }]}>
        <InputNumber min={0} max={1000} suffix="%" />
      </Form.Item>
      <Button htmlType="submit" loading={run.busy}>
        {say('replay.run')}
      </Button>
      <Trouble error={run.error} />
    </Form>
  )
}

/** Revenue, winners and losers, bills that move far, months, and the accounts that move most. */
export function ReplayResult({ of, revision }: { of: Replay; revision: number | null }) {
  const say = useWords(priceWords)
  const { result } = of
  const faults = Object.values(result.notComputable).reduce((sum, count) => sum + count, 0)
  return (
    <>
      {revision !== null && revision !== of.revision && <Pill tone="warn">{say('replay.outdated')}</Pill>}
      <Facts
        width={150}
        items={[
          { label: say('replay.span'), value: `${result.fromMonth} – ${result.toMonth}` },
          { label: say('replay.bills'), value: `${quantity(result.bills)} / ${quantity(result.accounts)}` },
          { label: say('replay.billed'), value: yuan(result.billedYuan) },
          { label: say('replay.draft'), value: yuan(result.draftYuan) },
          { label: say('replay.difference'), value: <b>{signed(result.differenceYuan)}</b> },
          { label: say('replay.winners'), value: quantity(result.winners) },
          { label: say('replay.losers'), value: quantity(result.losers) },
          { label: say('replay.unchanged'), value: quantity(result.unchanged) },
          {
            label: say('replay.over', { percent: result.thresholdPercent }),
            value: quantity(result.billsOverThreshold),
          },
          ...(faults > 0 ? [{ label: say('replay.faults'), value: quantity(faults) }] : []),
        ]}
      />
      <h4>{say('replay.largest')}</h4>
      <Rows rows={result.largest.slice(0, 8).map((row) => ({ ...row, name: accountNumber(row.accountNo) }))} />
      <details className={css.months}>
        <summary>{say('replay.byMonth')}</summary>
        <Rows rows={result.months.map((row) => ({ ...row, name: row.billMonth }))} />
      </details>
      <p className={css.note}>{say('replay.by', { by: of.runBy, at: instant(of.runAt) })}</p>
    </>
  )
}

type Row = { name: string; billedYuan: string; draftYuan: string; differenceYuan: string }

function Rows({ rows }: { rows: Row[] }) {
  const say = useWords(priceWords)
  const columns: TableColumnsType<Row> = [
    { title: '', dataIndex: 'name' },
    { title: say('replay.billed'), width: 108, align: 'right', render: (_, row) => yuan(row.billedYuan) },
    { title: say('replay.draft'), width: 108, align: 'right', render: (_, row) => yuan(row.draftYuan) },
    {
      title: say('replay.difference'),
      width: 104,
      align: 'right',
      render: (_, { differenceYuan }) => (
        <span className={Number(differenceYuan) > 0 ? css.up : css.down}>{signed(differenceYuan)}</span>
      ),
    },
  ]
  return <DataTable rowKey="name" columns={columns} items={rows} width={430} pageSize={24} head={0} />
}

function signed(amount: string): string {
  return Number(amount) > 0 ? `+${yuan(amount)}` : yuan(amount)
}
