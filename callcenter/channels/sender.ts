import { systemCtx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { Unacceptable } from '../../db/gateway.ts'
import type { Db } from '../../db/pool.ts'
import { Rounds } from '../../db/rounds.ts'
import { tellChange } from '../chat/speak.ts'
import { replySubject } from '../rules/chat/mail.ts'
import { type DueDelivery, failLate, setFailed, setSent, setTryAgain, takeDeliveries } from '../sql/channel-outbox.ts'
import { onDelivery } from './deliver.ts'
import { mailIdOf } from './mail-id.ts'
import type { AppPort, MailPort } from './ports.ts'

/** Each is held from when it is its turn: what others before it take does not eat up its time. */
const AT_ONCE = 1
/** Longer than one may take. */
const HELD_MS = 600_000
const RETRY_SECONDS = [2, 10, 60, 300, 900]

type Parts = {
  db: Db
  clock: () => Date
  ports: { app: AppPort | null; email: MailPort | null }
  onFault: (fault: unknown) => void
}

/**
 * Sends what the desk wrote to the app and by mail. A process that dies while it sends may send something twice, under the same
 * reference, and never loses it; several processes share the work.
 */
export class DeliverySender {
  readonly name = 'channel-deliveries'
  private readonly parts: Parts
  private readonly rounds: Rounds

  constructor(parts: Parts) {
    this.parts = parts
    this.rounds = new Rounds({ listen: onDelivery, work: () => this.sendDue(), onFault: parts.onFault })
  }

  start(): void {
    this.rounds.start()
  }

  stop(): Promise<void> {
    return this.rounds.stop()
  }

  /** Sends until nothing is due. */
  async sendDue(): Promise<void> {
    for (const { contactId } of await failLate(this.ctx())) await tellChange(this.ctx(), contactId)
    const { app, email } = this.parts.ports
    const channels = [...(app ? ['app'] : []), ...(email ? ['email'] : [])]
    for (;;) {
      const heldUntil = new Date(this.parts.clock().getTime() + HELD_MS)
      const due = await takeDeliveries(this.ctx(), { channels, heldUntil, most: AT_ONCE })
      for (const each of due) await this.send(each)
      if (due.length < AT_ONCE) return
    }
  }

  private ctx() {
    return systemCtx(this.parts.db, this.parts.clock(), 'channel')
  }

  private async send(due: DueDelivery): Promise<void> {
    try {
      await setSent(this.ctx(), due.id, await this.hand(due))
    } catch (fault) {
      const reason = (fault instanceof Error ? fault.message : String(fault)).slice(0, 200)
      if (fault instanceof Unacceptable) await setFailed(this.ctx(), due.id, reason)
      else await setTryAgain(this.ctx(), due.id, this.nextTry(due.attempts), reason)
    }
    await tellChange(this.ctx(), due.contactId)
  }

  private nextTry(attempts: number): Date {
    const seconds = RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 0
    return new Date(this.parts.clock().getTime() + seconds * 1000)
  }

  private hand(due: DueDelivery): Promise<string | null> {
    const { app, email } = this.parts.ports
    const to = decryptText(due.address)
    const text = due.body
    if (due.channel === 'app' && app) return app.send({ reference: `dianhu-desk-${due.id}`, userId: to, text })
    if (due.channel !== 'email' || !email) throw new Error(`nothing sends by ${due.channel}`)
    const messageId = mailIdOf(due.id, email.address)
    const subject = replySubject(due.subject ?? '', due.contactNo)
    return email.send({ messageId, to, subject, text, answers: due.answers, isAutomatic: due.isAutomatic })
  }
}
