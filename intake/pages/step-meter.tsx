import { AutoComplete, Form, Input, InputNumber, Select } from 'antd'
import type { z } from 'zod'
import { useWords } from '../../app/web/kit/words.ts'
import { terminalProtocolNames } from '../../db/customers/contract.ts'
import type { meterData } from '../step-data.ts'
import css from './case.module.css'
import { useNeeded } from './step-fields.tsx'
import { found, type StepFields } from './step-forms.tsx'
import { intakeWords } from './words.ts'

const registers = ['total', 'sharp', 'peak', 'flat', 'valley', 'export'] as const
type Register = (typeof registers)[number]
const roles = {
  total: 'importTotal',
  sharp: 'importSharp',
  peak: 'importPeak',
  flat: 'importFlat',
  valley: 'importValley',
  export: 'exportTotal',
} as const

export type MeterFilled = {
  assetNo: string
  profile: string
  maximumCurrentA: number
  ct?: number | null
  pt?: number | null
  startKwh: Partial<Record<Register, number | null>>
  link: { terminalAssetNo: string; unitId?: number | null; meterAddress?: string }
  check?: { checkedOn?: string; certificateNo?: string }
  energisedAt: string
}

/** The clerk reads kWh off the meter; the file keeps whole Wh. The time is the town's own. */
export function meterToData(filled: MeterFilled): z.input<typeof meterData> {
  const { startKwh, energisedAt, link, check, ct, pt, ...rest } = filled
  const { checkedOn, certificateNo } = check ?? {}
  const read = registers.flatMap((register) => {
    const kwh = startKwh[register]
    return typeof kwh === 'number' ? [[roles[register], Math.round(kwh * 1000)]] : []
  })
  return {
    ...rest,
    ...(ct && { ct }),
    ...(pt && { pt }),
    link: {
      terminalAssetNo: link.terminalAssetNo,
      ...(link.unitId ? { unitId: link.unitId } : {}),
      ...(link.meterAddress ? { meterAddress: link.meterAddress } : {}),
    },
    ...(checkedOn && certificateNo ? { check: { checkedOn, certificateNo: certificateNo.trim() } } : {}),
    startRegistersWh: Object.fromEntries(read) as z.input<typeof meterData>['startRegistersWh'],
    energisedAt: `${energisedAt.slice(0, 16)}:00+08:00`,
  }
}

export function MeterFields({ application, choices }: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const district = found(application, 'plan', 'districtId')
  const phase = found(application, 'plan', 'phase') as Phase
  const isHome = application.kind === 'low-voltage-residential' || application.kind === 'charging-pile'
  const near = choices.terminals.toSorted(
    (a, b) => Number(b.districtId === district) - Number(a.districtId === district),
  )
  return (
    <>
      <div className={css.two}>
        <MeterInHandField name="assetNo" label={say('do.assetNo')} choices={choices} phase={phase} />
        <Form.Item name="profile" label={say('do.model')} rules={needed}>
          <Select showSearch options={fittingModels(choices, phase)} />
        </Form.Item>
        <Form.Item name="maximumCurrentA" label={say('do.maximumCurrent')} rules={needed}>
          <InputNumber min={1} max={200} style={{ width: '100%' }} />
        </Form.Item>
        {!isHome && (
          <>
            <Form.Item name="ct" label={say('do.exchange.ct')}>
              <InputNumber min={1} placeholder={say('do.direct')} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="pt" label={say('do.exchange.pt')}>
              <InputNumber min={1} placeholder={say('do.direct')} style={{ width: '100%' }} />
            </Form.Item>
          </>
        )}
        <Form.Item name={['link', 'terminalAssetNo']} label={say('do.terminal')} rules={needed}>
          <Select
            showSearch
            options={near.map((terminal) => ({
              value: terminal.assetNo,
              label: `${terminal.assetNo} · ${terminalProtocolNames[terminal.protocol]}`,
            }))}
          />
        </Form.Item>
        <UnitField choices={choices} />
        <Form.Item name="energisedAt" label={say('do.energisedAt')} rules={needed}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name={['check', 'checkedOn']} label={say('do.checkedOn')}>
          <Input type="date" />
        </Form.Item>
        <CertificateField />
      </div>
      <Form.Item label={say('do.start')}>
        <div className={css.registers}>
          {registers.map((register) => (
            <Form.Item key={register} name={['startKwh', register]} noStyle rules={register === 'total' ? needed : []}>
              <InputNumber
                min={0}
                precision={2}
                prefix={say(`do.start.${register}`)}
                aria-label={`${say('do.start')} ${say(`do.start.${register}`)}`}
                style={{ width: '100%' }}
              />
            </Form.Item>
          ))}
        </div>
      </Form.Item>
    </>
  )
}

