import type { Ctx } from '../../db/context.ts'
import { isOthers } from '../../db/customers/parties.ts'
import type { Over } from '../../db/erasures.ts'
import type { AttachmentKind } from '../attachments/contract.ts'
import { isApplicant, readerOf } from './applications.ts'

export type AttachmentRow = {
  id: number
  applicationId: number
  applicationNo: string
  kind: AttachmentKind
  name: string
  mediaType: string
  byteCount: number
  openToCustomer: boolean
  addedByName: string
  addedAt: Date
}

/**
 * Staff see what belongs to applications of their scope; a customer what is open to him of his own. What another customer
 * sent (who gives an account up, or takes it over) is not his to see, whoever handed the application in.
 */
const readable = `from attachment f join stored_file s on s.sha256 = f.sha256
  join application p on p.id = f.application_id join organisation o on o.id = p.organisation_id
  where starts_with(o.path, $1) and ($2::bigint is null or (${isApplicant('$2')} and (f.added_by = $3
    or f.open_to_customer and not ${isOthers('f.added_by', '$2')})))`
const columns = `f.id, f.application_id as "applicationId", p.application_no as "applicationNo", f.kind, f.name,
  s.media_type as "mediaType", length(s.bytes) as "byteCount", f.open_to_customer as "openToCustomer",
  f.added_by_name as "addedByName", f.added_at as "addedAt"`

/** What he sent is his to see beside what is shown to him. */
const senderOf = (ctx: Ctx) => [...readerOf(ctx), ctx.actor.username] as const

export function listAttachmentRows(ctx: Ctx, applicationId: number): Promise<AttachmentRow[]> {
  return ctx.db.rows(`select ${columns} ${readable} and f.application_id = $4 order by f.id`, [
    ...senderOf(ctx),
    applicationId,
  ])
}

export function findAttachmentRow(ctx: Ctx, id: number): Promise<AttachmentRow | undefined> {
  return ctx.db.first(`select ${columns} ${readable} and f.id = $4`, [...senderOf(ctx), id])
}

export async function readFileBytes(ctx: Ctx, id: number): Promise<Buffer> {
  const row = await ctx.db.first<{ bytes: Buffer }>(
    'select s.bytes from attachment f join stored_file s on s.sha256 = f.sha256 where f.id = $1',
    [id],
  )
  if (!row) throw new Error('a file without its content')
  return row.bytes
}

export type NewFile = {
  applicationId: number
  kind: AttachmentKind
  name: string
  mediaType: string
  bytes: Uint8Array
  sha256: Buffer
  openToCustomer: boolean
}

/**
 * A content that is there already is not kept again; in one application, which is locked, it is one attachment of those that
 * the sender may see, under its first name.
 */
