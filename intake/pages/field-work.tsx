import { Button, Form, Input, InputNumber, Radio } from 'antd'
import type { z } from 'zod'
import { useResource } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import type { accountFacts } from '../offer-contract.ts'
import css from './case.module.css'
import { opensAccount } from './kind-groups.ts'
import { useNeeded } from './step-fields.tsx'
import type { StepFields } from './step-forms.tsx'
import { intakeWords } from './words.ts'

type Account = z.infer<typeof accountFacts>

/** Nothing to write down: the opinion says it. */
export function PlainFields({ application }: StepFields) {
  const say = useWords(intakeWords)
  const { openSteps, kind, form } = application
  const word = openSteps.some(({ role }) => role === 'customer')
    ? 'do.customer'
    : openSteps.every(({ step }) => step !== 'archive')
      ? 'do.plain'
      : opensAccount(kind, form)
        ? 'do.archive'
        : 'do.archive.change'
  return <p className={css.archive}>{say(word)}</p>
}

export function WhoAndWhen({ at }: { at: 'doneAt' | 'energisedAt' }) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const user = useUser()
  return (
    <div className={css.two}>
      <Form.Item name={at} label={say(at === 'doneAt' ? 'do.doneAt' : 'do.energisedAt')} rules={needed}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="person" label={say('do.person')} rules={needed} initialValue={user.username}>
        <Input maxLength={40} />
      </Form.Item>
    </div>
  )
}

export function SwitchingFields() {
  return <WhoAndWhen at="doneAt" />
}

export function EnergisingFields() {
  return <WhoAndWhen at="energisedAt" />
}

export function useAccount({ accountNo }: ApplicationDetail) {
  return useResource<Account>(accountNo ? `/api/intake/accounts/${accountNo}` : null)
}

/** A seal for each transformer that the application names. */
export function SealingFields({ application }: StepFields) {
  const say = useWords(intakeWords)
  const account = useAccount(application)
  const { transformerIds, transformerId } = application.form
  const chosen = Array.isArray(transformerIds) ? transformerIds : [transformerId]
  return (
    <>
      <WhoAndWhen at="doneAt" />
      <Shown of={account} rows={2}>
        {({ transformers }) => (
          <div className={css.two}>
            {transformers
              .filter(({ id }) => chosen.includes(id))
              .map(({ id, name, capacityKva }) => (
                <Form.Item
                  key={id}
                  name={['seals', String(id)]}
                  label={say('do.seal', { transformer: `${name} · ${capacityKva} kVA` })}
                >
                  <Input maxLength={40} />
                </Form.Item>
              ))}
          </div>
        )}
      </Shown>
    </>
  )
}

/** What every meter that hangs there shows, register by register. */
export function SettlementFields({ application }: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const account = useAccount(application)
  return (
    <>
      <WhoAndWhen at="doneAt" />
      <Shown of={account} rows={3}>
        {({ points }) =>
          points.map(
            ({ pointNo, meter }) =>
              meter && (
                <Form.Item key={pointNo} label={say('do.end', { meter: meter.assetNo })}>
                  <div className={css.registers}>
                    {meter.roles.map((role) => (
                      <Form.Item
                        key={role}
                        name={['meters', pointNo, role]}
                        label={say.code('register', role)}
                        rules={needed}
                      >
                        <InputNumber min={0} style={{ width: '100%' }} />
                      </Form.Item>
                    ))}
                  </div>
                </Form.Item>
              ),
          )
        }
      </Shown>
    </>
  )
}

/** Findings, each with the day on which it was put right; one that is open keeps the inspection from being passed. */
export function InspectionFields() {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  return (
    <>
      <Form.Item name="inspectedOn" label={say('do.inspectedOn')} rules={needed}>
        <Input type="date" />
      </Form.Item>
      <Form.List name="findings">
        {(rows, { add, remove }) => (
          <Form.Item label={say('do.findings')}>
            {rows.map(({ key, name }) => (
              <div key={key} className={css.finding}>
                <Form.Item name={[name, 'text']} noStyle rules={needed}>
                  <Input placeholder={say('do.finding')} aria-label={say('do.finding')} maxLength={300} />
                </Form.Item>
                <Form.Item name={[name, 'closedOn']} noStyle>
                  <Input type="date" aria-label={say('do.closedOn')} />
                </Form.Item>
                <Button type="text" onClick={() => remove(name)}>
                  {say('do.papers.remove')}
                </Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add()}>
              {say('do.findings.add')}
            </Button>
          </Form.Item>
        )}
      </Form.List>
    </>
  )
}

/** What the laboratory found. */
export function MeterCheckFields() {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  return (
    <div className={css.two}>
      <Form.Item name="checkedOn" label={say('do.check.on')} rules={needed}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="errorPercent" label={say('do.check.error')} rules={needed}>
        <InputNumber min={-100} max={1000} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="certificateNo" label={say('do.certificateNo')} rules={needed}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="passed" label={say('do.check.verdict')} rules={needed}>
        <Radio.Group
          options={[
            { value: true, label: say('do.check.passed') },
            { value: false, label: say('do.check.failed') },
          ]}
        />
      </Form.Item>
    </div>
  )
}
