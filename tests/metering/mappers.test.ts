import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readVendorMessage, vendorRoutes } from '../../metering/collect/mqtt/vendor.ts'
import { findMapper, listMappers, loadSiteMappers } from '../../metering/mappers/all.ts'
import { mayPublish } from '../../metering/rules/mqtt-rights.ts'
import { wholeValuesOf } from '../../metering/rules/told.ts'
import { isUnder } from '../../metering/rules/vendor-topics.ts'

const folder = new URL('../../../shared/data/meters/mqtt_payloads/', import.meta.url)
const arrival = '2026-03-10T04:00:00.000Z'

/** A terminal of one mapper, and what its messages say one after the other. */
function listen(mapper: string, vendorTopic: string, meters = [{ assetNo: 'M-1', pointNo: 1 as number | null }]) {
  const routes = vendorRoutes([{ terminal: 'T-1', mapper, vendorTopic, meters }], findMapper)
  return (topic: string, payload: unknown, at = arrival) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    const said = readVendorMessage(routes, topic, Buffer.from(text), new Date(at))?.said
    if (said?.kind !== 'readings') return said
    const readings = said.message.map(({ told, ...head }) => ({ ...head, ...wholeValuesOf(told) }))
    return { ...said, message: { v: 1, readings } }
  }
}

const reading = (values: object) => ({ kind: 'readings', terminal: 'T-1', message: { v: 1, readings: [values] } })

describe('a maker’s own message', () => {
  test('of Tasmota tells its own time, local without a zone', () => {
    const say = listen('tasmota', 'pow1')
    const energy = { Total: 6.294, Power: 2635, ReactivePower: 282, Factor: 0.99, Voltage: 227, Current: 11.661 }
    expect(say('tele/pow1/SENSOR', { Time: '2026-02-15T17:37:10', ENERGY: energy })).toEqual(
      reading({
        meter: 'M-1',
        at: '2026-02-15T09:37:10.000Z',
        importWh: 6294,
        uV: [227],
        iA: [11.661],
        pW: 2635,
        qVar: 282,
        pf: 0.99,
      }),
    )
  })

  test('of Tasmota with import and export is not their sum', () => {
    const energy = { Total: 2180.327, ImportActivePower: 2142, ExportActivePower: 38 }
    expect(
      listen('tasmota', 'x')('tele/x/SENSOR', { Time: '2026-03-09T19:32:30+08:00', ENERGY: energy }),
    ).toMatchObject(reading({ importWh: 2_142_000, exportWh: 38_000 }))
  })

  test('of Tasmota before its clock was set has the time of arrival', () => {
    const said = { Time: '1970-01-01T00:00:12', ENERGY: { Total: 1 } }
    expect(listen('tasmota', 'x')('tele/x/SENSOR', said)).toMatchObject(reading({ at: arrival, importWh: 1000 }))
  })

  test('of Shelly gen 1 is gathered over a burst, phase by phase', () => {
    const say = listen('shelly-gen1-em', 'shellyem3-A', [
      { assetNo: 'M-A', pointNo: 1 },
      { assetNo: 'M-B', pointNo: 2 },
    ])
    const at = (second: number) => `2026-03-10T04:00:0${second}.000Z`
    expect(say('shellies/shellyem3-A/emeter/0/power', '120.11', at(0))).toMatchObject({ kind: 'nothing' })
    expect(say('shellies/shellyem3-A/emeter/1/power', '116.23', at(0))).toMatchObject({ kind: 'nothing' })
    expect(say('shellies/shellyem3-A/emeter/0/voltage', '239.03', at(1))).toMatchObject({ kind: 'nothing' })
    expect(say('shellies/shellyem3-A/emeter/0/total', '1500.4', at(1))).toMatchObject({ kind: 'nothing' })
    expect(say('shellies/shellyem3-A/emeter/0/total_returned', '12.6', at(2))).toEqual(
      reading({ meter: 'M-A', at: at(2), uV: [239.03], pW: 120.11, importWh: 1500, exportWh: 13 }),
    )
    expect(say('shellies/shellyem3-A/emeter/1/total_returned', '0', '2026-03-10T04:01:00Z')).toEqual(
      reading({ meter: 'M-B', at: '2026-03-10T04:01:00.000Z', exportWh: 0 }),
    )
  })

  test('of a Shelly relay counts watt-minutes', () => {
    expect(listen('shelly-gen1-relay', 'p')('shellies/p/relay/0/energy', '6000')).toMatchObject(
      reading({ importWh: 100 }),
    )
  })

  test('of Shelly gen 2 names its channel, and one without a meter is put aside', () => {
    const say = listen('shelly-gen2-pm', 'shellypro4pm-1', [{ assetNo: 'M-2', pointNo: 2 }])
    const status = { apower: 10.5, voltage: 230.1, current: 0.05, pf: -0.9, aenergy: { total: 1234.567 } }
    expect(say('shellypro4pm-1/status/switch:1', status)).toEqual(
      reading({ meter: 'M-2', at: arrival, importWh: 1235, uV: [230.1], iA: [0.05], pW: 10.5, pf: -0.9 }),
    )
    expect(say('shellypro4pm-1/status/switch:3', status)).toEqual({
      kind: 'malformed',
      terminal: 'T-1',
      reason: 'UNKNOWN_CHANNEL',
      detail: 'T-1 #4',
    })
    expect(say('shellypro4pm-1/status/wifi', {})).toMatchObject({ kind: 'nothing' })
  })

  test.each([
    ['no JSON', 'nan', 'NOT_JSON'],
    ['a negative register', { Time: '', ENERGY: { Total: -1 } }, 'NOT_A_READING'],
    ['a register beyond what can be counted', { ENERGY: { Total: 1e300 } }, 'NOT_A_READING'],
  ])('is put aside with %s', (_, said, reason) => {
    expect(listen('tasmota', 'x')('tele/x/SENSOR', said)).toMatchObject({ kind: 'malformed', reason })
  })

  test.each([
    ['text', { ENERGY: { Total: '5' } }],
    ['nothing', {}],
    ['null', null],
    ['names that every object has', { ENERGY: { constructor: 1 } }],
  ])('says nothing with %s in place of numbers', (_, said) => {
    expect(listen('tasmota', 'x')('tele/x/SENSOR', said)).toMatchObject({ kind: 'nothing' })
  })
})

