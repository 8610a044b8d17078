import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import type { z } from 'zod'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { scheme } from '../offer-contract.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { useNeeded } from './step-fields.tsx'
import { intakeWords } from './words.ts'

type Scheme = z.infer<typeof scheme>

const modes = ['low-low', 'high-low', 'high-high'] as const
const standards = ['0.90', '0.85', '0.80'] as const
const baseCharges = ['capacity', 'contract-demand', 'actual-demand'] as const

type Large = {
  isHigh: boolean
  /** A scheme is proposed for a new supply alone. */
  isProposed: boolean
  applicationId: number
}

/** Metering, power factor, two-part charging and transformers of a customer larger than a home. */
export function LargePlanFields({ isHigh, isProposed, applicationId }: Large) {
  const say = useWords(intakeWords)
  const apply = useWords(applyWords)
  const needed = useNeeded()
  const form = Form.useFormInstance()
  const isTwoPart = Form.useWatch('isTwoPart', form) === true
  const baseCharge = Form.useWatch('baseCharge', form)
  return (
    <>
      {isProposed && <Proposal applicationId={applicationId} />}
      <div className={css.two}>
        <Form.Item name="capacityKva" label={say('do.capacityKva')} rules={needed}>
          <InputNumber min={0.1} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="mode" label={say('do.mode')} rules={needed}>
          <Select options={modes.map((value) => ({ value, label: say(`do.mode.${value}`) }))} />
        </Form.Item>
        <Form.Item name="powerFactorStandard" label={say('do.powerFactor')}>
          <Select allowClear options={standards.map((value) => ({ value, label: value }))} />
        </Form.Item>
      </div>
      {isHigh && (
        <>
          <Form.Item name="isTwoPart" valuePropName="checked">
            <Checkbox>{say('do.twoPart')}</Checkbox>
          </Form.Item>
          {isTwoPart && (
            <div className={css.two}>
              <Form.Item name="baseCharge" label={apply('field.baseCharge')} rules={needed}>
                <Radio.Group options={baseCharges.map((value) => ({ value, label: apply(`base.${value}`) }))} />
              </Form.Item>
              {baseCharge === 'contract-demand' && (
                <Form.Item name="contractDemandKw" label={apply('field.contractDemandKw')} rules={needed}>
                  <InputNumber min={0.1} style={{ width: '100%' }} />
                </Form.Item>
              )}
            </div>
          )}
          <Transformers />
        </>
      )}
    </>
  )
}

const CT_SECONDARY_A = 5
const PT_SECONDARY_V = 100

/** What the loads ask for, with its reasons; one press fills the form with it. */
function Proposal({ applicationId }: { applicationId: number }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const form = Form.useFormInstance()
  const proposed = useResource<Scheme>(`/api/intake/applications/${applicationId}/scheme`)
  return (
    <Shown of={proposed} rows={3}>
      {({ capacityKva, mode, phase, powerFactorStandard, parts, ctPrimaryA, ptPrimaryV, reasons }) => (
        <div className={css.proposal}>
          <b>{say('do.scheme')}</b>
          <ul>
            {reasons.map(({ about, text }) => (
              <li key={about}>{text[language]}</li>
            ))}
          </ul>
          <Button
            onClick={() =>
              form.setFieldsValue({
                ...{ capacityKva, mode, phase, powerFactorStandard, isTwoPart: parts === 'two' },
                ...{ ct: ctPrimaryA && ctPrimaryA / CT_SECONDARY_A, pt: ptPrimaryV && ptPrimaryV / PT_SECONDARY_V },
              })
            }
          >
            {say('do.scheme.use')}
          </Button>
        </div>
      )}
    </Shown>
  )
}

function Transformers() {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  return (
    <Form.List name="transformers">
      {(rows, { add, remove }, { errors }) => (
        <Form.Item label={say('do.transformers')}>
          {rows.map(({ key, name }) => (
            <div key={key} className={css.paper}>
              <Form.Item name={[name, 'name']} noStyle rules={needed}>
                <Input
                  placeholder={say('do.transformer.name')}
                  aria-label={say('do.transformer.name')}
                  maxLength={40}
                />
              </Form.Item>
              <Form.Item name={[name, 'capacityKva']} noStyle rules={needed}>
                <InputNumber min={1} placeholder="kVA" aria-label="kVA" />
              </Form.Item>
              <Button type="text" onClick={() => remove(name)}>
                {say('do.papers.remove')}
              </Button>
            </div>
          ))}
          <Button type="dashed" onClick={() => add({ name: `${rows.length + 1}号变` })}>
            {say('do.transformer.add')}
          </Button>
          <Form.ErrorList errors={errors} />
        </Form.Item>
      )}
    </Form.List>
  )
}
