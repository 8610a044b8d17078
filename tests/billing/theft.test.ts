import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { expectResult, refusedPaths } from './refusals.ts'

const byDevices = {
  customerClass: 'power',
  basis: 'device-capacity',
  devices: [{ capacityKw: 2 }],
  priceYuanPerKwh: '0.5',
}
const byMeter = {
  customerClass: 'power',
  basis: 'meter-current',
  meter: { basicCurrentA: 5, voltageV: 380, phases: 3 },
  priceYuanPerKwh: '1',
}
const underRegistered = { mode: 'wrong-multiplier', actualMultiplier: 3, billedMultiplier: 1 }
const recorded = [{ period: 'total', energyKwh: 100 }]
const byCorrection = {
  customerClass: 'power',
  basis: 'correction',
  correction: { ...underRegistered, recorded },
  priceYuanPerKwh: '0.5',
}

describe('stolen energy', () => {
  test.each([
    [
      'lighting counts six hours a day',
      { ...byDevices, customerClass: 'lighting' },
      { stolenKwh: 2160, hoursPerDay: 6, days: 180 },
    ],
    [
      'hours that were found are taken',
      { ...byDevices, hoursPerDay: 20, period: { from: '2024-02-01', to: '2024-03-01' } },
      { stolenKwh: 1160, days: 29, hoursPerDay: 20 },
    ],
    [
      'a three-phase meter counts √3·U·I',
      { ...byMeter, meter: { ...byMeter.meter, multiplier: 10 } },
      { stolenKwh: 71083.365143, backChargeYuan: '71083.37', penaltyYuan: '213250.11' },
    ],
    [
      'a single-phase meter counts U·I',
      { ...byMeter, customerClass: 'residential', meter: { basicCurrentA: 10, voltageV: 220, phases: 1 } },
      { stolenKwh: 2376, totalYuan: '9504.00' },
    ],
    [
      'a correction gives what was not recorded',
      byCorrection,
      {
        stolenKwh: 200,
        correctionRate: 2,
        days: null,
        hoursPerDay: null,
        backChargeYuan: '100.00',
        tamperingYuan: '0.00',
      },
    ],
    [
      'a slow meter counts for half of the time',
      { ...byCorrection, correction: { mode: 'meter-error', errorPercent: -50, recorded } },
      { stolenKwh: 50, correctionRate: 1 },
    ],
    [
      'a normal month needs nothing recorded',
      {
        ...byCorrection,
        correction: {
          mode: 'normal-month',
          normalKwh: 300,
          normalDays: 30,
          faultDays: 10,
          recorded: [{ period: 'total', energyKwh: 0 }],
        },
      },
      { stolenKwh: 100, correctionRate: null },
    ],
    [
      'the multiple may be nothing',
      { ...byDevices, penaltyMultiple: 0 },
      { penaltyYuan: '0.00', totalYuan: '2160.00' },
    ],
    [
      'altered equipment costs others than households 5,000',
      { ...byDevices, customerClass: 'lighting', chargeDeviceTampering: true },
      { tamperingYuan: '5000.00', 'lines.2.item': 'device-tampering', 'lines.2.unit': 'time' },
    ],
    [
      'the penalty is a multiple of the amount as printed',
      { customerClass: 'power', basis: 'energy', stolenKwh: 1.5, priceYuanPerKwh: '0.33', penaltyMultiple: 2.5 },
      {
        backChargeYuan: '0.50',
        penaltyYuan: '1.25',
        'lines.1.quantity': 0.5,
        'lines.1.unit': 'yuan',
        'lines.1.price': '2.5',
      },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('theft-back-charge', input), expected))

  test.each([
    [
      'no basis, and what is wrong whatever the basis',
      { customerClass: 'shop', priceYuanPerKwh: 1 },
      ['basis', 'customerClass', 'priceYuanPerKwh'],
    ],
    ['a field of another basis', { ...byDevices, stolenKwh: 5 }, ['stolenKwh']],
    [
      'hours beside found energy',
      { customerClass: 'power', basis: 'energy', stolenKwh: 1, priceYuanPerKwh: '1', hoursPerDay: 3 },
      ['hoursPerDay'],
    ],
    ['days beside a correction', { ...byCorrection, period: { from: '2024-01-01', to: '2024-02-01' } }, ['period']],
    ['a device without capacity', { ...byDevices, devices: [{ name: '电炉' }] }, ['devices.0.capacityKw']],
    ['no devices', { ...byDevices, devices: undefined }, ['devices']],
    ['two phases', { ...byMeter, meter: { ...byMeter.meter, phases: 2 } }, ['meter.phases']],
    ['more than the most of a penalty', { ...byDevices, penaltyMultiple: 3.01 }, ['penaltyMultiple']],
    ['more than a day in a day', { ...byDevices, hoursPerDay: 24.5 }, ['hoursPerDay']],
    [
      'a period of more than ten years',
      { ...byDevices, period: { from: '2010-01-01', to: '2020-02-01' } },
      ['period.to'],
    ],
    [
      'creep, which steals nothing',
      { ...byCorrection, correction: { mode: 'creep' } },
      ['correction.mode', 'correction.recorded'],
    ],
    ['a correction with nothing recorded', { ...byCorrection, correction: underRegistered }, ['correction.recorded']],
    [
      'an edition within',
      { ...byCorrection, correction: { ...underRegistered, recorded, ruleEdition: '1996' } },
      ['correction.ruleEdition'],
    ],
    [
      'a price within',
      { ...byCorrection, correction: { ...underRegistered, recorded: [{ ...recorded[0], priceYuanPerKwh: '1' }] } },
      ['correction.recorded.0.priceYuanPerKwh'],
    ],
    [
      'energy that runs the wrong way',
      {
        ...byCorrection,
        correction: {
          mode: 'wiring-3p4w',
          phases: [{ phase: 'A', voltage: 'lost' }],
          recorded: [{ period: 'total', energyKwh: -1 }],
        },
      },
      ['correction.recorded.0.energyKwh'],
    ],
  ])('is refused for %s', (_title, input, paths) => expect(refusedPaths('theft-back-charge', input)).toEqual(paths))

  test.each([
    ['nothing was under-registered', { ...underRegistered, actualMultiplier: 1, recorded }],
    ['the meter counted too much', { ...underRegistered, actualMultiplier: 0.5, recorded }],
    [
      'a lost phase at 60° still counted right',
      { mode: 'wiring-3p3w', powerFactor: 0.5, lostVoltagePhase: 'A', recorded },
    ],
    ['an error is within tolerance', { mode: 'meter-error', errorPercent: -1, tolerancePercent: 2, recorded }],
    ['the meter stood still', { mode: 'wiring-3p3w', powerFactor: 1, reversedCurrentPhase: 'C', recorded }],
  ])('is not computable where %s', (_title, correction) =>
    expect(refusedPaths('theft-back-charge', { ...byCorrection, correction }, 'NOT_COMPUTABLE')).toContain(
      'correction',
    ),
  )
})
