import { timingSafeEqual } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Aedes, AuthenticateError, Client } from 'aedes'
import { mayPublish, maySubscribe, type Speaker } from '../../metering/index.ts'

export type Gate = {
  /** The collector's own name and secret, made anew at each start. */
  collector: { username: string; secret: string; clientId: string }
  /** Whether somebody without a name is let in: only where nobody but this machine can come. */
  anonymous: boolean
  isTerminalSecret(name: string, secret: string): Promise<boolean>
  /** Filters of its maker's topics that a terminal may publish to; asked for when it connects. */
  listVendorFilters?(name: string): Promise<readonly string[]>
}

export type Refusals = { connection: number; publish: number; subscribe: number }

/** MQTT 3.1.1, 3.2.2.3: bad user name or password; not authorised. */
const BAD_SECRET = 4
const NOT_AUTHORISED = 5

/** Lets in whom the gate knows and to the topics that are theirs; returns the count of what it refuses. */
export function guard(broker: Aedes, gate: Gate): Refusals {
  const refused: Refusals = { connection: 0, publish: 0, subscribe: 0 }
  const speakers = new WeakMap<Client, Speaker>()
  const speakerOf = (client: Client | null): Speaker => (client && speakers.get(client)) ?? { as: 'anyone' }

  broker.authenticate = (client, username, password, done) => {
    identify(gate, client, username, password?.toString()).then(
      (speaker) => {
        if (speaker && (speaker.as === 'collector' || client.id !== gate.collector.clientId)) {
          speakers.set(client, speaker)
          client.id = sessionId(speaker, client.id)
          done(null, true)
          return
        }
        refused.connection++
        const returnCode = speaker ? NOT_AUTHORISED : BAD_SECRET
        done(Object.assign(new Error('not let in'), { returnCode }) as AuthenticateError, false)
      },
      (fault: Error) => done(Object.assign(fault, { returnCode: 3 }) as AuthenticateError, false),
    )
  }
  broker.authorizePublish = (client, packet, done) => {
    // The broker's own last words for a client come without one.
    if (!client || mayPublish(speakerOf(client), packet.topic)) return done(null)
    refused.publish++
    done(new Error(`${packet.topic} is not this client's to publish`))
  }
  const authorize = broker.authorizeSubscribe
  broker.authorizeSubscribe = (client, subscription, done) => {
    if (maySubscribe(speakerOf(client), subscription.topic)) return authorize(client, subscription, done)
    refused.subscribe++
    done(null, null)
  }
  return refused
}

async function identify(
  gate: Gate,
  client: Client,
  username: string | undefined,
  secret: string | undefined,
): Promise<Speaker | undefined> {
  const certified = certifiedName(client)
  if (certified !== undefined) return speakerFor(gate, certified)
  if (username === undefined || username === '') return gate.anonymous ? { as: 'anyone' } : undefined
  if (secret === undefined) return undefined
  if (username === gate.collector.username) {
    return isSame(secret, gate.collector.secret) ? { as: 'collector' } : undefined
  }
  return (await gate.isTerminalSecret(username, secret)) ? speakerFor(gate, username) : undefined
}

async function speakerFor(gate: Gate, name: string): Promise<Speaker> {
  return { as: 'terminal', name, publishes: (await gate.listVendorFilters?.(name)) ?? [] }
}

/** A terminal's certificate that our authority signed names it. */
function certifiedName(client: Client): string | undefined {
  const socket = client.conn as TLSSocket
  if (!socket.authorized) return undefined
  const { CN } = socket.getPeerCertificate().subject ?? {}
  return Array.isArray(CN) ? CN[0] : CN
}

/**
 * Each has client ids of his own: under one of another's he would push him out, or find the session that he left and
 * hear what waits there.
 */
function sessionId(speaker: Speaker, clientId: string): string {
  if (speaker.as === 'collector') return clientId
  return speaker.as === 'anyone' ? `anyone/${clientId}` : `terminal/${encodeURIComponent(speaker.name)}/${clientId}`
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
