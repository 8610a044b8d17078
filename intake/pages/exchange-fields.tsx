import { Form, Input, InputNumber } from 'antd'
import type { z } from 'zod'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { meterExchangeData } from '../step-data.ts'
import css from './case.module.css'
import { useAccount, WhoAndWhen } from './field-work.tsx'
import { toInstant } from './field-work-data.ts'
import { useNeeded } from './step-fields.tsx'
import { found, type StepFields } from './step-forms.tsx'
import { MeterInHandField } from './step-meter.tsx'
import { intakeWords } from './words.ts'

type Registers = Record<string, number | null | undefined>
export type ExchangeFilled = {
  doneAt: string
  person: string
  endKwh?: Registers
  startKwh?: Registers
  oldAssetNo: string
  assetNo: string
  ct: number
  pt: number
  meterAddress?: string
  seals?: string
}

/** Read in kWh off both meters; the file keeps whole Wh. */
export function exchangeToData(filled: ExchangeFilled): z.input<typeof meterExchangeData> {
  const { endKwh, startKwh, seals, doneAt, meterAddress, ...rest } = filled
  const numbers = seals?.split(/\s+/).filter(Boolean) ?? []
  return {
    ...rest,
    doneAt: toInstant(doneAt),
    ...(meterAddress && { meterAddress }),
    endRegisters: toWh(endKwh),
    startRegistersWh: toWh(startKwh) as z.input<typeof meterExchangeData>['startRegistersWh'],
    ...(numbers.length > 0 && { seals: numbers }),
  }
}

function toWh(registers: Registers = {}): Record<string, number> {
  return Object.fromEntries(
    Object.entries(registers).flatMap(([role, kwh]) =>
      typeof kwh === 'number' ? [[role, Math.round(kwh * 1000)]] : [],
    ),
  )
}

const periods = ['importPeak', 'importValley'] as const

/** What the old meter showed, and the new one with the registers that the old one had and those that are new. */
export function ExchangeFields({ application, choices }: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const account = useAccount(application)
  const planned = found(application, 'plan', 'ct')
  const phase = found(application, 'plan', 'phase') as 'single' | 'three' | undefined
  return (
    <>
      <WhoAndWhen at="doneAt" />
      <Shown of={account} rows={3}>
        {({ points: [point] }) => {
          const roles = point?.meter?.roles ?? []
          const more = [...periods, 'exportTotal'].filter((role) => !roles.includes(role))
          return (
            <>
              <RegisterFields
                name="endKwh"
                label={say('do.end', { meter: point?.meter?.assetNo ?? '' })}
                roles={roles}
                needed={roles}
              />
              <Form.Item name="oldAssetNo" hidden initialValue={point?.meter?.assetNo}>
                <Input />
              </Form.Item>
              <div className={css.two}>
                <MeterInHandField
                  name="assetNo"
                  label={say('do.exchange.new')}
                  choices={choices}
                  phase={phase ?? point?.phase}
                />
                <Form.Item name="ct" label={say('do.exchange.ct')} rules={needed} initialValue={planned ?? 1}>
                  <InputNumber min={0.01} style={{ width: '100%' }} />
                </Form.Item>
                <Form.Item
                  name="pt"
                  label={say('do.exchange.pt')}
                  rules={needed}
                  initialValue={found(application, 'plan', 'pt') ?? 1}
                >
                  <InputNumber min={0.01} style={{ width: '100%' }} />
                </Form.Item>
                <Form.Item name="seals" label={say('do.exchange.seals')}>
                  <Input maxLength={200} />
                </Form.Item>
              </div>
              <RegisterFields
                name="startKwh"
                label={say('do.exchange.start')}
                roles={[...roles, ...more]}
                needed={application.kind === 'distributed-pv' ? [...roles, 'exportTotal'] : roles}
              />
            </>
          )
        }}
      </Shown>
    </>
  )
}

type Shape = { name: 'endKwh' | 'startKwh'; label: string; roles: string[]; needed: string[] }

function RegisterFields({ name, label, roles, needed }: Shape) {
  const say = useWords(intakeWords)
  const required = useNeeded()
  return (
    <Form.Item label={label}>
      <div className={css.registers}>
        {roles.map((role) => (
          <Form.Item
            key={role}
            name={[name, role]}
            label={say.code('register', role)}
            rules={needed.includes(role) ? required : []}
          >
            <InputNumber
              min={0}
              precision={2}
              placeholder={needed.includes(role) ? '' : say('do.optional')}
              style={{ width: '100%' }}
            />
          </Form.Item>
        ))}
      </div>
    </Form.Item>
  )
}
