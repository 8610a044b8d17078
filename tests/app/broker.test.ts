import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Broker, startBroker } from '../../app/broker/broker.ts'
import { makeTemporaryHome } from '../../db/embedded.ts'

describe('the broker that the project brings', () => {
  let place: { home: string; remove: () => Promise<void> }
  let broker: Broker
  let clients: MqttClient[] = []

  const start = async (port = 0) => {
    broker = await startBroker({ host: '127.0.0.1', port, folder: join(place.home, 'broker') })
  }
  beforeEach(async () => {
    place = await makeTemporaryHome('broker')
    await start()
  })
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)))
    clients = []
    await broker.stop()
    await rm(place.home, { recursive: true, force: true })
  })

  async function connect(options: mqtt.IClientOptions = {}): Promise<MqttClient> {
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4, reconnectPeriod: 0, ...options })
    client.on('error', () => {})
    clients.push(client)
    return client
  }
  /** A session that the broker keeps while its owner is away. */
  async function listen(topics = ['t/#']): Promise<{ heard: string[]; client: MqttClient }> {
    const heard: string[] = []
    const client = mqtt.connect(broker.url, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      clean: false,
      clientId: 'collector',
      manualConnect: true,
    })
    client.on('message', (_, payload) => heard.push(String(payload)))
    client.on('error', () => {})
    clients.push(client)
    const connected = new Promise((resolve) => client.once('connect', resolve))
    client.connect()
    await connected
    await client.subscribeAsync(topics, { qos: 1 })
    return { heard, client }
  }
  const publish = (client: MqttClient, text: string, topic = 't/1') => client.publishAsync(topic, text, { qos: 1 })

  test('keeps what it acknowledged over its own stop and start, for the session of who was away', async () => {
    const { client } = await listen()
    await client.endAsync()
    const terminal = await connect()
    for (let number = 0; number < 20; number++) await publish(terminal, `reading ${number}`)
    await terminal.endAsync()
    await broker.stop()
    await start()
    const { heard } = await listen()
    const all = Array.from({ length: 20 }, (_, number) => `reading ${number}`)
    await vi.waitFor(() => expect(heard).toHaveLength(20), 10_000)
    expect(heard).toEqual(all)
  })

  test('keeps for a session that is expected what came before its first visit', async () => {
    await broker.stop()
    broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      folder: join(place.home, 'broker'),
      session: { clientId: 'collector', topics: ['t/#'] },
    })
    await publish(await connect(), 'early')
    const { heard } = await listen()
    await publish(await connect(), 'later')
    await vi.waitFor(() => expect(heard).toEqual(['early', 'later']))
  })

  test('forgets what was delivered and acknowledged', async () => {
    const first = await listen()
    await publish(await connect(), 'once')
    await vi.waitFor(() => expect(first.heard).toEqual(['once']))
    await first.client.endAsync()
    await broker.stop()
    await start()
    const second = await listen()
    await publish(await connect(), 'and again')
    await vi.waitFor(() => expect(second.heard).toContain('and again'))
    expect(second.heard).toEqual(['and again'])
  })

  test.each(['listens', 'is away'])(
    'loses and doubles nothing of many who publish at once while the collector %s',
    async (does) => {
      const listener = await listen()
      if (does === 'is away') await listener.client.endAsync()
      const publishers = await Promise.all(Array.from({ length: 20 }, () => connect()))
      await Promise.all(
        publishers.map((client, name) =>
          Promise.all(Array.from({ length: 25 }, (_, number) => publish(client, `${name}:${number}`, `t/${name}`))),
        ),
      )
      const { heard } = does === 'is away' ? await listen() : listener
      await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(500), 20_000)
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(heard).toHaveLength(500)
      expect(new Set(heard).size).toBe(500)
      const ofFirst = heard.filter((text) => text.startsWith('0:'))
      expect(ofFirst).toEqual(Array.from({ length: 25 }, (_, number) => `0:${number}`))
    },
  )

  test('refuses a shared subscription, which it would accept and never serve', async () => {
    const client = await connect()
    await expect(client.subscribeAsync('$share/group/t/#', { qos: 1 })).rejects.toThrow()
    expect(await client.subscribeAsync('t/#', { qos: 1 })).toMatchObject([{ topic: 't/#', qos: 1 }])
  })

  test('tells retained status to who comes later, also after a start', async () => {
    const terminal = await connect()
    await terminal.publishAsync('t/status', 'online', { qos: 1, retain: true })
    await broker.stop()
    await start()
    const { heard } = await listen()
    await vi.waitFor(() => expect(heard).toEqual(['online']))
  })

  test('sends the last will of who is gone without a word', async () => {
    const { heard } = await listen()
    const terminal = await connect({ will: { topic: 't/status', payload: Buffer.from('gone'), qos: 1, retain: true } })
    await publish(terminal, 'here')
    terminal.stream.destroy()
    await vi.waitFor(() => expect(heard).toEqual(['here', 'gone']))
  })
})
