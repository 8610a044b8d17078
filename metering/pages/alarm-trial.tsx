import { Alert, Button, Form, Input, InputNumber, Select, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { quantity } from '../../app/web/kit/format.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmKinds } from '../alarm-contract.ts'
import type { AlarmTrialReport } from '../alarm-trial-contract.ts'
import type { DistrictList } from '../contract.ts'
import { alarmTrialWords } from './alarm-trial-words.ts'
import collection from './collection.module.css'
import css from './grid.module.css'

const figures = ['raiseAt', 'clearAt', 'raiseMinutes', 'clearMinutes', 'leastLoad'] as const
const choices = ['kind', ...figures, 'from', 'to', 'districtId', 'run'] as const
/** Readings of a quarter hour do not keep the meter's clock. */
const UNTRIED = 'clock-drift'
type Kind = AlarmKinds['items'][number]
type Asked = Partial<Record<(typeof choices)[number], string | number | null>>

/** 告警试算: another rule of one kind over what is stored, beside the rule in force. */
export default function AlarmTrial() {
  const say = useWords(alarmTrialWords)
  const [asked, choose] = useChoices(choices)
  const catalogue = useResource<AlarmKinds>('/api/metering/alarm-kinds')
  const { run, ...query } = asked
  const kinds = (catalogue.data?.items ?? []).filter(({ rule, kind }) => rule !== null && kind !== UNTRIED)
  const kind = kinds.find((each) => each.kind === query.kind) ?? kinds[0]
  const path = run && kind ? withQuery('/api/metering/alarm-trial', { ...given(query), kind: kind.kind }) : null
  const report = useResource<AlarmTrialReport>(path)
  return (
    <Page back={{ to: '/grid/alarms', text: say('back') }} title={say('title')} lead={say('lead')}>
      <div className={css.top}>
        <div className={css.stack}>
          {path === null ? (
            <Panel label={say('result')}>
              <Empty title={say('none')} next={say('none.next')} />
            </Panel>
          ) : (
            <Shown of={report} rows={8}>
              {(shown) => <Report report={shown} />}
            </Shown>
          )}
        </div>
        <Panel title={say('rule')}>
          {kind && (
            <RuleForm
              key={kind.kind}
              kind={kind}
              kinds={kinds}
              asked={query}
              pick={(picked) => choose({ ...emptied, kind: picked })}
              run={(values) => choose({ ...values, kind: kind.kind, run: '1' })}
            />
          )}
        </Panel>
      </div>
    </Page>
  )
}

const emptied = Object.fromEntries([...figures, 'run'].map((name) => [name, null]))
const given = (query: Record<string, string>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value === '' ? null : value]))

type RuleFormOf = {
  kind: Kind
  kinds: Kind[]
  asked: Record<string, string>
  pick: (kind: string) => void
  run: (values: Record<string, string>) => void
}

