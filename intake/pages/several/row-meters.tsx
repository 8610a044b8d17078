import { Form, Input, InputNumber, Select } from 'antd'
import type { z } from 'zod'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { accountRows } from '../../account-rows/contract.ts'
import { MOST_BY_HAND } from '../../field/contract.ts'
import css from '../case.module.css'
import { WhoAndWhen } from '../field-work.tsx'
import { toInstant } from '../field-work-data.ts'
import type { StepFields } from '../step-forms.tsx'
import { fittingModels, type MeterFilled, meterToData } from '../step-meter.tsx'
import { intakeWords } from '../words.ts'
import { severalWords } from './words.ts'

type Rows = z.infer<typeof accountRows>
type Filled = { energisedAt: string; person: string; meters?: Record<string, MeterFilled> }

export function rowMetersToData({ energisedAt, person, meters = {} }: Filled) {
  const told = Object.entries(meters).flatMap(([position, filled]) => {
    if (!filled?.assetNo) return []
    const { energisedAt: _, ...meter } = meterToData({ ...filled, maximumCurrentA: 60, energisedAt })
    return [{ position: Number(position), ...meter }]
  })
  return { energisedAt: toInstant(energisedAt), person, ...(told.length > 0 && { meters: told }) }
}

export function RowMeterFields({ application, choices }: StepFields) {
  const say = useWords(severalWords)
  const rows = useResource<Rows>(`/api/intake/applications/${application.id}/accounts?limit=${MOST_BY_HAND}`)
  return (
    <>
      <WhoAndWhen at="energisedAt" />
      <Shown of={rows} rows={4}>
        {({ counts, items }) =>
          counts.rows > MOST_BY_HAND ? (
            <p className={css.note}>{say('meters.byFile', { rows: counts.rows, metered: counts.metered })}</p>
          ) : (
            items
              .filter(({ hasMeter }) => !hasMeter)
              .map(({ position, place, phase }) => (
                <Form.Item key={position} label={say('meters.row', { place })}>
                  <RowMeter position={position} choices={choices} phase={phase} />
                </Form.Item>
              ))
          )
        }
      </Shown>
    </>
  )
}

const registers = ['total', 'peak', 'flat', 'valley'] as const

function RowMeter({
  position,
  choices,
  phase,
}: { position: number; phase: 'single' | 'three' } & Pick<StepFields, 'choices'>) {
  const intake = useWords(intakeWords)
  const needed = [{ required: true, message: intake('do.required') }]
  const at = (...path: string[]) => ['meters', String(position), ...path]
  return (
    <>
      <div className={css.two}>
        <Form.Item name={at('assetNo')} label={intake('do.assetNo')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name={at('profile')} label={intake('do.model')} rules={needed}>
          <Select showSearch options={fittingModels(choices, phase)} />
        </Form.Item>
        <Form.Item name={at('link', 'terminalAssetNo')} label={intake('do.terminal')} rules={needed}>
          <Select showSearch options={choices.terminals.map(({ assetNo }) => ({ value: assetNo, label: assetNo }))} />
        </Form.Item>
        <Form.Item name={at('link', 'unitId')} label={intake('do.unit')}>
          <InputNumber min={1} max={247} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name={at('link', 'meterAddress')} label={intake('do.meterAddress')}>
          <Input inputMode="numeric" maxLength={12} />
        </Form.Item>
      </div>
      <Form.Item label={intake('do.start')}>
        <div className={css.registers}>
          {registers.map((register) => (
            <Form.Item
              key={register}
              name={at('startKwh', register)}
              noStyle
              rules={register === 'total' ? needed : []}
            >
              <InputNumber
                min={0}
                precision={2}
                prefix={intake(`do.start.${register}`)}
                aria-label={`${intake('do.start')} ${intake(`do.start.${register}`)}`}
                style={{ width: '100%' }}
              />
            </Form.Item>
          ))}
        </div>
      </Form.Item>
    </>
  )
}
