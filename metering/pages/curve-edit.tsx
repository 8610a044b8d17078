import { Button, Checkbox, Form, type FormInstance, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { kilowattHours } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DayCurve } from '../contract.ts'
import type { CurveEffect, CurveProposal, CurveEdit as Edit } from '../vee/shapes.ts'
import { BillEffect } from './bill-effect.tsx'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'
import { meteringWords } from './words.ts'

type Fields = {
  channel?: CurveProposal['channel']
  from: number
  to: number
  energyKwh?: number
  restore?: boolean
  reason: string
}
const clockOf = (slot: number) =>
  `${String(Math.floor(slot / 4)).padStart(2, '0')}:${String((slot % 4) * 15).padStart(2, '0')}`

/** Gives a span of a day another energy: first its effect on day and bill, then the commit. */
export function CurveEdit({ curve, done }: { curve: DayCurve; done: () => void }) {
  const say = useWords(validationWords)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('edit.open')}</Button>
      {open && (
        <Dialog
          curve={curve}
          close={() => setOpen(false)}
          done={() => {
            setOpen(false)
            done()
          }}
        />
      )}
    </>
  )
}

function Dialog({ curve, close, done }: { curve: DayCurve; close: () => void; done: () => void }) {
  const say = useWords(validationWords)
  const [form] = Form.useForm<Fields>()
  const [effect, setEffect] = useState<CurveEffect>()
  const base = `/api/metering/points/${curve.pointId}`
  const propose = useSubmit((input: CurveProposal, key) =>
    write<CurveEffect>('POST', `${base}/curve-proposals`, input, key),
  )
  const commit = useSubmit((input: Edit, key) => write<DayCurve>('POST', `${base}/curve-edits`, input, key))
  const submit = async (fields: Fields) => {
    const proposal = toProposal(curve, fields)
    if (!effect) {
      const tried = await propose.submit(proposal)
      if (tried) setEffect(tried.value)
      return
    }
    if (await commit.submit({ ...proposal, version: effect.version, reason: fields.reason.trim() })) done()
  }
  return (
    <Modal
      open
      title={say('edit.title', { day: curve.day })}
      okText={say(effect ? 'edit.commit' : 'edit.try')}
      onOk={form.submit}
      onCancel={close}
      confirmLoading={propose.busy || commit.busy}
    >
      <Trouble error={propose.error ?? commit.error} />
      <SpanForm form={form} curve={curve} submit={submit} changed={() => setEffect(undefined)} />
      {effect && (
        <div className={css.effect}>
          <span>{say('edit.day')}</span>
          <b>{kilowattHours(effect.beforeWh, 3)}</b>
          <span>→</span>
          <b>{kilowattHours(effect.afterWh, 3)}</b>
          <BillEffect bill={effect.bill} />
        </div>
      )}
    </Modal>
  )
}

function SpanForm(props: {
  form: FormInstance<Fields>
  curve: DayCurve
  submit: (fields: Fields) => void
  changed: () => void
}) {
  const { form, curve, submit, changed } = props
  const say = useWords(validationWords)
  const name = useWords(meteringWords)
  const span = openSpan(curve)
  const channels = ['import', ...curve.siblings.map(({ channel }) => channel)] as const
  const restore = Form.useWatch('restore', form)
  const options = (offset: number) =>
    Array.from({ length: 96 }, (_, slot) => ({ value: slot + offset, label: clockOf(slot + offset) }))
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      onValuesChange={(values) => 'reason' in values || changed()}
      initialValues={{ channel: 'import', from: span[0], to: span[1] }}
    >
      {channels.length > 1 && (
        <Form.Item name="channel" label={say('edit.channel')}>
          <Select options={channels.map((value) => ({ value, label: name(`channel.${value}`) }))} />
        </Form.Item>
      )}
      <div className={css.span}>
        <Form.Item name="from" label={say('edit.from')}>
          <Select showSearch options={options(0)} />
        </Form.Item>
        <Form.Item name="to" label={say('edit.to')}>
          <Select showSearch options={options(1)} />
        </Form.Item>
      </div>
      <Form.Item name="restore" valuePropName="checked">
        <Checkbox>{say('edit.restore')}</Checkbox>
      </Form.Item>
      {!restore && (
        <Form.Item name="energyKwh" label={say('edit.energy')} rules={[{ required: true }]}>
          <InputNumber min={0} max={90_000_000} precision={3} style={{ width: '100%' }} />
        </Form.Item>
      )}
      <Form.Item
        name="reason"
        label={say('reason')}
        rules={[{ required: true, min: 2, whitespace: true, message: say('reason.needed') }]}
      >
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
    </Form>
  )
}

/** What is not measured is most likely to be edited. */
function openSpan({ slots }: DayCurve): [number, number] {
  const isOpen = ({ quality }: DayCurve['slots'][number]) => quality === 'missing' || quality === 'suspect'
  const first = slots.findIndex(isOpen)
  if (first < 0) return [0, 1]
  const next = slots.findIndex((slot, index) => index > first && !isOpen(slot))
  return [first, next < 0 ? slots.length : next]
}

/** The energy of a span over its quarter hours, whole Wh that add up to it. */
function toProposal({ day, slots }: DayCurve, { channel, from, to, energyKwh, restore }: Fields): CurveProposal {
  const chosen = slots.slice(Math.min(from, to - 1), Math.max(from + 1, to))
  const totalWh = Math.round((energyKwh ?? 0) * 1000)
  const even = Math.floor(totalWh / chosen.length)
  const rest = totalWh - even * chosen.length
  return {
    day,
    channel: channel ?? 'import',
    slots: chosen.map(({ at }, order) => ({ at, energyWh: restore ? null : even + (order < rest ? 1 : 0) })),
  }
}
