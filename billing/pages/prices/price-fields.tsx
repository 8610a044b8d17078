import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { priceList } from '../../contract.ts'
import { componentCodes } from '../../price-book/contract.ts'
import { PriceField } from './price-field.tsx'
import css from './prices.module.css'
import { priceWords } from './words.ts'

type Price = z.infer<typeof priceList>['items'][number]
type Kind = Pick<Price, 'tariffSystem' | 'timeOfUse'>
const periods = ['sharp', 'peak', 'flat', 'valley', 'deepValley'] as const

/** The fields of a price document, those that suit the kind of price. */
export function PriceFields({ prices, kind, isNew }: { prices: Price[]; kind: Kind | undefined; isNew: boolean }) {
  const say = useWords(priceWords)
  const isTiered = kind?.tariffSystem === 'residential-tier'
  const timeOfUse = kind?.timeOfUse ?? false
  return (
    <>
      <Panel title={say('edit.basics')}>
        <BasicFields prices={prices} isNew={isNew} />
      </Panel>
      {isTiered ? (
        <Panel title={say('tiers')}>
          <TierFields timeOfUse={timeOfUse} />
        </Panel>
      ) : (
        <Panel title={say('components')}>
          <ComponentFields timeOfUse={timeOfUse} />
        </Panel>
      )}
      {kind?.tariffSystem === 'two-part' && (
        <Panel title={say('edit.base')}>
          <BaseFields />
        </Panel>
      )}
      <Panel title={say('surcharges')}>
        <FundFields />
      </Panel>
      <Panel title={say('minimum')}>
        <MinimumFields />
      </Panel>
      <Panel title={say('applies')}>
        <RangeFields />
      </Panel>
    </>
  )
}

function useNeeded() {
  const say = useWords(priceWords)
  return [{ required: true, message: say('required') }]
}

function BasicFields({ prices, isNew }: { prices: Price[]; isNew: boolean }) {
  const say = useWords(priceWords)
  const [language] = useLanguage()
  const needed = useNeeded()
  return (
    <div className={css.fields}>
      <Form.Item name="priceCode" label={say('edit.code')} rules={needed} className={css.wide}>
        <Select
          showSearch
          disabled={!isNew}
          optionFilterProp="label"
          options={prices.map(({ code, name }) => ({ value: code, label: `${name[language]} ${code}` }))}
        />
      </Form.Item>
      <Form.Item name="validFrom" label={say('edit.from')} rules={needed}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="validTo" label={say('edit.to')}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="version" label={say('edit.version')} rules={needed}>
        <Input maxLength={64} disabled={!isNew} />
      </Form.Item>
      <Form.Item name="legalBasis" label={say('basis')} rules={needed} className={css.wide}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={400} />
      </Form.Item>
      <Form.Item name="sourceUrl" label={say('edit.sourceUrl')} className={css.wide}>
        <Input inputMode="url" />
      </Form.Item>
      <Form.Item name="official" valuePropName="checked">
        <Checkbox>{say('edit.official')}</Checkbox>
      </Form.Item>
    </div>
  )
}

function PeriodFields({
  at,
  timeOfUse,
  isFloated,
}: {
  at: (string | number)[]
  timeOfUse: boolean
  isFloated?: boolean
}) {
  const say = useWords(priceWords)
  if (!timeOfUse) return <PriceField name={[...at, 'total']} label={say('col.prices')} signed />
  return (
    <>
      {isFloated !== undefined && <PriceField name={[...at, 'total']} label={say('period.total')} signed optional />}
      {periods.map((period) => (
        <PriceField key={period} name={[...at, period]} label={say(`period.${period}`)} signed optional />
      ))}
    </>
  )
}

