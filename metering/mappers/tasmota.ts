import { Mapper } from './mapper.ts'

const document =
  'tasmota.github.io/docs/MQTT, docs/Energy; arendst/Tasmota xnrg_08_sdm120.ino for ImportActive and ExportActive'

/**
 * `Total` of a meter that counts both ways is their sum, so what is imported is taken where it is told. A list, of
 * phases or of rates, says nothing that is sure to be the whole, and is left out.
 */
const readings = [
  {
    fields: {
      importWh: { path: ['ENERGY.ImportActive', 'ENERGY.ImportActivePower', 'ENERGY.Total'], scale: 1000 },
      exportWh: { path: ['ENERGY.ExportActive', 'ENERGY.ExportActivePower'], scale: 1000 },
      uV: { path: 'ENERGY.Voltage' },
      iA: { path: 'ENERGY.Current' },
      pW: { path: ['ENERGY.ActivePower', 'ENERGY.Power'] },
      qVar: { path: 'ENERGY.ReactivePower' },
      pf: { path: 'ENERGY.Factor' },
      fHz: { path: 'ENERGY.Frequency' },
    },
  },
]
const at = { path: 'Time', zone: '+08:00' }

export const tasmota = Mapper.parse({
  name: 'tasmota',
  title: 'Tasmota (tele/<topic>/SENSOR)',
  document,
  publishes: ['tele/{topic}/#', 'stat/{topic}/#'],
  messages: [{ topic: 'tele/{topic}/SENSOR', at, readings }],
})

export const tasmotaTopicFirst = Mapper.parse({
  name: 'tasmota-topic-first',
  title: 'Tasmota (<topic>/tele/SENSOR)',
  document,
  publishes: ['{topic}/tele/#', '{topic}/stat/#'],
  messages: [{ topic: '{topic}/tele/SENSOR', at, readings }],
})
