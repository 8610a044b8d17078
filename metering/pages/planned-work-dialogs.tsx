import { App, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { FormDialog } from '../../app/web/kit/form-dialog.tsx'
import { fromField, toField } from '../../app/web/kit/instant-field.ts'
import { useResource } from '../../app/web/kit/resource.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { DistrictList } from '../contract.ts'
import type {
  NewPlannedWork,
  PlannedWork,
  PlannedWorkEntered,
  PlannedWorkExtension,
  PlannedWorkWithdrawal,
} from '../floods/planned-work-contract.ts'
import css from './grid.module.css'
import { plannedWorkWords } from './planned-work-words.ts'

type Close = { close: (isDone: boolean) => void }
const kinds = ['outage', 'maintenance', 'test'] as const
const scopes = ['feeder', 'district', 'points'] as const
type Scope = (typeof scopes)[number]
type Entry = { kind: NewPlannedWork['kind']; place?: string; points?: string; from: string; to: string; reason: string }

export function EnterWork({ close }: Close) {
  const say = useWords(plannedWorkWords)
  const { message } = App.useApp()
  const [scope, setScope] = useState<Scope>('feeder')
  const needed = [{ required: true, message: say('required') }]
  return (
    <FormDialog<Entry, PlannedWorkEntered>
      title={say('enter')}
      ok={say('enter')}
      cancel={say('cancel')}
      initial={{ kind: 'outage' }}
      send={({ kind, place, points, from, to, reason }, key) => {
        const time = { fromAt: fromField(from), toAt: fromField(to) }
        const where =
          scope === 'points'
            ? { pointNos: (points ?? '').split(/[\s,，;；]+/).filter(Boolean) }
            : { [scope === 'feeder' ? 'feederId' : 'districtId']: Number(place) }
        const body: NewPlannedWork = { kind, ...where, ...time, reason: reason.trim() }
        return write<PlannedWorkEntered>('POST', '/api/metering/planned-works', body, key)
      }}
      done={({ workNo }) => {
        message.success(say('done.entered', { no: workNo }))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <Form.Item name="kind" label={say('col.kind')}>
        <Select options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))} />
      </Form.Item>
      <Form.Item label={say('scope')}>
        <Segmented<Scope>
          value={scope}
          onChange={setScope}
          options={scopes.map((value) => ({ value, label: say(`scope.${value}`) }))}
        />
      </Form.Item>
      {scope === 'points' ? (
        <Form.Item name="points" label={say('points')} rules={needed}>
          <Input.TextArea rows={4} />
        </Form.Item>
      ) : (
        <PlaceField key={scope} scope={scope} />
      )}
      <Form.Item name="from" label={say('from')} rules={needed}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="to" label={say('to')} rules={needed}>
        <Input type="datetime-local" />
      </Form.Item>
      <ReasonField />
    </FormDialog>
  )
}

function PlaceField({ scope }: { scope: 'feeder' | 'district' }) {
  const say = useWords(plannedWorkWords)
  const { data } = useResource<DistrictList>('/api/metering/districts')
  const districts = data?.districts ?? []
  const feeders = new Map(districts.map(({ feederId, feederName }) => [String(feederId ?? ''), feederName ?? '']))
  const options =
    scope === 'feeder'
      ? [...feeders].flatMap(([value, label]) => (value === '' ? [] : [{ value, label }]))
      : districts.map(({ districtId, name }) => ({ value: String(districtId), label: name }))
  return (
    <Form.Item name="place" label={say(`scope.${scope}`)} rules={[{ required: true, message: say('required') }]}>
      <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
    </Form.Item>
  )
}

function ReasonField() {
  const say = useWords(plannedWorkWords)
  return (
    <Form.Item
      name="reason"
      label={say('reason')}
      rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
    >
      <Input.TextArea rows={2} maxLength={300} showCount />
    </Form.Item>
  )
}

export function ExtendWork({ work, close }: Close & { work: PlannedWork }) {
  const say = useWords(plannedWorkWords)
  const { message } = App.useApp()
  return (
    <FormDialog<{ to: string; reason: string }, unknown>
      title={say('extend.title', { no: work.workNo })}
      ok={say('extend')}
      cancel={say('cancel')}
      initial={{ to: toField(work.toAt) }}
      send={({ to, reason }, key) => {
        const body: PlannedWorkExtension = { toAt: fromField(to), reason: reason.trim() }
        return write('POST', `/api/metering/planned-works/${work.workId}/extension`, body, key)
      }}
      done={() => {
        message.success(say('done.changed'))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <Form.Item name="to" label={say('to')} rules={[{ required: true, message: say('required') }]}>
        <Input type="datetime-local" />
      </Form.Item>
      <ReasonField />
    </FormDialog>
  )
}

export function WithdrawWork({ work, close }: Close & { work: PlannedWork }) {
  const say = useWords(plannedWorkWords)
  const { message } = App.useApp()
  return (
    <FormDialog<{ reason: string }, unknown>
      title={say('withdraw.title', { no: work.workNo })}
      ok={say('withdraw')}
      cancel={say('cancel')}
      send={({ reason }, key) => {
        const body: PlannedWorkWithdrawal = { reason: reason.trim() }
        return write('POST', `/api/metering/planned-works/${work.workId}/withdrawal`, body, key)
      }}
      done={() => {
        message.success(say('done.changed'))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <p className={css.note}>{say('withdraw.lead')}</p>
      <ReasonField />
    </FormDialog>
  )
}
