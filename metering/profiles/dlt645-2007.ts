import type { Dlt645Field, Dlt645Profile } from './dlt645-profile.ts'

const document =
  'DL/T 645-2007 多功能电能表通信协议, appendix A tables A.1, A.3, A.5–A.7 and appendix B; day freeze 0506 from the State Grid additions, as met in practice'

/** kWh and kvarh with two decimals become whole Wh and varh. */
const energy = (reading: string, di: string): Dlt645Field => ({ reading, di, format: 'XXXXXX.XX', scale: 1000 })

const importByRate: Dlt645Profile['blocks'][number] = {
  di: '0001FF00',
  fields: [energy('importWh', '00010000'), ...[1, 2, 3, 4].map((rate) => energy(`rate.${rate}`, `00010${rate}00`))],
}

const eachPhase = (name: string, group: string, format: string, scale: number): Dlt645Field[] =>
  [0, 1, 2].map((phase) => ({ reading: `${name}[${phase}]`, di: `${group}0${phase + 1}00`, format, scale }))

const common = {
  protocol: 'dlt645',
  vendor: '',
  document,
  side: 'secondary',
  energyDigits: 6,
  minGapMs: 30,
  timeoutMs: 2_000,
  hasClock: true,
  rates: [
    {
      validFrom: '2000-01-01',
      periods: ['sharp', 'peak', 'flat', 'valley', 'deepValley'],
      basis: 'from practice: rates 1–4 of most provinces; a site with another order keeps its own profile',
    },
  ],
} satisfies Partial<Dlt645Profile>

export const dlt645ThreePhase: Dlt645Profile = {
  ...common,
  name: 'dlt645-2007-three-phase',
  phase: 'three',
  model: 'DL/T 645-2007, three-phase',
  blocks: [
    importByRate,
    {
      fields: [
        energy('exportWh', '00020000'),
        ...[1, 2, 3, 4].map((quadrant) => energy(`q${quadrant}Varh`, `000${quadrant + 4}0000`)),
      ],
    },
    { di: '0201FF00', fields: eachPhase('uV', '0201', 'XXX.X', 1) },
    { di: '0202FF00', fields: eachPhase('iA', '0202', '±XXX.XXX', 1) },
    {
      di: '0203FF00',
      fields: [
        { reading: 'pW', di: '02030000', format: '±XX.XXXX', scale: 1000 },
        ...eachPhase('pPhaseW', '0203', '±XX.XXXX', 1000),
      ],
    },
    {
      di: '0204FF00',
      fields: [
        { reading: 'qVar', di: '02040000', format: '±XX.XXXX', scale: 1000 },
        ...eachPhase('qPhaseVar', '0204', '±XX.XXXX', 1000),
      ],
    },
    { di: '0206FF00', fields: [{ reading: 'pf', di: '02060000', format: '±X.XXX', scale: 1 }] },
    { fields: [{ reading: 'fHz', di: '02800002', format: 'XX.XX', scale: 1 }] },
  ],
  keeps: { dayFreezes: 62, settlements: 12, loadRecord: { class: 0, minutes: 15 }, recordsAtOnce: 8 },
}

export const dlt645SinglePhase: Dlt645Profile = {
  ...common,
  name: 'dlt645-2007-single-phase',
  phase: 'single',
  model: 'DL/T 645-2007, single-phase',
  blocks: [
    importByRate,
    { fields: [energy('exportWh', '00020000')] },
    { fields: [{ reading: 'uV[0]', di: '02010100', format: 'XXX.X', scale: 1 }] },
    { fields: [{ reading: 'iA[0]', di: '02020100', format: '±XXX.XXX', scale: 1 }] },
    { fields: [{ reading: 'inA', di: '02800001', format: '±XXX.XXX', scale: 1 }] },
    { fields: [{ reading: 'pW', di: '02030000', format: '±XX.XXXX', scale: 1000 }] },
    { fields: [{ reading: 'pf', di: '02060000', format: '±X.XXX', scale: 1 }] },
  ],
  keeps: { dayFreezes: 62, settlements: 12, loadRecord: { class: 0, minutes: 15 }, recordsAtOnce: 8 },
}
