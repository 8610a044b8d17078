import type { ChargeDetail, ChargeFacts } from '../../charges/contract.ts'
import {
  type ChargeKind,
  choice,
  day,
  decimal,
  type Field,
  flag,
  is,
  lastDay,
  list,
  number,
  type PlainField,
  put,
  startValues,
  text,
  type Values,
} from './fields.ts'

const optional = { optional: true } as const
const price = decimal('priceYuanPerKwh', 'price')
const classOfTwo = choice('customerClass', 'customerClass', ['residential', 'non-residential'], {
  initial: 'residential',
})

const lateFee: Field[] = [
  classOfTwo,
  choice('crossYearReading', 'crossYearReading', ['split', 'whole'], {
    ...{ initial: 'split', ...is('customerClass', 'non-residential') },
  }),
  list('items', 'items', 'items.add', [
    text('id', 'id'),
    decimal('amountYuan', 'amountYuan'),
    day('dueOn', 'dueOn'),
    day('paidOn', 'paidOn'),
  ]),
]

const phasesOfMeter: PlainField = {
  ...{ name: 'meter.phases', label: 'phases', as: 'number-choice', options: { 1: '1', 3: '3' }, initial: '1' },
  ...is('basis', 'meter-current'),
}
const estimated = { ...optional, ...is('basis', 'device-capacity', 'meter-current') }
const theft: Field[] = [
  choice('customerClass', 'customerClass', ['residential', 'lighting', 'power'], { initial: 'residential' }),
  price,
  number('penaltyMultiple', 'multiple', { ...optional, initial: 3 }),
  choice('basis', 'basis', ['device-capacity', 'meter-current', 'energy'], { initial: 'device-capacity' }),
  number('stolenKwh', 'stolenKwh', is('basis', 'energy')),
  list(
    ...(['devices', 'devices', 'devices.add'] as const),
    [text('name', 'name', optional), number('capacityKw', 'capacityKw')],
    is('basis', 'device-capacity'),
  ),
  number('meter.basicCurrentA', 'basicCurrentA', is('basis', 'meter-current')),
  number('meter.voltageV', 'voltageV', { initial: 220, ...is('basis', 'meter-current') }),
  phasesOfMeter,
  number('meter.multiplier', 'multiplier', { initial: 1, ...is('basis', 'meter-current') }),
  day('period.from', 'from', estimated),
  lastDay('period.to', 'until', estimated),
  number('hoursPerDay', 'hoursPerDay', estimated),
  flag('chargeDeviceTampering', 'chargeDeviceTampering'),
]

const isTwoPart = (row: Values) => isCapacityAct(row) && row.tariffSystem === 'two-part'
const isCapacityAct = (row: Values) => row.act === 'over-capacity' || row.act === 'sealed-equipment'
const breach: Field[] = [
  classOfTwo,
  list('acts', 'acts', 'acts.add', [
    choice(
      ...(['act', 'act'] as const),
      ['price-class', 'over-capacity', 'sealed-equipment', 'device-tampering', 'unauthorised-source'],
      { initial: 'over-capacity' },
    ),
    choice('tariffSystem', 'tariffSystem', ['single', 'two-part'], { initial: 'single', when: isCapacityAct }),
    number('capacityKva', 'capacityKva', { when: isCapacityAct }),
    number('duration.months', 'months', { when: isTwoPart }),
    decimal('priceYuanPerKvaMonth', 'capacityPrice', { when: isTwoPart }),
    number('capacityKw', 'capacityKw', is('act', 'unauthorised-source')),
    number('occurrences', 'occurrences', {
      initial: 1,
      when: (row) =>
        row.act === 'device-tampering' || (row.act === 'sealed-equipment' && row.tariffSystem === 'single'),
    }),
    list(
      ...(['usages', 'usages', 'usages.add'] as const),
      [
        text('basis', 'basis', { initial: 'energy', hidden: true }),
        number('energyKwh', 'energyKwh'),
        decimal('paidPriceYuanPerKwh', 'paidPrice'),
        decimal('correctPriceYuanPerKwh', 'correctPrice'),
      ],
      is('act', 'price-class'),
    ),
  ]),
]

