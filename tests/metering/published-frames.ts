/** Answers of real meters, as their owners or makers published them. None of them was made here. */

/** `address` is of the request that the frame answers. */
type PublishedFrame = { profile: string; source: string; address: number; frame: string; shows: object }

export const frames: PublishedFrame[] = [
  {
    profile: 'acrel-acr10r-d16te4',
    source: 'wooni005/acr10r_mqtt messages.txt',
    address: 0x00f3,
    frame: `05 03 4c 08 f2 09 57 09 09 0f d6 0f e9 0f 92 00 4b 00 12 00 09 13 86 00 00 06 ba 00 00 01 41 00 00 00 06 00
      00 08 02 ff ff ff 32 ff ff ff 38 ff ff ff 27 ff ff fd 90 00 00 06 ca 00 00 01 bc 00 00 00 d9 00 00 09 5e 03
      df 02 cf 00 2b 03 56 87 2e`,
    // Between them the apparent powers, 1738, 444 and 217 VA, of these volts and amperes.
    shows: {
      uV: [229, 239.1, 231.3],
      iA: [7.5, 1.8, 0.9],
      pPhaseW: [1722, 321, 6],
      qPhaseVar: [-206, -200, -217],
      pW: 2050,
      qVar: -624,
      pf: 0.854,
      fHz: 49.98,
    },
  },
  {
    profile: 'chint-ddsu666',
    source: 'zhoushanbao1994/DDSU666 Doc/表.md',
    address: 0x2000,
    frame: `23 03 1e 43 5d e6 66 3c cc cc cd 00 00 00 00 00 00 00 00 3b ba c7 11 00 00 00 00 00 00 00 00 05 e4 09 2b`,
    // What lies between, 5.7 VA as 0.0057, says that powers are in thousands.
    shows: { uV: [221.9], iA: [0.025], pW: 0, qVar: 0, pf: 0 },
  },
  {
    profile: 'eastron-sdm120',
    source: 'Eastron SDM120-Modbus protocol, page 6',
    address: 0x0000,
    frame: '01 04 04 43 66 33 34 1b 38',
    shows: { uV: [230.2] },
  },
  {
    profile: 'eastron-sdm230',
    source: 'syssi/esphome-solax-x1-mini#20, import',
    address: 0x0048,
    frame: '01 04 04 46 2a 75 21 29 8c',
    shows: { importWh: 10_909_282 },
  },
  {
    profile: 'eastron-sdm230',
    source: 'syssi/esphome-solax-x1-mini#20, power',
    address: 0x000c,
    frame: '01 04 04 45 8e 3c 35 5f b4',
    shows: { pW: 4551.526 },
  },
  {
    profile: 'eastron-sdm630',
    source: 'nmakel/solaredge_meterproxy#16',
    address: 0x0050,
    frame: `05 04 38 44 da ca b9 46 0c be dc 44 23 92 bf 45 76 58 ef 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 44 7a 04 0d 45 83 50 c7 3f bd 8a 61 41 27 e1 10 14 2b`,
    shows: { maxDemandW: 3941.558 },
  },
  {
    profile: 'hiking-dds238-2',
    source: 'arendst/Tasmota#7457',
    address: 0x0000,
    frame: `01 03 24 00 00 1c ae 00 00 00 00 00 00 00 00 00 00 00 00 00 00 04 f3 00 00 17 bb 09 78 01 ed 04 a8 00 6e 03 e3
      13 88 d1 33`,
    // The owner's Tasmota showed 242.4 V, 4.93 A, 1191 W, 12.670 kWh of export a second before.
    shows: {
      importWh: 60_750,
      exportWh: 12_670,
      uV: [242.4],
      iA: [4.93],
      pW: 1192,
      qVar: 110,
      pf: 0.995,
      fHz: 50,
    },
  },
  {
    profile: 'peacefair-pzem-017',
    source: 'esphome/feature-requests#49',
    address: 0,
    frame: '01 04 10 05 40 00 0a 00 0d 00 00 00 02 00 00 00 00 00 00 d6 29',
    shows: { uV: [13.44], iA: [0.1], pW: 1.3, importWh: 2 },
  },
  {
    profile: 'peacefair-pzem-004t-v3',
    source: 'esphome/feature-requests#49 (comment 538636809)',
    address: 0,
    frame: '01 04 14 08 d1 00 6c 00 00 00 f4 00 00 00 26 00 00 01 f4 00 64 00 00 51 34',
    shows: { uV: [225.7], iA: [0.108], pW: 24.4, importWh: 38, fHz: 50, pf: 1 },
  },
  {
    profile: 'orno-we-516',
    source: 'volkszaehler/mbmd#129, voltage of L3',
    address: 0x0012,
    frame: '01 03 04 43 71 00 00 bf ac',
    shows: { uV: [null, null, 241] },
  },
  {
    profile: 'orno-we-516',
    source: 'volkszaehler/mbmd#129, frequency',
    address: 0x0014,
    frame: '01 03 04 42 48 1e b8 67 8f',
    shows: { fHz: 50.03 },
  },
  {
    profile: 'orno-we-516',
    source: 'arendst/Tasmota#19616, voltages of a WE-517',
    address: 0x0010,
    frame: '01 03 04 43 6d e6 66 b4 20',
    shows: { uV: [null, 237.9] },
  },
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, frequency',
    address: 0x0130,
    frame: '01 03 02 13 89 74 d2',
    shows: { fHz: 50.01 },
  },
  // 231.42 V × 1.473 A are the 341 VA that it showed too, and 0.959 of that is 327 W.
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, voltage',
    address: 0x0131,
    frame: '01 03 02 5a 66 02 ce',
    shows: { uV: [231.42] },
  },
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, current',
    address: 0x0139,
    frame: '01 03 04 00 00 05 c1 38 f3',
    shows: { iA: [1.473] },
  },
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, power',
    address: 0x0140,
    frame: '01 03 04 00 00 01 47 bb 91',
    shows: { pW: 327 },
  },
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, reactive power',
    address: 0x0148,
    frame: '01 03 04 00 00 00 62 7b da',
    shows: { qVar: 98 },
  },
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, power factor',
    address: 0x0158,
    frame: '01 03 02 03 bf f9 04',
    shows: { pf: 0.959 },
  },
  {
    profile: 'orno-we-514',
    source: 'volkszaehler/mbmd#155, energy',
    address: 0xa000,
    frame: '01 03 04 00 03 05 30 09 77',
    shows: { importWh: 1_979_360 },
  },
  {
    profile: 'abb-a43',
    source: 'A43/A44 manual 9.11.1, energies',
    address: 0x5000,
    frame: `05 03 48 00 00 00 00 00 0d 12 90 00 00 00 00 00 03 12 09 00 00 00 00 00 0a 00 86 00 00 00 00 00 04 17 05 00 00
      00 00 00 01 2b 18 00 00 00 00 00 02 eb ed 00 00 00 00 00 0e a7 fe 00 00 00 00 00 03 db 92 00 00 00 00 00 0a cc 6c
      2f 9f`,
    shows: { importWh: 8_567_200, exportWh: 2_012_250, q1Varh: 2_680_370, q4Varh: 765_680 },
  },
  {
    profile: 'abb-a43',
    source: 'A43/A44 manual 9.11.2, voltage',
    address: 0x5b00,
    frame: '05 03 04 00 00 09 05 79 a0',
    shows: { uV: [230.9] },
  },
  {
    profile: 'abb-b21',
    source: 'gonium/gosdm630#122, power',
    address: 0x5b14,
    frame: '01 03 04 00 00 00 36 7a 25',
    shows: { pW: 0.54 },
  },
  {
    profile: 'abb-b21',
    source: 'gonium/gosdm630#122, power factor',
    address: 0x5b3a,
    frame: '01 03 02 01 b3 f8 61',
    shows: { pf: 0.435 },
  },
  {
    profile: 'abb-b21',
    source: 'gonium/gosdm630#122, a power factor that is not there',
    address: 0x5b3a,
    frame: '01 03 02 7f ff d8 34',
    shows: {},
  },
  {
    profile: 'carlo-gavazzi-et112',
    source: 'ioBroker/ioBroker.modbus#286',
    address: 0x0000,
    frame: '01 03 04 09 1b 00 00 89 a8',
    shows: { uV: [233.1] },
  },
]