function TierFields({ timeOfUse }: { timeOfUse: boolean }) {
  const say = useWords(priceWords)
  return (
    <>
      <div className={css.fields}>
        <Form.Item name="accumulation" label={say('accumulation')} rules={useNeeded()}>
          <Select
            options={(['annual', 'monthly'] as const).map((value) => ({ value, label: say(`accumulation.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name={['household', 'thresholdPersons']} label={say('edit.persons')}>
          <InputNumber min={1} max={20} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name={['household', 'bumpKwhPerMonth']} label={say('edit.bump')}>
          <InputNumber min={0} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.List name="tiers">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className={css.row}>
                <div className={css.fields}>
                  <Form.Item name={[name, 'upToKwh']} label={`${say('tier', { index: name + 1 })} ${say('col.limit')}`}>
                    <InputNumber min={0} placeholder={say('openTier')} style={{ width: '100%' }} />
                  </Form.Item>
                  <PeriodFields at={[name, 'pricesYuanPerKwh']} timeOfUse={timeOfUse} />
                </div>
                <RowEnd remove={() => remove(name)} />
              </div>
            ))}
            <Button onClick={() => add({})}>{say('edit.addTier')}</Button>
          </>
        )}
      </Form.List>
    </>
  )
}

function ComponentFields({ timeOfUse }: { timeOfUse: boolean }) {
  const say = useWords(priceWords)
  const needed = useNeeded()
  return (
    <>
      <div className={css.fields}>
        <Form.Item name={['agency', 'region']} label={say('edit.agency')} extra={say('regionHint')}>
          <Input maxLength={2} inputMode="numeric" />
        </Form.Item>
        <Form.Item name={['agency', 'multiplier']} label={say('edit.multiplier')} initialValue="1">
          <Select options={['1', '1.5'].map((value) => ({ value, label: value }))} />
        </Form.Item>
        {timeOfUse && (
          <Form.Item name="region" label={say('region')} extra={say('regionHint')}>
            <Input maxLength={2} inputMode="numeric" />
          </Form.Item>
        )}
      </div>
      <Form.List name="components">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className={css.row}>
                <div className={css.fields}>
                  <Form.Item name={[name, 'component']} label={say('col.component')} rules={needed}>
                    <Select options={componentCodes.map((value) => ({ value, label: say(`component.${value}`) }))} />
                  </Form.Item>
                  <PeriodFields at={[name, 'pricesYuanPerKwh']} timeOfUse={timeOfUse} isFloated />
                </div>
                <RowEnd remove={() => remove(name)}>
                  <div className={css.pills}>
                    {timeOfUse && (
                      <Form.Item name={[name, 'floated']} valuePropName="checked" noStyle>
                        <Checkbox>{say('col.floated')}</Checkbox>
                      </Form.Item>
                    )}
                    <Form.Item name={[name, 'inPowerFactorBase']} valuePropName="checked" noStyle>
                      <Checkbox>{say('col.powerFactor')}</Checkbox>
                    </Form.Item>
                  </div>
                </RowEnd>
              </div>
            ))}
            <Button onClick={() => add({ inPowerFactorBase: true, floated: false })}>{say('edit.addComponent')}</Button>
          </>
        )}
      </Form.List>
    </>
  )
}

function BaseFields() {
  const say = useWords(priceWords)
  return (
    <div className={css.fields}>
      <PriceField name={['capacityYuanPerKvaMonth']} label={say('capacity')} optional />
      <PriceField name={['demandYuanPerKwMonth']} label={say('demand')} optional />
      <Form.Item name={['highLoad', 'kwhPerKva']} label={say('edit.loadKwh')}>
        <InputNumber min={0} style={{ width: '100%' }} />
      </Form.Item>
      <PriceField name={['highLoad', 'demandFactor']} label={say('edit.loadFactor')} optional />
    </div>
  )
}

function FundFields() {
  const say = useWords(priceWords)
  const needed = useNeeded()
  return (
    <Form.List name="surcharges">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => (
            <div key={key} className={css.row}>
              <div className={css.fields}>
                <Form.Item name={[name, 'name']} label={say('edit.fundName')} rules={needed}>
                  <Input maxLength={40} />
                </Form.Item>
                <Form.Item name={[name, 'code']} label={say('edit.fundCode')} rules={needed}>
                  <Input maxLength={32} />
                </Form.Item>
                <PriceField name={[name, 'priceYuanPerKwh']} label={say('col.prices')} signed />
              </div>
              <RowEnd remove={() => remove(name)} />
            </div>
          ))}
          <Button onClick={() => add({})}>{say('edit.addFund')}</Button>
        </>
      )}
    </Form.List>
  )
}

function MinimumFields() {
  const say = useWords(priceWords)
  return (
    <>
      <p className={css.note}>{say('minimum.hint')}</p>
      <div className={css.fields}>
        <PriceField name={['minimum', 'yuanPerMonth']} label={say('edit.minimumYuan')} optional />
        <Form.Item name={['minimum', 'kwhPerMonth']} label={say('edit.minimumKwh')}>
          <InputNumber min={0} style={{ width: '100%' }} />
        </Form.Item>
        <PriceField name={['minimum', 'priceYuanPerKwh']} label={say('edit.minimumPrice')} optional />
      </div>
    </>
  )
}

function RangeFields() {
  const say = useWords(priceWords)
  const field = (name: string, label: string) => (
    <Form.Item name={['applicability', name]} label={label}>
      <InputNumber min={0} style={{ width: '100%' }} />
    </Form.Item>
  )
  return (
    <div className={css.fields}>
      {field('voltageKvFrom', `${say('edit.voltage')} ${say('edit.fromValue')}`)}
      {field('voltageKvBelow', `${say('edit.voltage')} ${say('edit.belowValue')}`)}
      {field('capacityKvaFrom', `${say('edit.capacityRange')} ${say('edit.fromValue')}`)}
      {field('capacityKvaBelow', `${say('edit.capacityRange')} ${say('edit.belowValue')}`)}
    </div>
  )
}

function RowEnd({ remove, children }: { remove: () => void; children?: ReactNode }) {
  const say = useWords(priceWords)
  return (
    <div className={css.rowEnd}>
      {children ?? <span />}
      <Button size="small" onClick={remove}>
        {say('edit.remove')}
      </Button>
    </div>
  )
}
