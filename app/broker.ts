import { createServer, type Server } from 'node:net'
import { Aedes, type Client, type PublishPacket } from 'aedes'
import persistence from 'aedes-persistence-level'
import { Level } from 'level'

/** Who is kept for from the first message on, though he has never come yet. */
export type Session = { clientId: string; topics: readonly string[] }
export type Broker = { url: string; stop(): Promise<void> }

/**
 * The MQTT 3.1.1 broker that the project brings, on the loopback. What it has acknowledged to a terminal is on disk
 * until the collector has acknowledged it in turn, so a killed process loses nothing.
 */
export async function startBroker({
  host,
  port,
  folder,
  session,
}: {
  host: string
  port: number
  folder: string
  session?: Session
}): Promise<Broker> {
  const level = new Level(folder)
  await level.open()
  const kept = persistence(level)
  const broker = await Aedes.createBroker({ persistence: kept, heartbeatInterval: 30_000 })
  publishInOrder(broker)
  acknowledgeOnceKept(broker)
  broker.authorizeSubscribe = (_client, subscription, done) => {
    // It would be accepted and never delivered: shared groups need a broker of MQTT 5.
    if (subscription.topic.startsWith('$share/')) done(null, null)
    else done(null, subscription)
  }
  if (session) {
    const subscriptions = session.topics.map((topic) => ({ topic, qos: 1 as const }))
    await kept.addSubscriptions({ id: session.clientId }, subscriptions)
  }
  const close = async () => {
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    await level.close()
  }
  const server = createServer(broker.handle)
  const listeningPort = await listen(server, host, port).catch(async (fault) => {
    await close()
    throw fault
  })
  return {
    url: `mqtt://${host}:${listeningPort}`,
    async stop() {
      server.close()
      await close()
    },
  }
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
 * One message after the other: the broker takes a counter that comes out of turn for a duplicate and drops it, and
 * with messages kept on disk several publishers do overtake each other (measured: 50 of 200 lost).
 */
function publishInOrder(broker: Aedes): void {
  const publish = broker.publish.bind(broker) as Publish
  let turn: Promise<void> = Promise.resolve()
  const inTurn: Publish = (packet, client, done) => {
    if (typeof client === 'function') {
      inTurn(packet, null, client)
      return
    }
    turn = turn.then(() => new Promise((resolve) => publish(packet, client, (fault) => resolve(done?.(fault)))))
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
