import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import persistence from 'aedes-persistence-level'
import { Level } from 'level'

export type Broker = { url: string; stop(): Promise<void> }

/**
 * The MQTT 3.1.1 broker that the project brings, on the loopback. What it has acknowledged to a terminal is on disk
 * until the collector has acknowledged it in turn, so a killed process loses nothing.
 */
export async function startBroker({
  host,
  port,
  folder,
}: {
  host: string
  port: number
  folder: string
}): Promise<Broker> {
  const level = new Level(folder)
  await level.open()
  const broker = await Aedes.createBroker({ persistence: persistence(level), heartbeatInterval: 30_000 })
  broker.authorizeSubscribe = (_client, subscription, done) => {
    // It would be accepted and never delivered: shared groups need a broker of MQTT 5.
    if (subscription.topic.startsWith('$share/')) done(null, null)
    else done(null, subscription)
  }
  const server = createServer(broker.handle)
  const listeningPort = await new Promise<number>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
    })
  })
  return {
    url: `mqtt://${host}:${listeningPort}`,
    async stop() {
      server.close()
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      await level.close()
    },
  }
}
