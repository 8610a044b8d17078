import { Readable } from 'node:stream'
import type { Persistence } from 'aedes-persistence-level'
import type { OutgoingQueue } from './queue.ts'
import type { Queued } from './records.ts'

type Packet = { messageId?: number; brokerId?: string; brokerCounter?: number }
type Subscription = { clientId: string }

/**
 * Messages on their way to sessions go through our own queue, which writes each once (measured: the database of the
 * other kinds of state writes it three times); subscriptions, retained messages and wills stay in that database.
 */
export function withQueue(persistence: Persistence, queue: OutgoingQueue): Persistence {
  const enqueue = async (subscriptions: Subscription[], packet: Queued) => {
    const clients = [...new Set(subscriptions.map(({ clientId }) => clientId))]
    await queue.enqueue(clients, { ...packet, qos: 1, retain: packet.retain })
  }
  return Object.assign(persistence, {
    outgoingEnqueue: (subscription: Subscription, packet: Queued) => enqueue([subscription], packet),
    outgoingEnqueueCombi: (subscriptions: Subscription[] | undefined, packet: Queued) =>
      enqueue(subscriptions ?? [], packet),
    async outgoingUpdate(client: { id: string }, packet: Packet) {
      queue.assignId(client.id, packet)
    },
    async outgoingClearMessageId(client: { id: string }, packet: Packet) {
      queue.acknowledge(client.id, packet.messageId)
    },
    outgoingStream: (client: { id: string }) => Readable.from(queue.listWaiting(client.id)),
  })
}
