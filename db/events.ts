import type { Ctx } from './context.ts'
import { commitSignal } from './signal.ts'

/** Every event of the product. Told in the past tense by the department that made it true. */
export type EventPayloads = {
  'account.opened': { accountId: number; accountNo: string; pointId: number; energisedAt: string }
  /** What is known of an account changed from the civil day `from` on; `changes` are kinds of change of the file. */
  'account.changed': { accountId: number; caseRef: string; from: string; changes: string[] }
  /** Somebody else holds the account from the civil day `from` on. */
  'customer.changed': {
    accountId: number
    from: string
    /** Read at the hand-over, in Wh as the meters showed them; none: the registers of that midnight count. */
    readings?: { pointId: number; readAt: string; registers: Record<string, number> }[]
  }
  /** What was read at the hand-over counts as the account's registers at the beginning of `from`. */
  'registers.settled': { accountId: number; from: string }
  /** Two entries of a customer are one party now, or two again. */
  'customers.merged': { keptId: number; mergedId: number }
  /** `on`: the first day on which it is closed. */
  'account.closed': { accountId: number; on: string }
  /**
   * A plant feeds in at a point from the civil day `from` on; `caseRef` is the case that connected it. `generationPointNo`
   * has a meter for all that is generated.
   */
  'generation.connected': {
    accountId: number
    accountNo: string
    pointNo: string
    generationPointNo: string | null
    mode: 'surplus' | 'full'
    plantKw: string
    region: string
    from: string
    caseRef: string
  }
  'application.submitted': { applicationId: number; applicationNo: string }
  'application.step-completed': { applicationId: number; applicationNo: string; step: string; openSteps: string[] }
  /** Customer and office write to each other about it. */
  'application.message-sent': { applicationId: number; applicationNo: string; fromCustomer: boolean }
  /** `accountIds`: opened or changed by it. */
  'application.archived': { applicationId: number; applicationNo: string; accountIds: number[] }
  /** Told of once: their clocks end soon, ended, went to the manager, or a paper did not come; at most 500 at once. */
  'applications.noticed': {
    notice: 'warning' | 'breach' | 'escalation' | 'paper-overdue'
    applicationIds: number[]
  }
  /** A temporary supply, pause, reduction, exchange or removal ends on a day that is near. */
  'supply.ending-soon': { accountId: number; subject: string; endsOn: string }
  'readings.accepted': { points: number; readings: number; from: string; to: string }
  /** Readings changed under a bill that is issued: it stays, and wants a correction. */
  'usage.corrected': { pointId: number; day: string; billMonth: string; billNo: string; because: string }
  /** Registers of a plan's reading day were accepted, at most 500 at once. */
  'readings.reviewed': { planId: number; day: string; pointIds: number[] }
  /** Every register of a section's plan is accepted. `day` is the reading day. */
  'readings.settled': { planId: number; sectionNo: string; month: string; day: string; points: number }
  'alarm.raised': {
    alarmId: number
    kind: string
    pointId: number | null
    accountId: number | null
    districtId: number | null
  }
  /** Told of again while it is open; `repeats`: so often by now, the first time left out. */
  'alarm.repeated': { alarmId: number; kind: string; repeats: number }
  'alarm.cleared': { alarmId: number; kind: string }
  'alarm.acknowledged': { alarmId: number; by: string }
  /** The customer file has another meter on the point since `at`. */
  'meter.exchanged': {
    pointId: number
    accountId: number | null
    installationId: number
    oldAssetNo: string
    newAssetNo: string
    at: string
  }
  'exchange.changed': { orderId: number; status: string }
  /** A register that is called again for a review or a special reading: called, read or given up. */
  'reading-call.changed': { specialId: number; planId: number | null; status: string }
  'repair.changed': { orderId: number; status: string }
  'terminal.status-changed': { terminalId: number; online: boolean }
  /** An account's month will end below its power-factor standard and can still be saved; told once of a month. `until`: by the registers before that day. */
  'power-factor.at-risk': { accountId: number; billMonth: string; until: string }
  'bill.issued': { billId: number; accountId: number; billMonth: string; totalYuan: string }
  /** A month's bill was reversed and issued anew. */
  'bill.corrected': { billId: number; accountId: number; billMonth: string; differenceYuan: string }
  /** A version counts from now on. `pastChange` says what becomes of bills issued already for its days; null: none can be. */
  'price.published': {
    versionId: number
    priceCode: string
    validFrom: string
    validTo: string | null
    pastChange: 're-rate' | 'from-next-bill' | null
  }
  /** A charge that is no bill stands in an account's ledger from now on. */
  'charge.issued': { chargeId: number; accountId: number; kind: string; totalYuan: string }
  /** A charge was taken back; `totalYuan` is what it had been. */
  'charge.reversed': { chargeId: number; accountId: number; kind: string; totalYuan: string }
  'payment.recorded': { paymentId: number; accountId: number; amountYuan: string }
  'contact.offered': { contactId: number; agentId: number | null }
  /** Its line has ended, or somebody else has it now. */
  'contact.changed': { contactId: number; agentId: number | null }
  'contact.closed': { contactId: number; accountId: number | null; agentId: number | null }
  /** Something was written in a chat, or it went to somebody else. */
  'chat.changed': { contactId: number; agentId: number | null }
  /** What another hotline handed in was taken in, came near its due instant, or was replied to. */
  'hand-in.changed': { contactId: number }
  /** Somebody opened an account's file at the desk, left it, or talks about it now. */
  'file.viewed': { accountId: number }
  /** A call-back was promised, came due, was kept or not, or changed hands. */
  'promised-call.changed': { accountId: number | null }
  /** A mark of a caller was proposed, confirmed or ended: of an account, or of a number that is nobody’s. */
  'caller-mark.changed': { accountId: number | null }
  /** A notice for the desk was written, written anew or withdrawn. */
  'desk-notice.changed': { noticeId: number }
  /** A service matter was drafted, submitted, accepted, sent back or withdrawn. */
  'service-matter.changed': { matterId: number }
  'work-order.opened': { workOrderId: number; workOrderNo: string; accountId: number | null }
  'work-order.changed': { workOrderId: number; workOrderNo: string; status: string }
  /** A clock of it came near, past or far past its due instant. */
  'work-order.alerted': { workOrderId: number; workOrderNo: string; clock: string; level: string }
  /** Another unit was asked for its part of an order, took it up, refused or did it, or need not any more. */
  'order-task.changed': { taskId: number }
}

