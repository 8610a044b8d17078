import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes, type Client, type PublishPacket } from 'aedes'
import persistence from 'aedes-persistence-level'
import { Level } from 'level'
import { type Gate, guard, type Refusals } from './gate.ts'
import { withQueue } from './persistence.ts'
import { OutgoingQueue } from './queue.ts'

/** Who is kept for from the first message on, though he has never come yet. */
export type Session = { clientId: string; topics: readonly string[] }
export type Broker = {
  url: string
  tlsUrl: string | null
  queue: OutgoingQueue
  refusals: Refusals
  stop(): Promise<void>
}

/** PEM. With `ca` a terminal may come with a certificate of that authority in place of a secret; its name is its CN. */
export type BrokerTls = { port: number; cert: Buffer; key: Buffer; ca?: Buffer | undefined }

export type BrokerParts = {
  host: string
  port: number
  folder: string
  session?: Session
  quotaBytes?: number
  /** Without one everybody on this machine may say everything. */
  gate?: Gate
  tls?: BrokerTls | undefined
}

/** What the queue of messages not yet taken may fill of the disk. */
const QUOTA_BYTES = 4_000_000_000

/**
 * The MQTT 3.1.1 broker that the project brings. What it has acknowledged to a terminal is on disk until the collector
 * has acknowledged it in turn, so a killed process loses nothing.
 */
export async function startBroker({
  host,
  port,
  folder,
  session,
  quotaBytes,
  gate,
  tls,
}: BrokerParts): Promise<Broker> {
  const level = new Level(join(folder, 'state'))
  await level.open()
  const queue = new OutgoingQueue({
    folder: join(folder, 'queue'),
    quotaBytes: quotaBytes ?? QUOTA_BYTES,
    keptClient: session?.clientId,
  })
  queue.open()
  const kept = withQueue(persistence(level), queue)
  const broker = await Aedes.createBroker({ persistence: kept, heartbeatInterval: 30_000 })
  broker.authorizeSubscribe = (_client, subscription, done) => {
    // It would be accepted and never delivered: shared groups need a broker of MQTT 5.
    if (subscription.topic.startsWith('$share/')) done(null, null)
    else done(null, subscription)
  }
  // What is kept for sessions has been acknowledged once for all of them: nothing is told with QoS 2.
  broker.authorizeForward = (_client, packet) => (packet.qos === 2 ? Object.assign(packet, { qos: 1 }) : packet)
  const refusals = gate ? guard(broker, gate) : { connection: 0, publish: 0, subscribe: 0 }
  publishInOrder(broker)
  acknowledgeOnceKept(broker)
  if (session) {
    const subscriptions = session.topics.map((topic) => ({ topic, qos: 1 as const }))
    await kept.addSubscriptions({ id: session.clientId }, subscriptions)
  }
  const servers: Server[] = []
  const stop = async () => {
    for (const server of servers) server.close()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    await queue.close()
    await level.close()
  }
  const open = async (server: Server, at: number) => {
    servers.push(server)
    return listen(server, host, at)
  }
  try {
    const plainPort = await open(createServer(broker.handle), port)
    const tlsPort = tls && (await open(createTlsServer(securityOf(tls), broker.handle), tls.port))
    const tlsUrl = tlsPort ? `mqtts://${host}:${tlsPort}` : null
    return { url: `mqtt://${host}:${plainPort}`, tlsUrl, queue, refusals, stop }
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** Whoever comes without a certificate may still come with a secret. */
function securityOf({ cert, key, ca }: BrokerTls) {
  return { cert, key, minVersion: 'TLSv1.2' as const, ...(ca && { ca, requestCert: true, rejectUnauthorized: false }) }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
    })
  })
}

/**
 * The broker takes a counter that comes out of turn for a duplicate and drops it (measured: 50 of 200 lost). The queue
 * keeps the order of what it writes; a retained message is kept elsewhere first, so it goes alone.
 */
function publishInOrder(broker: Aedes): void {
  const publish = broker.publish.bind(broker) as Publish
  const underWay = new Set<Promise<void>>()
  let retained: Promise<void> | undefined
  const send: Publish = (packet, client, done) => {
    const sent = new Promise<void>((resolve) => {
      publish(packet, client, (fault) => {
        done?.(fault)
        resolve()
      })
    }).finally(() => underWay.delete(sent))
    underWay.add(sent)
  }
  const inTurn: Publish = (packet, client, done) => {
    if (typeof client === 'function') inTurn(packet, null, client)
    else if (!packet.retain && !retained) send(packet, client, done)
    else {
      const before = Promise.allSettled([...underWay, retained])
      const turn = before.then(async () => {
        send(packet, client, done)
        await Promise.allSettled([...underWay])
      })
      retained = turn
      void turn.then(() => {
        if (retained === turn) retained = undefined
      })
    }
  }
  broker.publish = inTurn as Aedes['publish']
}

/**
 * The broker acknowledges QoS 1 and only then keeps the message, which a kill in between would lose (measured: some
 * ten of each terminal). So it is published where it would only be asked for, and passed over where it comes again.
 */
function acknowledgeOnceKept(broker: Aedes): void {
  const publish = broker.publish.bind(broker) as Publish
  const authorize = broker.authorizePublish
  const kept = new WeakSet<PublishPacket>()
  broker.authorizePublish = (client, packet, done) => {
    authorize(client, packet, (fault) => {
      if (fault || packet.qos !== 1 || !('messageId' in packet)) {
        done(fault)
        return
      }
      publish(packet, client, (failed) => {
        if (!failed) kept.add(packet)
        done(failed)
      })
    })
  }
  const publishOnce: Publish = (packet, client, done) => {
    if (!kept.delete(packet)) publish(packet, client, done)
    else if (typeof client !== 'function') done?.()
  }
  broker.publish = publishOnce as Aedes['publish']
}

type Done = (fault?: Error | null) => void
/** The broker calls itself with the client as well, which its types do not tell. */
type Publish = (packet: PublishPacket, client: Client | null | Done, done?: Done) => void