const priced = (row: Values) => row.mode !== 'creep'
const phases = ['A', 'B', 'C'] as const
const correction: Field[] = [
  choice(
    ...(['mode', 'mode'] as const),
    ['wrong-multiplier', 'meter-error', 'normal-month', 'wiring-3p4w', 'wiring-3p3w', 'creep'],
    { initial: 'wrong-multiplier' },
  ),
  number('billedMultiplier', 'billedMultiplier', is('mode', 'wrong-multiplier')),
  number('actualMultiplier', 'actualMultiplier', is('mode', 'wrong-multiplier')),
  number('errorPercent', 'errorPercent', is('mode', 'meter-error')),
  number('tolerancePercent', 'tolerancePercent', { ...optional, ...is('mode', 'meter-error') }),
  number('normalKwh', 'normalKwh', is('mode', 'normal-month')),
  number('normalDays', 'normalDays', is('mode', 'normal-month')),
  number('faultDays', 'faultDays', is('mode', 'normal-month')),
  list(
    ...(['phases', 'faultPhases', 'faultPhases.add'] as const),
    [
      choice('phase', 'phase', [...phases], { initial: 'A' }),
      choice('polarity', 'polarity', ['normal', 'reversed'], { initial: 'normal' }),
      choice('voltage', 'voltage', ['normal', 'lost'], { initial: 'normal' }),
    ],
    is('mode', 'wiring-3p4w'),
  ),
  number('powerFactor', 'powerFactor', is('mode', 'wiring-3p3w')),
  choice('lostVoltagePhase', 'lostVoltagePhase', [...phases], { ...optional, ...is('mode', 'wiring-3p3w') }),
  choice('reversedCurrentPhase', 'reversedCurrentPhase', ['A', 'C'], { ...optional, ...is('mode', 'wiring-3p3w') }),
  number('secondsPerRevolution', 'secondsPerRevolution', is('mode', 'creep')),
  number('constantPerKwh', 'constantPerKwh', is('mode', 'creep')),
  number('idleHoursPerDay', 'idleHoursPerDay', is('mode', 'creep')),
  number('days', 'days', is('mode', 'creep')),
  number('multiplier', 'multiplier', { initial: 1, ...is('mode', 'creep') }),
  decimal('priceYuanPerKwh', 'price', is('mode', 'creep')),
  list(
    ...(['recorded', 'recorded', 'recorded.add'] as const),
    [
      choice('period', 'period', ['total', 'sharp', 'peak', 'flat', 'valley', 'deepValley'], { initial: 'total' }),
      number('energyKwh', 'energyKwh'),
      price,
    ],
    { when: priced },
  ),
]

const unmetered: Field[] = [
  price,
  day('period.from', 'from'),
  lastDay('period.to', 'until'),
  day('terminatedOn', 'terminatedOn', optional),
  list('loads', 'loads', 'loads.add', [
    text('name', 'name', optional),
    number('capacityKw', 'capacityKw'),
    number('demandFactor', 'demandFactor', { initial: 1 }),
    number('hoursPerDay', 'hoursPerDay'),
  ]),
]

const outage: Field[] = [
  choice('tariffSystem', 'tariffSystem', ['single', 'two-part'], { initial: 'single' }),
  price,
  number('outageHours', 'outageHours'),
  number('reference.energyKwh', 'referenceKwh'),
  number('reference.days', 'referenceDays', { initial: 30 }),
]

const appliance: Field[] = [
  day('damagedOn', 'damagedOn'),
  list('items', 'appliances', 'appliances.add', [
    text('name', 'name'),
    choice('category', 'category', {
      ...{ electronic: 'electronic', motor: 'motor', heating: 'heating', lighting: 'lamps' },
    }),
    decimal('purchasePriceYuan', 'purchasePriceYuan'),
    number('usedMonths', 'usedMonths'),
    day('claimedOn', 'claimedOn'),
    flag('repairable', 'repairable'),
    decimal('repairCostYuan', 'repairCostYuan', { when: (row) => row.repairable === true }),
  ]),
]

export const chargeFields: Record<ChargeKind, Field[]> = {
  'theft-back-charge': theft,
  'breach-charge': breach,
  'metering-correction': correction,
  'unmetered-supply': unmetered,
  'late-fee': lateFee,
  'outage-compensation': outage,
  'appliance-compensation': appliance,
}
/** What a charge may be made of, those that nobody drafts here among them. */
export const basisFields: Record<ChargeDetail['kind'], Field[]> = {
  ...chargeFields,
  'opening-debt': [text('documentNo', 'documentNo'), text('billMonth', 'billMonth')],
}
export const kindsInOrder = Object.keys(chargeFields) as ChargeKind[]

/** A form with what the customer file and the price book say of the account. */
export function prefill(kind: ChargeKind, facts: ChargeFacts): Values {
  const isHome = facts.class === 'residential'
  const { priceYuanPerKwh, capacityYuanPerKvaMonth } = facts
  let values = startValues(chargeFields[kind])
  const set = (name: string, value: unknown) => {
    if (value !== null) values = put(values, name, value)
  }
  if (kind === 'theft-back-charge') set('customerClass', isHome ? 'residential' : 'power')
  if (kind === 'late-fee' || kind === 'breach-charge') set('customerClass', isHome ? 'residential' : 'non-residential')
  if (kind === 'outage-compensation') set('tariffSystem', facts.parts === 'two' ? 'two-part' : 'single')
  if (kind === 'metering-correction' && priceYuanPerKwh) set('recorded', [{ period: 'total', priceYuanPerKwh }])
  if (kind === 'breach-charge') {
    const [act] = values.acts as Values[]
    const tariffSystem = facts.parts === 'two' ? 'two-part' : 'single'
    set('acts', [
      { ...act, tariffSystem, ...(capacityYuanPerKvaMonth && { priceYuanPerKvaMonth: capacityYuanPerKvaMonth }) },
    ])
  }
  const hasPrice = chargeFields[kind].some(({ name }) => name === 'priceYuanPerKwh')
  if (hasPrice) set('priceYuanPerKwh', priceYuanPerKwh)
  return values
}