function RuleForm({ kind, kinds, asked, pick, run }: RuleFormOf) {
  const say = useWords(alarmTrialWords)
  const [language] = useLanguage()
  const [form] = Form.useForm<Asked>()
  const districts = useResource<DistrictList>('/api/metering/districts')
  const { rule } = kind
  if (!rule) return null
  const inForce = Object.fromEntries(figures.map((name) => [name, rule[name]]))
  const start = Object.fromEntries(figures.map((name) => [name, asked[name] ? Number(asked[name]) : rule[name]]))
  const shown = figures.filter((name) => name !== 'leastLoad' || rule.loadUnit !== null)
  const unitOf = (name: (typeof figures)[number]) => {
    if (name === 'leastLoad') return rule.loadUnit?.[language] ?? ''
    return name === 'raiseAt' || name === 'clearAt' ? rule.unit[language] : ''
  }
  return (
    <Form<Asked>
      form={form}
      layout="vertical"
      initialValues={{ ...start, from: asked.from, to: asked.to, districtId: asked.districtId || undefined }}
      onFinish={(values) =>
        run(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value == null ? '' : `${value}`])))
      }
    >
      <Form.Item label={say('kind')}>
        <Select
          aria-label={say('kind')}
          value={kind.kind}
          onChange={pick}
          options={kinds.map((each) => ({ value: each.kind, label: each.title[language] }))}
        />
      </Form.Item>
      {!kind.isOn && <Alert type="info" showIcon title={say('off')} className={css.show ?? ''} />}
      {shown.map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={[say(name), unitOf(name)].filter(Boolean).join(' ')}
          extra={say('now', { value: rule[name] })}
        >
          <InputNumber min={0} max={name.endsWith('Minutes') ? 10_080 : 100_000} style={{ width: '100%' }} />
        </Form.Item>
      ))}
      <Form.Item name="districtId" label={say('district')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={say('district.all')}
          options={(districts.data?.districts ?? []).map(({ districtId, name }) => ({
            value: String(districtId),
            label: name,
          }))}
        />
      </Form.Item>
      <Form.Item name="from" label={say('from')}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="to" label={say('to')}>
        <Input type="date" />
      </Form.Item>
      <div className={collection.actions}>
        <Button type="primary" htmlType="submit">
          {say('run')}
        </Button>
        <Button onClick={() => form.setFieldsValue(inForce)}>{say('reset')}</Button>
        <Link to={withQuery('/office/parameters/alarm-kind-rule', { key: kind.kind })}>{say('toRule')}</Link>
      </div>
    </Form>
  )
}

function Report({ report }: { report: AlarmTrialReport }) {
  const say = useWords(alarmTrialWords)
  const rows = (['alarms', 'points', 'hours'] as const).map((name) => ({
    ...{ name, before: report.before[name], after: report.after[name] },
  }))
  const number = (value: number) => quantity(value, 1)
  const change = (value: number) => `${value > 0 ? '+' : ''}${number(value)}`
  return (
    <>
      <Panel
        flush
        title={say('result')}
        extra={
          <span className={css.note}>
            {say('result.looked', {
              ...{ from: report.from, to: report.to },
              ...{ points: quantity(report.points), readings: quantity(report.readings) },
            })}
          </span>
        }
      >
        <DataTable
          rowKey="name"
          items={rows}
          width={360}
          head={0}
          columns={[
            { title: '', render: (_, { name }) => say(`result.${name}`) },
            { title: say('result.before'), align: 'right', render: (_, { before }) => number(before) },
            { title: say('result.after'), align: 'right', render: (_, { after }) => <b>{number(after)}</b> },
            { title: say('result.change'), align: 'right', render: (_, { before, after }) => change(after - before) },
          ]}
        />
      </Panel>
      <Panel
        flush
        title={say('places')}
        extra={<span className={css.note}>{say('places.count', { count: report.places.length })}</span>}
      >
        <Places places={report.places} />
      </Panel>
    </>
  )
}

type PlaceRow = AlarmTrialReport['places'][number]

function Places({ places }: { places: PlaceRow[] }) {
  const say = useWords(alarmTrialWords)
  if (places.length === 0) return <Empty title={say('places.none')} />
  const value = ({ alarms, hours }: PlaceRow['before']) =>
    alarms === 0 ? '—' : say('col.value', { alarms, hours: quantity(hours, 1) })
  const columns: TableColumnsType<PlaceRow> = [
    {
      title: say('col.point'),
      render: (_, { pointId, pointNo, name }) => (
        <>
          <Link to={`/grid/meters/${pointId}`}>{name ?? pointNo}</Link>
          <div className={css.note}>{pointNo}</div>
        </>
      ),
    },
    { title: say('col.district'), render: (_, { districtName }) => districtName ?? '—' },
    { title: say('col.before'), width: 150, align: 'right', render: (_, { before }) => value(before) },
    { title: say('col.after'), width: 150, align: 'right', render: (_, { after }) => <b>{value(after)}</b> },
  ]
  return <DataTable rowKey="pointId" items={places} width={620} columns={columns} />
}
