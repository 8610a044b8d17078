import { decodeRecord, encodeCrossing, encodeMessage, type Queued } from './records.ts'
import { type Place, SegmentLog } from './segments.ts'

type Named = { brokerId?: string; brokerCounter?: number; messageId?: number | undefined }
type Message = { sequence: number; key: string; place: Place; owners: number }
type Waiting = { message: Message; messageId: number | undefined }
type Session = { byKey: Map<string, Waiting>; byId: Map<number, Waiting> }

export type QueueSettings = {
  folder: string
  quotaBytes: number
  /** The client whose messages are never given up; those of others are, once the quota is reached. */
  keptClient: string | undefined
}

const SEGMENT_BYTES = 64_000_000

/**
 * What sessions have still to be told, on disk, in the order in which it came. Only where it lies is held in memory.
 * Beyond the quota nothing more is taken until something is crossed out: a message that waits is not acknowledged, so
 * its terminal keeps it.
 */
export class OutgoingQueue {
  private readonly settings: QueueSettings
  private readonly log: SegmentLog
  private readonly sessions = new Map<string, Session>()
  private readonly messages = new Map<number, Message>()
  private sequence = 0
  private atTheDoor: (() => void)[] = []
  private line: Promise<void> = Promise.resolve()
  private inLine = 0
  /** Messages that had to wait because the quota was reached. */
  held = 0
  /** Messages of other sessions than the kept client's, given up for room. */
  dropped = 0

  constructor(settings: QueueSettings) {
    this.settings = settings
    const segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(settings.quotaBytes / 4))
    this.log = new SegmentLog({ folder: settings.folder, segmentBytes })
  }

  open(): void {
    this.log.open((record, place) => {
      const said = decodeRecord(record)
      if (said.kind === 'crossing') this.crossOut(said.sequence, said.client)
      else {
        this.sequence = Math.max(this.sequence, said.sequence)
        this.remember({ sequence: said.sequence, key: keyOf(said.packet), place }, said.clients)
      }
    })
  }

  get bytes(): number {
    return this.log.bytes
  }

  /** Messages that some session has not acknowledged yet. */
  get size(): number {
    return this.messages.size
  }

  /** Resolves once the message is on disk for each of these sessions, in the order of the calls. */
  async enqueue(clients: string[], packet: Queued): Promise<void> {
    // Nobody passes those that came earlier: a broker takes what comes out of turn for a duplicate.
    if (this.inLine > 0 || this.isFull()) await this.standInLine()
    if (clients.length === 0) {
      await this.log.settle()
      return
    }
    const sequence = ++this.sequence
    const { place, kept } = this.log.append(encodeMessage({ sequence, clients, packet }))
    this.remember({ sequence, key: keyOf(packet), place }, clients)
    await kept
  }

  /** A message is on its way to a session under this message id. Throws for one that the session does not await. */
  assignId(client: string, packet: Named): void {
    const session = this.sessions.get(client)
    const { messageId } = packet
    if (!session || messageId === undefined) throw new Error('no such packet')
    const waiting = packet.brokerId ? session.byKey.get(keyOf(packet)) : session.byId.get(messageId)
    if (!waiting) throw new Error('no such packet')
    dropId(session, waiting)
    waiting.messageId = messageId
    session.byId.set(messageId, waiting)
  }

  /** The session has it. Not waited for: a crossing lost in a crash means that it is told once more. */
  acknowledge(client: string, messageId: number | undefined): void {
    const waiting = messageId === undefined ? undefined : this.sessions.get(client)?.byId.get(messageId)
    if (waiting) this.giveUp(waiting.message.sequence, client)
  }

  /** All that the session awaits at this moment, oldest first. */
  async *listWaiting(client: string): AsyncGenerator<Queued> {
    for (const { message } of [...(this.sessions.get(client)?.byKey.values() ?? [])]) {
      if (!this.messages.has(message.sequence)) continue
      const said = decodeRecord(await this.log.read(message.place))
      if (said.kind === 'message') yield said.packet
    }
  }

  close(): Promise<void> {
    return this.log.close()
  }

  private remember(found: Omit<Message, 'owners'>, clients: string[]): void {
    const message = { ...found, owners: clients.length }
    this.messages.set(message.sequence, message)
    message.place.segment.live++
    for (const client of clients) {
      const session = this.sessions.get(client) ?? { byKey: new Map(), byId: new Map() }
      this.sessions.set(client, session)
      session.byKey.set(message.key, { message, messageId: undefined })
    }
  }

  private giveUp(sequence: number, client: string): void {
    this.crossOut(sequence, client)
    this.log.append(encodeCrossing(sequence, client)).kept.then(
      () => this.letIn(),
      () => {},
    )
  }

  private crossOut(sequence: number, client: string): void {
    const message = this.messages.get(sequence)
    const session = this.sessions.get(client)
    const waiting = message && session?.byKey.get(message.key)
    if (!message || !session || !waiting) return
    session.byKey.delete(message.key)
    dropId(session, waiting)
    message.owners--
    if (message.owners > 0) return
    this.messages.delete(sequence)
    message.place.segment.live--
  }

  private isFull(): boolean {
    return this.log.bytes >= this.settings.quotaBytes
  }

  private async standInLine(): Promise<void> {
    this.inLine++
    this.held++
    const before = this.line
    const mine = before.then(async () => {
      while (this.isFull()) await this.waitForRoom()
    })
    this.line = mine
    await mine
    this.inLine--
  }

  private waitForRoom(): Promise<void> {
    this.dropGuests()
    return new Promise((resolve) => this.atTheDoor.push(resolve))
  }

  /** A session that somebody opened once and never came back for must not stop the collection. */
  private dropGuests(): void {
    for (const [client, session] of this.sessions) {
      if (client === this.settings.keptClient) continue
      for (const { message } of [...session.byKey.values()]) {
        this.giveUp(message.sequence, client)
        this.dropped++
      }
    }
  }

  private letIn(): void {
    if (this.isFull()) return
    for (const goOn of this.atTheDoor.splice(0)) goOn()
  }
}

/** An id of an earlier connection may by now be another message's. */
function dropId({ byId }: Session, waiting: Waiting): void {
  const { messageId } = waiting
  if (messageId !== undefined && byId.get(messageId) === waiting) byId.delete(messageId)
}

function keyOf({ brokerId, brokerCounter }: Named): string {
  return `${brokerId}:${brokerCounter}`
}
