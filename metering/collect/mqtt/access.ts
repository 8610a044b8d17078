import { randomUUID } from 'node:crypto'
import mqtt, { type IClientOptions, type IConnackPacket } from 'mqtt'

/** How the broker is reached: user and password in the URL or beside it, certificates as PEM. */
export type MqttAccess = {
  url: string
  username?: string
  password?: string
  /** The authority that signed the broker's certificate, where the system does not know it. */
  ca?: Buffer
  /** Our own certificate and its key, for brokers that ask for one. */
  cert?: Buffer
  key?: Buffer
}

/** What the broker speaks: 5 where it does, and whether collectors may share a subscription. */
export type Dialect = { version: 4 | 5; sharing: boolean }

const PATIENCE_MS = 5_000
/** MQTT 3.1.1 and 5: the broker does not speak this version. */
const unknownVersion = new Set([1, 0x84])

export function optionsOf({ url: _, ...access }: MqttAccess): IClientOptions {
  return access
}

/** Asks the broker by connecting once for a moment. Throws where it does not answer or let us in. */
export async function findDialect(access: MqttAccess): Promise<Dialect> {
  const client = mqtt.connect(access.url, {
    ...optionsOf(access),
    clientId: `dianhu-ask-${randomUUID()}`,
    protocolVersion: 5,
    reconnectPeriod: 0,
    connectTimeout: PATIENCE_MS,
    manualConnect: true,
  })
  try {
    return await new Promise<Dialect>((resolve, reject) => {
      client.on('connect', ({ properties }: IConnackPacket) => {
        resolve({ version: 5, sharing: properties?.sharedSubscriptionAvailable !== false })
      })
      client.on('error', (fault) => {
        if (unknownVersion.has((fault as { code?: number }).code ?? -1)) resolve({ version: 4, sharing: false })
        else reject(fault)
      })
      client.on('close', () => reject(new Error('the broker closed the connection')))
      client.connect()
    })
  } finally {
    await client.endAsync(true)
  }
}
