import { eachPhase, type Profile } from './profile.ts'

/**
 * Solis and Ginlong sell it with current transformers of its own, which its values count in; the file then has a ratio of
 * 1. Whole numbers, whose decimal points are for those transformers; energy in whole kWh. The frames are of what an
 * inverter asks for at 00F3H; the energies at 016DH and 016FH are the transcription's only.
 */
export const acrelAcr10r: Profile = {
  name: 'acrel-acr10r-d16te4',
  vendor: 'Acrel',
  model: 'ACR10R-D16TE4',
  document:
    'Acrel "ACR10R" register map, as in aggsoft.com acrel-acr10r.htm and, with the energies, peufeu2/GrugBus Acrel_ACR10RD16TE4.csv',
  frame: 'wooni005/acr10r_mqtt messages.txt',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 38,
  maxHole: 16,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 9,
  fields: [
    { reading: 'uV[0]', address: 0x00f3, type: 'uint16', scale: 0.1 },
    { reading: 'uV[1]', address: 0x00f4, type: 'uint16', scale: 0.1 },
    { reading: 'uV[2]', address: 0x00f5, type: 'uint16', scale: 0.1 },
    { reading: 'iA[0]', address: 0x00f9, type: 'uint16', scale: 0.1 },
    { reading: 'iA[1]', address: 0x00fa, type: 'uint16', scale: 0.1 },
    { reading: 'iA[2]', address: 0x00fb, type: 'uint16', scale: 0.1 },
    { reading: 'fHz', address: 0x00fc, type: 'uint16', scale: 0.01 },
    ...eachPhase('pPhaseW', [0x00fd, 0x00ff, 0x0101], 'int32', 1),
    { reading: 'pW', address: 0x0103, type: 'int32', scale: 1 },
    ...eachPhase('qPhaseVar', [0x0105, 0x0107, 0x0109], 'int32', 1),
    { reading: 'qVar', address: 0x010b, type: 'int32', scale: 1 },
    { reading: 'pf', address: 0x0118, type: 'int16', scale: 0.001 },
    { reading: 'importWh', address: 0x016d, type: 'uint32', scale: 1000 },
    { reading: 'exportWh', address: 0x016f, type: 'uint32', scale: 1000 },
  ],
}
