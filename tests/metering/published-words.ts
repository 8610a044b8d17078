/** Where a tool printed registers of a real meter and not frames. None of them was made here. */
type PublishedWords = { profile: string; source: string; answers: [address: number, words: string][]; shows: object }

export const words: PublishedWords[] = [
  {
    profile: 'eastron-sdm630',
    source: 'modbus2mqtt/modbus2mqtt.config eastronsdm630-modbus.yaml',
    answers: [
      [
        0x0000,
        `4370 06ff 4372 07b9 436c 1066 3fb4 87a9 4043 52f7 410a 25d8 c321 5008 c431 ff72 44fc f6dc 43a9 441d 4438 aa51
        44fe c77b c361 461e c2bd b692`,
      ],
      [0x0034, '448e fa5c'],
      [0x003c, 'c401 c7f9 3ebb fadc'],
      [0x0046, '4247 fb74 4641 3c88 4625 62fd'],
    ],
    shows: {
      uV: [240.0273, 242.0302, 236.0641],
      iA: [1.41039, 3.051939, 8.634239],
      pPhaseW: [-161.3126, -711.9913, 2023.714],
      qPhaseVar: [-225.2739, -94.85658],
      pW: 1143.824,
      qVar: -519.1246,
      pf: 0.3671483,
      fHz: 49.99556,
      importWh: 12_367_133,
      exportWh: 10_584_747,
    },
  },
  {
    profile: 'eastron-sdm120',
    source: 'modbus2mqtt/modbus2mqtt.config sdm120-m.yaml',
    answers: [
      [0x0000, '436e b333'],
      [0x0006, '3df3 b646'],
      [0x000c, '0000 0000'],
      [0x0018, 'c1a6 6666'],
      [0x001e, '3d05 2dd9'],
      [0x0046, '4248 0000 43c9 c24e 3d89 374c 421b d3f8 4331 f062'],
    ],
    shows: {
      uV: [238.7],
      iA: [0.119],
      pW: 0,
      qVar: -20.8,
      pf: 0.03251443,
      fHz: 50,
      importWh: 403_518,
      exportWh: 67,
      q1Varh: 38_957,
      q4Varh: 177_939,
    },
  },
  {
    profile: 'eastron-sdm230',
    source: 'esphome/issues#3912, an SDM230M that its owner saw at 20.887 W and 336.497 °',
    answers: [
      [
        0x0000,
        `436c 7e6e 0000 0000 0000 0000 3dff a634 0000 0000 0000 0000 41a7 18c3 0000 0000 0000 0000 41b6 35ea 0000 0000
        0000 0000 c111 4e2f 0000 0000 0000 0000 3f6a c3f9 0000 0000 0000 0000 43a8 3fa5`,
      ],
    ],
    shows: { uV: [236.4939], iA: [0.1248287], pW: 20.88709, qVar: -9.081588, pf: 0.9170528, angleDeg: [336.4972] },
  },
  {
    profile: 'eastron-sdm72d-m',
    source: 'yaacov/node-modbus-serial#509',
    answers: [
      [
        0x0034,
        `c413 1e8b 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 45ef b287
        45a2 6885`,
      ],
    ],
    // Its owner's registers of phases, −377.6, −278.1 and 67.2 W, sum up to it.
    shows: { pW: -588.4772, importWh: 7_670_316, exportWh: 5_197_065 },
  },
  {
    profile: 'eastron-sdm72d-m-v2',
    source: 'nmakel/sdm_modbus#11',
    answers: [[0x0000, '436a aef6 0000 0000 0000 0000 3d9d cddc 0000 0000 0000 0000 4130 5cda 0000 0000']],
    // As its owner saw it: 234.68 V, 0.08 A, 11.02 W.
    shows: { uV: [234.6834, 0, 0], iA: [0.0770528, 0, 0], pPhaseW: [11.02267, 0] },
  },
  {
    profile: 'eastron-sdm72d-m-v2',
    source: 'modbus2mqtt/modbus2mqtt.config eastronsdm720-m.yaml',
    answers: [
      [0x0000, '4362 5ef5'],
      [0x000c, '4300 502c 0000 0000 0000 0000 4308 35ed 0000 0000 0000 0000 4234 7dc6 0000 0000 0000 0000'],
      [0x0034, '4300 502c'],
      [0x003c, '4234 7dc6 3f71 8099'],
      [0x0046, '4247 a3d7 4493 cba6 0000 0000'],
      [0x00e0, '3f1a 09f5'],
    ],
    shows: {
      uV: [226.3709],
      pPhaseW: [128.3132, 0, 0],
      qPhaseVar: [45.12283, 0, 0],
      pW: 128.3132,
      qVar: 45.12283,
      fHz: 49.91,
      importWh: 1_182_364,
      exportWh: 0,
      inA: 0.6017144,
    },
  },
  {
    profile: 'chint-dtsu666-2019',
    source: 'korneliuszm/nd45_dtsu666_converter DTSU_scans/scan_COM8_20260724_212812.txt',
    answers: [
      [0x101e, '3d0f 5c29 3c23 d70a 3c44 9ba6 3c34 3958 3d0f 5c29 3ced 9168 3c03 126f 3c23 d70a 3c23 d70a 3ced 9168'],
      [
        0x2000,
        `4575 c000 4574 e000 4575 8000 450e 4000 450d 9000 450d 4000 420c 0000 422c 0000 421c 0000 c317 0000 c230 0000
        c260 0000 c24c 0000 4280 0000 4140 0000 4200 0000 41a0 0000 4384 0000 429e 0000 42c2 0000 42ae 0000 c40f 8000`,
      ],
      [0x2044, '459c 499a'],
    ],
    // Its registers of the primary side, by kW and a ratio of 200: 7, 8.6 and 7.8 A, −3.02 kW, 7 and 5.8 kWh, 50.013 Hz.
    shows: {
      uV: [227.6, 226.5, 226],
      iA: [0.035, 0.043, 0.039],
      pPhaseW: [-4.4, -5.6, -5.1],
      qPhaseVar: [1.2, 3.2, 2],
      pW: -15.1,
      qVar: 6.4,
      pf: -0.574,
      fHz: 50.012,
      importWh: 35,
      exportWh: 29,
    },
  },
  {
    profile: 'inepro-pro380',
    source: 'majorcs/inepro380-homeassistant-integration tests/fixtures/device_snapshot.json, validated live',
    answers: [
      [
        0x5000,
        `0000 0000 436a 4ccd 4369 6666 436a 6666 4247 eb85 0000 0000 4081 999a bfcf 5c29 c009 999a 3e33 3333
        3f66 6666 be6d 9168 befb e76d bf11 a9fc be79 db23 be84 1893 bd87 2b02 3fe3 74bc 3f6e 978d 3eb1 a9fc
        3efe 76c9 3e94 7ae1 3f78 51ec 3f2b 851f 3f7d 70a4`,
      ],
      [0x600c, '466b 581f 466b 581f 0000 0000 4592 9971 45b3 b252 4590 6452 469e 43d2'],
    ],
    shows: {
      uV: [234.3, 233.4, 234.4],
      iA: [4.05, -1.62, -2.15],
      pPhaseW: [900, -232, -492],
      qPhaseVar: [-244, -258, -66],
      pW: 175,
      qVar: -569,
      pf: 0.29,
      fHz: 49.98,
      importWh: 15_062_030,
      exportWh: 20_257_910,
    },
  },
  {
    profile: 'abb-a43',
    source: 'A43/A44 manual 9.11.2, page 170',
    answers: [
      [
        0x5b08,
        `0000 0fca 0000 0fc0 0000 0065 0000 00c9 0000 012e 0000 0086 0001 e8e4 0000 5ae2 0000 b097 0000 dd6b 0000 7541
        0000 001c ffff d04a 0000 a4db 0002 25c3 0000 5ae2 0000 b6df 0001 1402 1383 0087 0000 ff6a 016f 0000 04af fb4e
        ffff ffff ffff fff3 0409 fcae 03cc 03e8 03c6 0322`,
      ],
    ],
    shows: {
      iA: [1.01, 2.01, 3.02],
      inA: 1.34,
      pW: 1251.56,
      pPhaseW: [232.66, 452.07, 566.83],
      qVar: 300.17,
      qPhaseVar: [0.28, -122.14, 422.03],
      fHz: 49.95,
      pf: 0.972,
    },
  },
  {
    profile: 'fronius-ts-65a-3',
    source: 'otti/FroniusModbusRtu 2023-02-28 17:14:21',
    answers: [
      [0x0102, '0948 0000 1013 0000 001c 0000 1205 0000 fa32 ffff 0013 0000 0000 0000 01f3 0000'],
      [
        0x011e,
        `0ffb 0000 0942 0000 0485 0000 0818 0000 0824 0000 ff25 ffff 03e2 0000 102e 0000 094a 0000 fe5f ffff fce6 ffff
        031d 0000 ffbd ffff fc1c ffff 1012 0000 094d 0000 fd1d ffff fb20 ffff 06c3 0000 fb51 ffff fd2f ffff`,
      ],
    ],
    // The inverter showed 236.8 V, 237.7 V and 238.0 V, 206.7 W, −80.4 W and −125.5 W seven seconds before.
    shows: {
      pW: 2.8,
      qVar: -148.6,
      pf: 0.019,
      fHz: 49.9,
      uV: [237, 237.8, 238.1],
      iA: [1.157, -0.417, -0.739],
      pPhaseW: [207.2, -79.4, -124.8],
      qPhaseVar: [-21.9, -6.7, -119.9],
    },
  },
  {
    profile: 'schneider-iem3000',
    source: 'SolarNetwork/solarnetwork-node test-pm3200-data-01.txt, an iEM3255',
    answers: [
      [2999, '4026 86f2 4067 32fb 40e6 43d1'],
      [3027, '436f 4a85 4370 f186 4375 9346'],
      [3053, '3f1a 1b51 3f01 7fc3 bfdb 7e8e bf1b 6208 ffc0 0000 ffc0 0000 ffc0 0000 bf79 3ef9'],
      [3109, '4248 4329'],
      [
        3203,
        `0000 0000 04f0 8803 0000 0000 000f ea9c ffc0 0000 ffc0 0000 ffc0 0000 ffc0 0000 0000 0000 0002 e226 0000 0000
        0160 525f`,
      ],
    ],
    shows: {
      iA: [2.601986, 3.612487, 7.195778],
      uV: [239.2911, 240.9435, 245.5753],
      pPhaseW: [601.9793, 505.8557, -1714.8],
      pW: -606.9646,
      qVar: -973.6171,
      fHz: 50.06559,
      importWh: 82_872_323,
      exportWh: 1_043_100,
      q1Varh: 188_966,
      q4Varh: 23_089_759,
    },
  },
  {
    profile: 'schneider-pm5000',
    source: 'SolarNetwork/solarnetwork-node PM5100DataTests.java, a PM5330',
    answers: [
      [2999, '42db 6b85 42d8 570a 42dc 6b85'],
      [3027, '438e 86af 438e f30f 438e ced0'],
      [3053, '41f5 8370 41fb 2e41 41fd aef4 42bb 9829 bfde 601e 4008 8510 bfed 2324 bfba 7921'],
      [3109, '4270 070c'],
      [
        3203,
        `0000 0000 046e 73ea 0000 0000 0001 6481 0000 0000 046f d86b 0000 0000 046d 0f69 0000 0000 0027 90c1 0000 0000
        000f f38a`,
      ],
    ],
    shows: {
      iA: [109.71, 108.17, 110.21],
      uV: [285.0522, 285.8989, 285.6157],
      pPhaseW: [30_689.18, 31_397.58, 31_710.43],
      pW: 93_797.19,
      qPhaseVar: [-1737.308, 2133.121, -1852.635],
      qVar: -1456.822,
      fHz: 60.00688,
      importWh: 74_347_498,
      exportWh: 91_265,
      q1Varh: 2_592_961,
      q4Varh: 1_045_386,
    },
  },
]
