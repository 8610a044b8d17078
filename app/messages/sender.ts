import { decryptText } from '../../db/customers/secrets.ts'
import { Unacceptable } from '../../db/gateway.ts'
import { type MessageKind, onQueued, urgentKinds } from '../../db/messages.ts'
import type { Db } from '../../db/pool.ts'
import { Rounds } from '../../db/rounds.ts'
import { findNoticePolicy } from '../notices/policy.ts'
import { afterQuiet } from '../notices/rules/quiet-hours.ts'
import type { SmsPort } from './sms-port.ts'

const BATCH = 20
/** Longer than a gateway may take for a whole batch, one after the other. */
const HELD_MS = 300_000
const RETRY_SECONDS = [2, 10, 60, 300, 900]

/** What opens a door, or warns of one, or answers somebody, waits behind no month's bills. */
const inTurn = "(kind in ('code', 'security', 'desk')) desc, send_after, id"

type Due = {
  id: number
  phone: Buffer
  body: Buffer
  attempts: number
  kind: MessageKind
  quietFrom: number | null
  quietTo: number | null
}
type Parts = { db: Db; clock: () => Date; port: SmsPort; onFault: (fault: unknown) => void }

/**
 * Sends what waits. A process that dies while it sends may send a message twice, under the same reference, and never loses
 * one; several processes share the work.
 */
export class MessageSender {
  readonly name = 'messages'
  private readonly parts: Parts
  private readonly rounds: Rounds

  constructor(parts: Parts) {
    this.parts = parts
    this.rounds = new Rounds({ listen: onQueued, work: () => this.sendDue(), onFault: parts.onFault })
  }

  start(): void {
    this.rounds.start()
  }

  stop(): Promise<void> {
    return this.rounds.stop()
  }

  /** Sends until nothing is due. */
  async sendDue(): Promise<void> {
    await this.giveUpLate()
    for (;;) {
      const due = await this.take()
      const quiet = await this.listQuiet(due)
      for (const message of due) {
        if (!quiet.has(message.id)) await this.send(message)
      }
      if (due.length < BATCH) return
    }
  }

  private take(): Promise<Due[]> {
    const now = this.parts.clock()
    return this.parts.db.rows<Due>(
      `with taken as (
         update message set attempts = attempts + 1, tried_until = $2
         where id in (
           select id from message
           where sent_at is null and given_up_at is null and send_after <= $1 and expires_at > $1
             and (tried_until is null or tried_until <= $1)
           order by ${inTurn} limit $3 for update skip locked)
         returning id, phone, body, attempts, kind, send_after, user_id)
       select id, phone, body, attempts, kind, h.quiet_from as "quietFrom", h.quiet_to as "quietTo"
       from taken left join notice_hours h on h.user_id = taken.user_id order by ${inTurn}`,
      [now, new Date(now.getTime() + HELD_MS), BATCH],
    )
  }

  /**
   * Those whose receiver is asleep by now, since the gateway failed or nobody sent for hours: they wait for his morning, which is
   * no attempt. What is urgent goes at any hour.
   */
  private async listQuiet(due: Due[]): Promise<Set<number>> {
    const { db, clock } = this.parts
    const now = clock()
    const told = due.filter(({ kind }) => !urgentKinds.includes(kind))
    if (told.length === 0) return new Set()
    const { quiet: usual } = await findNoticePolicy({ db, now })
    const waiting = told.flatMap(({ id, quietFrom: from, quietTo: to }) => {
      const until = afterQuiet(now, from === null || to === null ? usual : { from, to })
      return until > now ? [{ id, until }] : []
    })
    await db.run(
      `update message m set attempts = m.attempts - 1, tried_until = w.until
       from unnest($1::bigint[], $2::timestamptz[]) as w(id, until) where m.id = w.id and m.given_up_at is null`,
      [waiting.map(({ id }) => id), waiting.map(({ until }) => until)],
    )
    return new Set(waiting.map(({ id }) => id))
  }

  private async send({ id, phone, body, attempts }: Due): Promise<void> {
    const { db, clock, port } = this.parts
    try {
      const taken = await port.send({ reference: `dianhu-${id}`, phone: decryptText(phone), text: decryptText(body) })
      await db.run(
        // Given up while it was with the gateway: it went out all the same.
        `update message set sent_at = $2, given_up_at = null, outcome = $3, body = case when $4 then body end, tried_until = null
         where id = $1`,
        [id, clock(), taken, port.keepsTexts],
      )
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault)
      if (fault instanceof Unacceptable) return this.giveUp(id, reason)
      const seconds = RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 0
      await db.run('update message set tried_until = $2, outcome = $3 where id = $1 and given_up_at is null', [
        id,
        new Date(clock().getTime() + seconds * 1000),
        reason.slice(0, 200),
      ])
    }
  }

  private async giveUp(id: number, reason: string): Promise<void> {
    await this.parts.db.run(
      `update message set given_up_at = $2, outcome = $3, body = null, tried_until = null
       where id = $1 and given_up_at is null`,
      [id, this.parts.clock(), reason.slice(0, 200)],
    )
  }

  private async giveUpLate(): Promise<void> {
    const now = this.parts.clock()
    await this.parts.db.run(
      `update message set given_up_at = $1, body = null, tried_until = null, outcome = coalesce(outcome, 'too late')
       where sent_at is null and given_up_at is null and expires_at <= $1 and (tried_until is null or tried_until <= $1)`,
      [now],
    )
  }
}
