import { randomUUID } from 'node:crypto'
import type { ImapFlow } from 'imapflow'
import { systemCtx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import type { Db } from '../../db/pool.ts'
import { routeAfter } from '../routing.ts'
import {
  forgetMailFailure,
  forgetOldNumbers,
  freeMailbox,
  leaseMailbox,
  listFailingMails,
  type MailboxCursor,
  noteMailFailure,
  setMailboxCursor,
} from '../sql/mailbox.ts'
import { type RawMail, receiveMail } from './mail.ts'

const LEASE_MS = 300_000
const TIMEOUT_MS = 30_000
const LEASE_LOST = 'the mailbox is read by another process'

type Parts = {
  db: Db
  clock: () => Date
  /** `imap(s)://user:password@host:port/folder`; the folder is INBOX where none is named. */
  url: string
  /** The company's own address. */
  address: string
  onFault: (fault: unknown) => void
}

type Numbered = { uid: number; uidValidity: number; failures: number }

/**
 * Looks into the company's mailbox again and again; of several processes one at a time. How far it has read stands in the database, in
 * the transaction that took the mail in; only then the mail is marked as seen. So a crash loses nothing, and what is
 * read twice is known by its Message-ID. A mailbox whose numbers are new is read by what nobody has seen. What cannot be taken
 * is tried again, then by its heading alone, and then laid aside until a lead has it tried again.
 */
export class MailReader {
  readonly name = 'mailbox'
  private readonly parts: Parts
  private readonly reader = randomUUID()
  private readonly folder: string
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.parts = parts
    this.folder = decodeURIComponent(new URL(parts.url).pathname.slice(1)) || 'INBOX'
  }

  start(): void {
    const round = () => {
      this.looking = this.look()
        .catch(this.parts.onFault)
        .then(() => this.pauseMs())
        .then((ms) => {
          if (this.timer) this.timer = setTimeout(round, ms)
        })
    }
    this.timer = setTimeout(round, 0)
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    await this.looking
    await freeMailbox(this.ctx(), this.mailbox, this.reader)
  }

  /** Reads what is new. */
  async look(): Promise<void> {
    const cursor = await leaseMailbox(this.ctx(), this.mailbox, { reader: this.reader, until: this.leaseEnd() })
    if (!cursor) return
    const client = await this.connect()
    try {
      await client.connect()
      const lock = await client.getMailboxLock(this.folder)
      try {
        await this.readNew(client, cursor)
      } finally {
        lock.release()
      }
      await client.logout()
    } finally {
      client.close()
    }
  }

  private async readNew(client: ImapFlow, cursor: MailboxCursor): Promise<void> {
    const { mailbox } = client
    if (!mailbox) throw new Error('the mailbox did not open')
    const uidValidity = Number(mailbox.uidValidity)
    const isKnown = cursor.uidValidity === uidValidity
    const range = isKnown ? { uid: `${cursor.lastUid + 1}:*` } : { seen: false }
    const found = (await client.search(range, { uid: true })) || []
    const failing = await listFailingMails(this.ctx(), this.mailbox, uidValidity)
    const failureOf = new Map(failing.map((each) => [each.uid, each]))
    // The last mail is in every range that has no end.
    const uids = found
      .filter((uid) => (!isKnown || uid > cursor.lastUid) && !failureOf.get(uid)?.isAside)
      .sort((one, other) => one - other)
    const mailAt = (uid: number) => ({ uid, uidValidity, failures: failureOf.get(uid)?.failures ?? 0 })
    for (const uid of uids) await this.take(client, mailAt(uid), isKnown ? { uidValidity, lastUid: uid } : cursor)
    const read = isKnown ? { uidValidity, lastUid: uids.at(-1) ?? cursor.lastUid } : cursor
    // What is tried anew comes last: it holds up nothing.
    for (const { uid, isAside } of failing)
      if (!isAside && !uids.includes(uid)) await this.take(client, mailAt(uid), read).catch(this.parts.onFault)
    if (isKnown) return
    await this.advance(this.ctx(), { uidValidity, lastUid: Math.max(mailbox.uidNext - 1, 0) })
    await forgetOldNumbers(this.ctx(), this.mailbox, uidValidity)
  }

  /** The mail and how far is read, in one transaction; marked as seen after it. */
  private async take(client: ImapFlow, { failures, ...mail }: Numbered, cursor: MailboxCursor): Promise<void> {
    const numbered = { ...mail, mailbox: this.mailbox }
    const raw = await this.fetch(client, mail.uid, failures).catch(async (fault) => {
      // Whoever cannot be asked at all has not failed at this mail.
      if (client.usable) await this.noteFailure(numbered, fault)
      throw fault
    })
    try {
      await routeAfter(this.ctx(), async (inner) => {
        if (raw) await receiveMail(inner, this.parts.address, raw)
        await forgetMailFailure(inner, numbered)
        await this.advance(inner, cursor)
      })
    } catch (fault) {
      await this.noteFailure(numbered, fault)
      throw fault
    }
    if (raw) await client.messageFlagsAdd(`${mail.uid}`, ['\\Seen'], { uid: true })
  }

  private async noteFailure(mail: { mailbox: string } & Omit<Numbered, 'failures'>, fault: unknown): Promise<void> {
    const reason = (fault instanceof Error ? fault.message : String(fault)).slice(0, 200)
    if (reason === LEASE_LOST) return
    const rules = await readFigures(this.ctx(), 'channel_rule')
    await noteMailFailure(this.ctx(), mail, { reason, most: rules('email-tries') + rules('email-heading-tries') })
  }

  /** Null: somebody has taken it away meanwhile. Of what is too long, or was not taken again and again, the heading alone. */
  private async fetch(client: ImapFlow, uid: number, failures: number): Promise<RawMail | null> {
    const rules = await readFigures(this.ctx(), 'channel_rule')
    const most = rules('email-size-kib') * 1024
    const head = await client.fetchOne(
      `${uid}`,
      { uid: true, size: true, headers: true, internalDate: true },
      { uid: true },
    )
    if (!head) return null
    const arrivedAt = head.internalDate ? new Date(head.internalDate) : this.parts.clock()
    const { size = 0, headers } = head
    if (failures >= rules('email-tries') && headers) return { source: headers, headingFor: 'unreadable', arrivedAt }
    if (size > most && headers) return { source: headers, headingFor: { tooLongBytes: size }, arrivedAt }
    const whole = await client.fetchOne(`${uid}`, { uid: true, source: true }, { uid: true })
    const source = whole ? whole.source : undefined
    return source ? { source, headingFor: null, arrivedAt } : null
  }

  private async advance(ctx: ReturnType<MailReader['ctx']>, cursor: MailboxCursor): Promise<void> {
    const moved = await setMailboxCursor(ctx, this.mailbox, { reader: this.reader, until: this.leaseEnd(), cursor })
    if (moved === 0) throw new Error(LEASE_LOST)
  }

  private async connect(): Promise<ImapFlow> {
    const { ImapFlow } = await import('imapflow')
    const { protocol, hostname, port, username, password } = new URL(this.parts.url)
    const isSecure = protocol === 'imaps:'
    const client = new ImapFlow({
      host: hostname,
      port: Number(port) || (isSecure ? 993 : 143),
      secure: isSecure,
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      logger: false,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: 2 * TIMEOUT_MS,
    })
    // What fails is told by the call that waits for it.
    client.on('error', () => {})
    return client
  }

  private get mailbox(): string {
    return `${this.parts.address}/${this.folder}`
  }

  private leaseEnd(): Date {
    return new Date(this.parts.clock().getTime() + LEASE_MS)
  }

  private async pauseMs(): Promise<number> {
    return (await readFigures(this.ctx(), 'channel_rule').catch(() => () => 30))('email-poll-seconds') * 1000
  }

  private ctx() {
    return systemCtx(this.parts.db, this.parts.clock(), 'mailbox')
  }
}
