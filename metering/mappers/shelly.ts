import { Mapper } from './mapper.ts'

/** The values of one burst come within a second or two of each other; a burst comes every 30 s. */
const BURST_SECONDS = 10

const oneValue = (topic: string, field: string, source: object) => ({
  topic: `shellies/{topic}/emeter/{channel}/${topic}`,
  joinsWithinSeconds: BURST_SECONDS,
  readings: [{ fields: { [field]: source } }],
})

/** Every value has a topic of its own; `total_returned` comes last and makes a reading of them. */
export const shellyEm = Mapper.parse({
  name: 'shelly-gen1-em',
  title: 'Shelly EM, 3EM（第一代 gen 1）',
  document: 'shelly-api-docs.shelly.cloud/gen1/#shelly-3em-mqtt; enesbcs/Shelly_MQTT#64',
  publishes: ['shellies/{topic}/#'],
  messages: [
    oneValue('power', 'pW', { path: '' }),
    oneValue('reactive_power', 'qVar', { path: '' }),
    oneValue('pf', 'pf', { path: '' }),
    oneValue('current', 'iA', { path: '' }),
    oneValue('voltage', 'uV', { path: '' }),
    oneValue('total', 'importWh', { path: '' }),
    {
      topic: 'shellies/{topic}/emeter/{channel}/total_returned',
      readings: [{ fields: { exportWh: { path: '' } } }],
    },
  ],
})

/** Energy of a relay is told in watt-minutes; `energy` follows `power`. */
export const shellyRelay = Mapper.parse({
  name: 'shelly-gen1-relay',
  title: 'Shelly 1PM, Plug, 2.5（第一代 gen 1）',
  document: 'shelly-api-docs.shelly.cloud/gen1/#shelly1-1pm-mqtt',
  publishes: ['shellies/{topic}/#'],
  messages: [
    {
      topic: 'shellies/{topic}/relay/{channel}/power',
      joinsWithinSeconds: BURST_SECONDS,
      readings: [{ fields: { pW: { path: '' } } }],
    },
    {
      topic: 'shellies/{topic}/relay/{channel}/energy',
      readings: [{ fields: { importWh: { path: '', scale: 1 / 60 } } }],
    },
  ],
})

const phases = (name: string) => ['a', 'b', 'c'].map((phase) => ({ path: `${phase}_${name}` }))

/** Momentary values and energies of the three-phase meter come apart; energies make the reading. */
export const shellyPro3em = Mapper.parse({
  name: 'shelly-gen2-em',
  title: 'Shelly Pro 3EM（第二代 gen 2）',
  document: 'shelly-api-docs.shelly.cloud/gen2: Components/EM, EMData; MQTT status notifications',
  publishes: ['{topic}/#'],
  messages: [
    {
      topic: '{topic}/status/em:{channel}',
      joinsWithinSeconds: 120,
      readings: [
        {
          fields: {
            uV: phases('voltage'),
            iA: phases('current'),
            pPhaseW: phases('act_power'),
            inA: { path: 'n_current' },
            pW: { path: 'total_act_power' },
            fHz: { path: 'a_freq' },
          },
        },
      ],
    },
    {
      topic: '{topic}/status/emdata:{channel}',
      readings: [{ fields: { importWh: { path: 'total_act' }, exportWh: { path: 'total_act_ret' } } }],
    },
  ],
})

const relay = {
  importWh: { path: 'aenergy.total' },
  exportWh: { path: 'ret_aenergy.total' },
  uV: [{ path: 'voltage' }],
  iA: [{ path: 'current' }],
  pW: { path: 'apower' },
  pf: { path: 'pf' },
  fHz: { path: 'freq' },
}

/** `aenergy.minute_ts` names the beginning of a minute, not the instant of the total: the arrival is nearer. */
export const shellyPm = Mapper.parse({
  name: 'shelly-gen2-pm',
  title: 'Shelly Plus, Pro, Mini PM（第二代 gen 2）',
  document: 'shelly-api-docs.shelly.cloud/gen2: Components/Switch, PM1; MQTT status notifications',
  publishes: ['{topic}/#'],
  messages: [
    { topic: '{topic}/status/switch:{channel}', readings: [{ fields: relay }] },
    { topic: '{topic}/status/pm1:{channel}', readings: [{ fields: relay }] },
  ],
})
