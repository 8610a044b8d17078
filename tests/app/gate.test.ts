import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Broker, startBroker } from '../../app/broker/broker.ts'
import { makeTemporaryHome } from '../../db/embedded.ts'

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
})()

const session = { clientId: 'dianhu-collector', topics: ['dianhu/v1/+/readings'] }
const collector = { username: 'dianhu', secret: 'of-the-collector', clientId: session.clientId }
const secrets: Record<string, string> = { 'JZ-001': 'one', 'JZ-002': 'two' }

describe('who may say what at the broker', () => {
  let place: { home: string; remove: () => Promise<void> }
  let broker: Broker
  let clients: MqttClient[] = []

  const start = async (anonymous = false) => {
    broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      folder: join(place.home, 'broker'),
      session,
      gate: { collector, anonymous, isTerminalSecret: async (name, secret) => secrets[name] === secret },
      tls: hasOpenssl ? { port: 0, ...certify(place.home) } : undefined,
    })
  }
  beforeEach(async () => {
    place = await makeTemporaryHome('gate')
    await start()
  })
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)))
    clients = []
    await broker.stop()
    await rm(place.home, { recursive: true, force: true })
  })

  async function connect(options: IClientOptions, url = broker.url): Promise<MqttClient> {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options })
    client.on('error', () => {})
    clients.push(client)
    return client
  }
  const asCollector = () => connect({ username: 'dianhu', password: collector.secret, clientId: 'listener' })
  const asTerminal = (name: string, clientId = name) => connect({ username: name, password: secrets[name], clientId })

  test.each<[string, IClientOptions]>([
    ['without a name', {}],
    ['with an unknown name', { username: 'JZ-999', password: 'one' }],
    ['with another terminal’s secret', { username: 'JZ-001', password: 'two' }],
    ['as the collector with a wrong secret', { username: 'dianhu', password: 'guess' }],
    ['under the collector’s client id', { username: 'JZ-001', password: 'one', clientId: 'dianhu-collector' }],
  ])('nobody gets in %s', async (_, options) => {
    await expect(connect(options)).rejects.toThrow(/not let in|bad user|not authorized/i)
    expect(broker.refusals.connection).toBe(1)
  })

  test('a terminal tells of itself and hears its own commands', async () => {
    const heard: string[] = []
    const listener = await asCollector()
    listener.on('message', (topic) => heard.push(topic))
    await listener.subscribeAsync('dianhu/v1/+/readings', { qos: 1 })
    const terminal = await asTerminal('JZ-001')
    await terminal.publishAsync('dianhu/v1/JZ-001/readings', '{}', { qos: 1 })
    await vi.waitFor(() => expect(heard).toEqual(['dianhu/v1/JZ-001/readings']))
    expect(await terminal.subscribeAsync('dianhu/v1/JZ-001/commands', { qos: 1 })).toMatchObject([{ qos: 1 }])
  })

  test.each(['dianhu/v1/JZ-002/readings', 'dianhu/v1/JZ-001/commands', 'dianhu/v1/JZ-001', 'other'])(
    'a terminal that publishes to %s is disconnected, and nobody hears it',
    async (topic) => {
      const heard: string[] = []
      const listener = await asCollector()
      listener.on('message', (from) => heard.push(from))
      await listener.subscribeAsync('#', { qos: 1 })
      const terminal = await asTerminal('JZ-001')
      const closed = new Promise<void>((resolve) => terminal.once('close', () => resolve()))
      terminal.publish(topic, 'forged', { qos: 1 })
      await closed
      expect(heard).toEqual([])
      expect(broker.refusals.publish).toBe(1)
    },
  )

  test.each(['#', 'dianhu/v1/+/readings', 'dianhu/v1/JZ-002/commands'])(
    'a terminal may not listen to %s',
    async (filter) => {
      const terminal = await asTerminal('JZ-001')
      await expect(terminal.subscribeAsync(filter, { qos: 1 })).rejects.toThrow()
      expect(broker.refusals.subscribe).toBe(1)
    },
  )

  test('a terminal cannot push another out by its client id', async () => {
    const first = await asTerminal('JZ-001', 'shared-id')
    const second = await asTerminal('JZ-002', 'shared-id')
    expect([first.connected, second.connected]).toEqual([true, true])
    await asTerminal('JZ-001', 'shared-id')
    await vi.waitFor(() => expect(first.connected).toBe(false))
    expect(second.connected).toBe(true)
  })

  test('a session that a terminal left is found by itself only, with what waits in it', async () => {
    const id = { clientId: 'left', clean: false }
    const victim = await connect({ username: 'JZ-001', password: 'one', ...id })
    await victim.subscribeAsync('dianhu/v1/JZ-001/commands', { qos: 1 })
    await victim.endAsync()
    const company = await asCollector()
    await company.publishAsync('dianhu/v1/JZ-001/commands', 'open', { qos: 1 })

    const heard: string[] = []
    const hear = (who: string) => (client: MqttClient) =>
      client.on('message', (_, payload) => heard.push(`${who} ${payload}`))
    const comeBack = async (username: string) => {
      const client = mqtt.connect(broker.url, {
        protocolVersion: 4,
        reconnectPeriod: 0,
        username,
        password: secrets[username],
        ...id,
      })
      clients.push(client)
      hear(username)(client)
      return new Promise<boolean>((resolve) => client.once('connect', ({ sessionPresent }) => resolve(sessionPresent)))
    }
    expect(await comeBack('JZ-002')).toBe(false)
    expect(await comeBack('JZ-001')).toBe(true)
    await vi.waitFor(() => expect(heard).toEqual(['JZ-001 open']))
  })

  test('on its own machine the broker can be told to let in who has no name, but a wrong secret stays wrong', async () => {
    await broker.stop()
    await start(true)
    const anyone = await connect({})
    await anyone.publishAsync('dianhu/v1/JZ-001/readings', '{}', { qos: 1 })
    const closed = new Promise<void>((resolve) => anyone.once('close', () => resolve()))
    anyone.publish('dianhu/v1/JZ-001/commands', 'forged', { qos: 1 })
    await closed
    await expect(connect({ username: 'JZ-001', password: 'two' })).rejects.toThrow()
  })

  describe.skipIf(!hasOpenssl)('over TLS (skipped where there is no openssl to make certificates)', () => {
    const file = (name: string) => readFileSync(join(place.home, name))

    test('a terminal comes in with its secret', async () => {
      const client = await connect({ username: 'JZ-001', password: 'one', ca: file('ca.pem') }, broker.tlsUrl ?? '')
      await client.publishAsync('dianhu/v1/JZ-001/readings', '{}', { qos: 1 })
    })

    test('or with a certificate of our authority, under the name in it', async () => {
      const certificate = { ca: file('ca.pem'), cert: file('JZ-002.pem'), key: file('JZ-002.key') }
      const client = await connect(certificate, broker.tlsUrl ?? '')
      await client.publishAsync('dianhu/v1/JZ-002/readings', '{}', { qos: 1 })
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
      client.publish('dianhu/v1/JZ-001/readings', '{}', { qos: 1 })
      await closed
    })

    test('but not with a certificate that it signed itself', async () => {
      const certificate = { ca: file('ca.pem'), cert: file('forged.pem'), key: file('forged.key') }
      await expect(connect(certificate, broker.tlsUrl ?? '')).rejects.toThrow()
    })
  })
})

/** An authority, the broker's certificate, a terminal's, and one that says the same of itself. */
function certify(folder: string): { cert: Buffer; key: Buffer; ca: Buffer } {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=authority')
  openssl('req', '-x509', ...newKey, '-keyout', 'forged.key', '-out', 'forged.pem', '-subj', '/CN=JZ-002')
  for (const [name, subject, ...more] of [
    ['broker', '/CN=broker', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ['JZ-002', '/CN=JZ-002'],
  ] as const) {
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-subj', subject, ...more]
    openssl('req', '-x509', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.pem`, ...signed)
  }
  const read = (name: string) => readFileSync(join(folder, name))
  return { cert: read('broker.pem'), key: read('broker.key'), ca: read('ca.pem') }
}