export async function insertAttachment(ctx: Ctx, file: NewFile): Promise<{ id: number; isNew: boolean }> {
  await ctx.db.run('insert into stored_file (sha256, media_type, bytes) values ($1, $2, $3) on conflict do nothing', [
    file.sha256,
    file.mediaType,
    file.bytes,
  ])
  const known = await ctx.db.first<{ id: number }>(
    `update attachment set open_to_customer = open_to_customer or $5
     where id = (select f.id ${readable} and f.application_id = $4 and f.sha256 = $6 order by f.id limit 1) returning id`,
    [...senderOf(ctx), file.applicationId, file.openToCustomer, file.sha256],
  )
  if (known) return { id: known.id, isNew: false }
  const row = await ctx.db.first<{ id: number }>(
    `insert into attachment (application_id, kind, sha256, name, open_to_customer, added_by, added_by_name, added_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [
      file.applicationId,
      file.kind,
      file.sha256,
      file.name,
      file.openToCustomer,
      ctx.actor.username,
      ctx.actor.name,
      ctx.now,
    ],
  )
  if (!row) throw new Error('an attachment was not saved')
  return { id: row.id, isNew: true }
}

export async function setOpening(ctx: Ctx, id: number, openToCustomer: boolean): Promise<void> {
  await ctx.db.run('update attachment set open_to_customer = $2 where id = $1', [id, openToCustomer])
}

export async function countAttachments(ctx: Ctx, applicationId: number): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    'select count(*)::int as count from attachment where application_id = $1',
    [applicationId],
  )
  return row?.count ?? 0
}

/** By media type the bytes of one file, and `files` of one application. */
export async function listAttachmentLimits(ctx: Ctx, day: string): Promise<Record<string, number>> {
  const rows = await ctx.db.rows<{ name: string; value: number }>(
    `select name, value from attachment_limit where valid_from <= $1 and (valid_to is null or $1 < valid_to)`,
    [day],
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** A paper that was sent as a file counts as brought. */
export async function notePaper(ctx: Ctx, applicationId: number, kind: AttachmentKind): Promise<void> {
  await ctx.db.run(
    `update application set papers = papers || jsonb_build_array(jsonb_build_object('kind', $2::text))
     where id = $1 and not papers @> jsonb_build_array(jsonb_build_object('kind', $2::text))`,
    [applicationId, kind],
  )
}

/** Of these the first that is not of the application, or not the reader's to see. */
export async function findForeignAttachment(
  ctx: Ctx,
  applicationId: number,
  attachmentIds: number[],
): Promise<number | undefined> {
  if (attachmentIds.length === 0) return undefined
  const rows = await ctx.db.rows<{ id: number }>(
    `select f.id ${readable} and f.application_id = $4 and f.id = any($5)`,
    [...senderOf(ctx), applicationId, attachmentIds],
  )
  const own = new Set(rows.map(({ id }) => id))
  return attachmentIds.find((id) => !own.has(id))
}

export async function insertEventAttachments(
  ctx: Ctx,
  { applicationId, eventId, attachmentIds }: { applicationId: number; eventId: number; attachmentIds: number[] },
): Promise<void> {
  await ctx.db.run(
    `insert into application_event_attachment (event_id, attachment_id, application_id)
     select distinct $2::bigint, f.id, $1::bigint from unnest($3::bigint[]) as f(id)`,
    [applicationId, eventId, attachmentIds],
  )
}

export type EventAttachment = { eventId: number } & Pick<AttachmentRow, 'id' | 'kind' | 'name'>

/** By what was done with them, as far as the reader may see them. */
export function listEventAttachments(ctx: Ctx, applicationId: number): Promise<EventAttachment[]> {
  return ctx.db.rows(
    `select e.event_id as "eventId", r.id, r.kind, r.name from application_event_attachment e
     join (select f.id, f.kind, f.name ${readable}) r on r.id = e.attachment_id
     where e.application_id = $4 order by e.event_id, r.id`,
    [...senderOf(ctx), applicationId],
  )
}

/** Of applications for which a paper was waited for (容缺) that never came, and nothing has been done since. */
const lapsed = (
  n: string,
) => `${n}.status = 'open' and exists (select from deferred_paper d where d.application_id = ${n}.id
    and d.received_at is null and d.due_on::timestamp at time zone 'Asia/Shanghai' < $1)
  and not exists (select from application_event e where e.application_id = ${n}.id and e.at >= $1)`

const over = {
  /** Of applications that came to nothing. */
  ended: `n.status in ('refused', 'withdrawn') and n.ended_at < $1`,
  /** It is open, and would keep its own accounts: of applications, only one that is alive does. */
  lapsed: `${lapsed('n')} and not exists (select from application o
    where o.status = 'open' and o.account_ids && n.account_ids and not (${lapsed('o')}))`,
}
export type FilesOver = keyof typeof over

const filesOver = (which: FilesOver) => `from attachment f join application n on n.id = f.application_id
  where ${over[which]} and not n.account_ids && $2::bigint[] and (n.account_id is null or not n.account_id = any($2))
  limit $3`
const valuesOf = (which: FilesOver, { before, kept, keptOtherwise, most }: Over) => [
  before,
  which === 'lapsed' ? keptOtherwise : kept,
  most,
]

/** But of accounts that are kept. */
export async function countFilesOver(ctx: Ctx, which: FilesOver, asked: Over): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from (select 1 ${filesOver(which)}) as over`,
    valuesOf(which, asked),
  )
  return row?.count ?? 0
}

/** Their contents too, where no other application has the same. */
export async function deleteFilesOver(ctx: Ctx, which: FilesOver, asked: Over): Promise<number> {
  const files = await ctx.db.rows<{ id: number; sha256: Buffer }>(
    `select f.id, f.sha256 ${filesOver(which)}`,
    valuesOf(which, asked),
  )
  const ids = files.map(({ id }) => id)
  await ctx.db.run('delete from application_event_attachment where attachment_id = any($1)', [ids])
  await ctx.db.run('delete from attachment where id = any($1)', [ids])
  await ctx.db.run(
    'delete from stored_file s where s.sha256 = any($1) and not exists (select from attachment f where f.sha256 = s.sha256)',
    [files.map(({ sha256 }) => sha256)],
  )
  return ids.length
}