export type EventKind = keyof EventPayloads

export type DomainEvent = {
  [K in EventKind]: { id: number; kind: K; at: Date; payload: EventPayloads[K] }
}[EventKind]

/** Hears events at least once, in its own transaction; must be idempotent. `name` keys its cursor for ever. */
export type Subscriber = { name: string; kinds: EventKind[]; handle(ctx: Ctx, event: DomainEvent): Promise<void> }

const published = commitSignal()

/** Calls back soon after this process commits an event; other processes are found by polling. */
export const onPublished = published.listen

/** Appends an event to the log, in the transaction of the change that it tells of. */
export function publish<K extends EventKind>(ctx: Ctx, kind: K, payload: EventPayloads[K]): Promise<void> {
  return publishAll(ctx, kind, [payload])
}

/** Many events of one kind in one statement, in the order given. */
export async function publishAll<K extends EventKind>(ctx: Ctx, kind: K, payloads: EventPayloads[K][]): Promise<void> {
  await ctx.db.prepared.run(
    `insert into event (kind, at, payload)
     select $1, $2, payload from unnest($3::jsonb[]) with ordinality as e(payload, position) order by position`,
    [kind, ctx.now, payloads.map((payload) => JSON.stringify(payload))],
  )
  published.raise()
}

/** Position of a reader: transaction id first, since ids are given before commit and may become visible late. */
export type EventPosition = { xid: string; id: number }

/**
 * Events after `position`, oldest first. Rows of transactions that could still be running are left for later,
 * so a late commit is never skipped.
 */
export function readEvents(
  ctx: Pick<Ctx, 'db'>,
  position: EventPosition,
  kinds: EventKind[],
  limit: number,
): Promise<(DomainEvent & { xid: string })[]> {
  return ctx.db.rows(
    `select id, xid::text as xid, kind, at, payload from event
     where (xid, id) > ($1::xid8, $2) and kind = any($3) and xid < pg_snapshot_xmin(pg_current_snapshot())
     order by event.xid, event.id limit $4`,
    [position.xid, position.id, kinds, limit],
  )
}