type Phase = 'single' | 'three' | undefined

/** Models for such a supply, and those that do not say for which they are. */
export function fittingModels({ profiles, profilePhases }: StepFields['choices'], phase: Phase) {
  return profiles
    .filter((name) => phase === undefined || (profilePhases[name] ?? phase) === phase)
    .map((value) => ({ value, label: value }))
}

/** A number from the store says of which model the meter is; one that the store does not have is typed. */
export function MeterInHandField({
  name,
  label,
  choices,
  phase,
}: {
  name: 'assetNo'
  label: string
  choices: StepFields['choices']
  /** Only meters for such a supply are offered. */
  phase: Phase
}) {
  const say = useWords(intakeWords)
  const form = Form.useFormInstance()
  const fitting = choices.metersInHand.filter((meter) => phase === undefined || meter.phase === phase)
  const options = fitting.map(({ assetNo, profile, person }) => ({
    value: assetNo,
    label: `${assetNo} · ${profile} · ${person}`,
  }))
  const fill = (chosen: string) => {
    const meter = choices.metersInHand.find(({ assetNo }) => assetNo === chosen)
    if (meter) form.setFieldsValue({ profile: meter.profile, maximumCurrentA: meter.maximumCurrentA })
  }
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required: true, whitespace: true, message: say('do.required') }]}
      extra={options.length > 0 ? say('do.assetNo.inHand', { count: options.length }) : undefined}
    >
      <AutoComplete
        options={options}
        onSelect={fill}
        filterOption={(typed, option) => option?.label.includes(typed) ?? false}
        maxLength={40}
      />
    </Form.Item>
  )
}

/** A check is told whole or not at all. */
function CertificateField() {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const checkedOn = Form.useWatch(['check', 'checkedOn'], Form.useFormInstance<MeterFilled>())
  return (
    <Form.Item name={['check', 'certificateNo']} label={say('do.certificateNo')} rules={checkedOn ? needed : []}>
      <Input maxLength={40} disabled={!checkedOn} />
    </Form.Item>
  )
}

/** Behind a Modbus terminal a meter answers to a number, behind a DL/T 645 one to its address; no other meter there may have the same. */
function UnitField({ choices }: Pick<StepFields, 'choices'>) {
  const say = useWords(intakeWords)
  const form = Form.useFormInstance<MeterFilled>()
  const chosen = Form.useWatch(['link', 'terminalAssetNo'], form)
  const terminal = choices.terminals.find(({ assetNo }) => assetNo === chosen)
  if (terminal?.protocol.startsWith('dlt645')) {
    return (
      <Form.Item
        name={['link', 'meterAddress']}
        label={say('do.meterAddress')}
        rules={[{ required: true, pattern: /^\d{12}$/, message: say('do.meterAddress.form') }]}
      >
        <Input inputMode="numeric" maxLength={12} />
      </Form.Item>
    )
  }
  if (!terminal?.protocol.startsWith('modbus')) return null
  const free = {
    validator: (_: unknown, value: number) =>
      terminal.takenUnitIds.includes(value) ? Promise.reject(new Error(say('do.unit.taken'))) : Promise.resolve(),
  }
  return (
    <Form.Item
      name={['link', 'unitId']}
      label={say('do.unit')}
      rules={[{ required: true, message: say('do.required') }, free]}
    >
      <InputNumber min={1} max={247} precision={0} style={{ width: '100%' }} />
    </Form.Item>
  )
}
