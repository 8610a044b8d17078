import { eachPhase, type Profile, type ProfileField } from './profile.ts'

/** Instantaneous values at 2006H … 2044H, the same addresses in both manuals; only the 2019 one prints decimal factors. */
function instantaneous(factor: { u: number; i: number; p: number; pf: number; f: number }): ProfileField[] {
  return [
    ...eachPhase('uV', [0x2006, 0x2008, 0x200a], 'float32', factor.u),
    ...eachPhase('iA', [0x200c, 0x200e, 0x2010], 'float32', factor.i),
    { reading: 'pW', address: 0x2012, type: 'float32', scale: factor.p },
    ...eachPhase('pPhaseW', [0x2014, 0x2016, 0x2018], 'float32', factor.p),
    { reading: 'qVar', address: 0x201a, type: 'float32', scale: factor.p },
    ...eachPhase('qPhaseVar', [0x201c, 0x201e, 0x2020], 'float32', factor.p),
    { reading: 'pf', address: 0x202a, type: 'float32', scale: factor.pf },
    { reading: 'fHz', address: 0x2044, type: 'float32', scale: factor.f },
  ]
}

/** ImpEp, ExpEp, Q1Eq … Q4Eq in kWh and kvarh of the secondary side. */
function energies(base: number): ProfileField[] {
  const names = ['importWh', 'exportWh', 'q1Varh', 'q2Varh', 'q3Varh', 'q4Varh']
  const offsets = [0x1e, 0x28, 0x32, 0x3c, 0x46, 0x50]
  return names.map((reading, index) => ({
    reading,
    address: base + (offsets[index] ?? 0),
    type: 'float32',
    scale: 1000,
  }))
}

const common = {
  vendor: 'Chint',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 64,
  maxHole: 20,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
} as const

export const chintDtsu6662016: Profile = {
  ...common,
  name: 'chint-dtsu666-2016',
  model: 'DTSU666 (2016)',
  document: 'Chint "Quick operation manual of DTSU666 series and DSSU666 series", 2016, register table',
  fields: [...instantaneous({ u: 1, i: 1, p: 1, pf: 1, f: 1 }), ...energies(0x4000)],
}

/**
 * 000CH of this meter can change the byte order; the factory's is ABCD. The one that was scanned, with a ratio of 200, shows
 * the primary side at 150AH and 1800H too, which agrees with these registers times 200, and refuses 1032H and on in blocks.
 */
export const chintDtsu6662019: Profile = {
  ...common,
  name: 'chint-dtsu666-2019',
  model: 'DTSU666 (2019)',
  document: 'Chint "DTSU666 series Operation manual", 2019, pages 10–12',
  frame: 'korneliuszm/nd45_dtsu666_converter DTSU_scans 20260724_212812, sold by Sigenergy as Sigen Sensor TPX-CH',
  fields: [...instantaneous({ u: 0.1, i: 0.001, p: 0.1, pf: 0.001, f: 0.01 }), ...energies(0x1000)],
}

/**
 * The Chinese manuals have no 400AH, which is then unread, and say that 4000H counts what flows back as import; that of the
 * meters sold abroad parts the two.
 */
export const chintDdsu666: Profile = {
  ...common,
  name: 'chint-ddsu666',
  phase: 'single',
  model: 'DDSU666',
  document:
    'Chint "DDSU666 series user manual", register table; "DDSU666.004 使用说明书" ZTY0.464.1036 and ZTY0.464.1224 (2022), 4.3, agree',
  frame: 'zhoushanbao1994/DDSU666 Doc/表.md',
  fields: [
    { reading: 'uV[0]', address: 0x2000, type: 'float32', scale: 1 },
    { reading: 'iA[0]', address: 0x2002, type: 'float32', scale: 1 },
    { reading: 'pW', address: 0x2004, type: 'float32', scale: 1000 },
    { reading: 'qVar', address: 0x2006, type: 'float32', scale: 1000 },
    { reading: 'pf', address: 0x200a, type: 'float32', scale: 1 },
    { reading: 'fHz', address: 0x200e, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x4000, type: 'float32', scale: 1000 },
    { reading: 'exportWh', address: 0x400a, type: 'float32', scale: 1000 },
  ],
}