describe.skipIf(!existsSync(folder))('payloads of real devices (skipped where the shared data are absent)', () => {
  const load = (start: string) => {
    const names = ['fronius_gen24_smart_meter_ts65a3', 'fronius_symo_smart_meter_63A']
    const shelly = [
      'shelly_gen2_Shelly_Pro_3EM_SPEM-003CEBEU_20231219-134001-1.1.0-g34b5d4f',
      'shelly_gen2_Shelly_Plus_1PM_SNSW-001P16EU_20231219-133934-1.1.0-g34b5d4f',
    ]
    const file = [...names, ...shelly].find((name) => name.startsWith(start))
    return JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8'))
  }

  test('of Fronius', () => {
    const say = listen('fronius-smart-meter', 'fronius/meter')
    expect(say('fronius/meter', load('fronius_gen24'))).toEqual(
      reading({
        meter: 'M-1',
        at: '2021-11-26T11:07:52.000Z',
        importWh: 2013105,
        exportWh: 3863340,
        uV: [235.9, 236.1, 236.9],
        iA: [1.145, 2.33, 1.825],
        pPhaseW: [106.8, 294.9, 251.3],
        qPhaseVar: [-218.6, -132.8, -166],
        pW: 653.1,
        qVar: -517.4,
        pf: 0.828,
        fHz: 49.9,
      }),
    )
    expect(say('fronius/meter', load('fronius_symo'))).toMatchObject(
      reading({ at: '2021-10-11T18:31:18.000Z', importWh: 15303334, pW: 5592.57 }),
    )
  })

  test('of Shelly gen 2: three phases in two messages, and a relay', () => {
    const { status } = load('shelly_gen2_Shelly_Pro_3EM')
    const say = listen('shelly-gen2-em', 'em')
    expect(say('em/status/em:0', status['em:0'])).toMatchObject({ kind: 'nothing' })
    expect(say('em/status/emdata:0', status['emdata:0'])).toEqual(
      reading({
        meter: 'M-1',
        at: arrival,
        importWh: 2589773,
        exportWh: 1027,
        uV: [229, 229, 229.2],
        iA: [2.392, 1.037, 0.428],
        pPhaseW: [375.5, 170.8, 12.7],
        pW: 558.965,
        fHz: 50,
      }),
    )
    const relay = load('shelly_gen2_Shelly_Plus_1PM').status['switch:0']
    const said = listen('shelly-gen2-pm', 'p')('p/status/switch:0', relay)
    expect(said).toMatchObject(reading({ importWh: Math.round(relay.aenergy.total), uV: [relay.voltage] }))
  })

  test('of Tasmota and Shelly gen 1: every line is understood', () => {
    const lines = readFileSync(new URL('tasmota_shelly_lines.txt', folder), 'utf8').split('\n')
    const told = lines.filter((line) => /^(tele|Casa|emoncms)\//.test(line))
    const registers = told.map((line) => {
      const [topic = '', payload = ''] = line.split(' = ')
      const name = topic.replace(/^tele\/|\/tele\/SENSOR$|\/SENSOR$/g, '')
      const say = listen(topic.startsWith('tele/') ? 'tasmota' : 'tasmota-topic-first', name)
      const said = say(topic, payload)
      return said?.kind === 'readings' ? said.message.readings[0]?.importWh : said
    })
    expect(registers).toEqual([9098245, 9098255, 9098265, 6294, 52, 2142000, 2765852])
    const burst = lines.filter((line) => line.startsWith('shellies/'))
    const say = listen('shelly-gen1-em', 'shellyem3-68C63AFAF952')
    for (const line of burst) {
      const [topic = '', payload = ''] = line.split(' ')
      expect(say(topic, payload)).toMatchObject({ kind: 'nothing' })
    }
    expect(say('shellies/shellyem3-68C63AFAF952/emeter/0/total_returned', '0')).toMatchObject(
      reading({ pW: 120.11, pf: 0.71, iA: [0.71], uV: [239.03], exportWh: 0 }),
    )
  })
})

describe('mappers', () => {
  test('all name a document, and every topic that is read may be published', () => {
    for (const { document, messages, publishes } of listMappers()) {
      expect(document).not.toBe('')
      for (const { topic } of messages) {
        const told = topic.replace('{topic}', 'x/y').replace('{channel}', '0')
        expect(publishes.some((filter) => isUnder(filter.replace('{topic}', 'x/y'), told))).toBe(true)
      }
    }
  })

  test('a site adds its own as a file, and one that is none is refused by name', async () => {
    const place = await mkdtemp(join(tmpdir(), 'mappers-'))
    const own = {
      name: 'site-own',
      title: 'Our gateway',
      document: 'its manual, page 3',
      publishes: ['gw/{topic}'],
      messages: [
        {
          topic: 'gw/{topic}',
          at: { path: 'ts', zone: 'epoch' },
          readings: [
            {
              channel: 0,
              fields: { importWh: { path: 'm.0.kwh', scale: 1000 }, pW: { path: 'm.0.kw', scale: -1000 } },
            },
          ],
        },
      ],
    }
    await writeFile(join(place, 'own.json'), JSON.stringify(own))
    expect(await loadSiteMappers(place)).toBe(1)
    expect(listen('site-own', 'a')('gw/a', { ts: 1_773_115_200, m: [{ kwh: 2275.58, kw: 0.3 }] })).toEqual(
      reading({ meter: 'M-1', at: '2026-03-10T04:00:00.000Z', importWh: 2275580, pW: -300 }),
    )
    await writeFile(join(place, 'bad.json'), '{"name":"bad"}')
    await expect(loadSiteMappers(place)).rejects.toThrow('bad.json')
    expect(await loadSiteMappers(join(place, 'nowhere'))).toBe(0)
    await rm(place, { recursive: true })
  })
})

test.each([
  ['tele/pow1/SENSOR', true],
  ['tele/pow1/STATE', true],
  ['tele/pow2/SENSOR', false],
  ['dianhu/v1/T-1/readings', true],
  ['dianhu/v1/T-2/readings', false],
  ['dianhu/v1/T-1/commands', false],
  ['$SYS/x', false],
])('a terminal that speaks Tasmota may publish to %s: %s', (topic, may) => {
  expect(mayPublish({ as: 'terminal', name: 'T-1', publishes: ['tele/pow1/#', '#'].slice(0, 1) }, topic)).toBe(may)
  expect(mayPublish({ as: 'terminal', name: 'T-1', publishes: ['#'] }, 'dianhu/v1/T-2/readings')).toBe(false)
})
