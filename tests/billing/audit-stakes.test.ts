import { describe, expect, it } from 'vitest'
import { type AuditFigures, type AuditTopic, stakeOf } from '../../billing/rules/audit-topics.ts'

describe('what a finding of the audit is worth', () => {
  it.each<[string, AuditTopic, AuditFigures, string | null]>([
    [
      'a month of the capacity that is contracted and not installed',
      'base-charge',
      { contractKva: 1000, transformerKva: 630, capacityYuanPerKva: '23.5' },
      '8695.00',
    ],
    [
      'a month of what is installed where no base charge was made',
      'base-charge',
      { variant: 'no-base-charge', contractKva: 1000, transformerKva: 1000, capacityYuanPerKva: '23.5' },
      '23500.00',
    ],
    [
      'a month of the contract where nothing is known to be installed',
      'base-charge',
      { variant: 'no-base-charge', contractKva: 1000, transformerKva: 0, capacityYuanPerKva: '23.5' },
      '23500.00',
    ],
    [
      'unknown where the price has no capacity charge',
      'base-charge',
      { variant: 'no-base-charge', contractKva: 1000, transformerKva: 630 },
      null,
    ],
    [
      'the basic charge of the excess with three times as much',
      'over-capacity',
      { capacityKva: 500, demandKw: 530.25, capacityYuanPerKva: '23.5' },
      '2843.50',
    ],
    ['fifty yuan for each kVA of a single-part account', 'over-capacity', { capacityKva: 50, demandKw: 80 }, '1500.00'],
    // cosφ 0.80, five hundredths under 0.85: 2.5 %.
    [
      'the adjustment that was not made',
      'power-factor',
      { energyKwh: 4000, reactiveKvarh: 3000, totalYuan: 2600 },
      '65.00',
    ],
    [
      'unknown without reactive registers',
      'power-factor',
      { energyKwh: 4000, reactiveKvarh: 0, totalYuan: 2600 },
      null,
    ],
    ['what the database summed', 'allowances', { yuan: '70.82' }, '70.82'],
  ])('is %s', (_what, topic, figures, yuan) => expect(stakeOf(topic, figures, '2026-06-01')).toBe(yuan))
})
