import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import {
  insertNotice,
  insertReading,
  insertVersion,
  listNotices,
  listNoticesFor,
  listReaders,
  listUnits,
  listVersions,
  lockNotice,
  type NoticeRow,
  withdrawNoticeRow,
} from '../sql/notices.ts'
import type { MyNotices, Notice, NoticeDetail, NoticeList, newNotice, noticeVersion } from './contract.ts'

const MOST = 500
/** So much of a title is told where there is little room. */
const SHORT = 20

/** Refuses with `UNIT_UNKNOWN`. */
export function writeNotice(ctx: Ctx, { unitId, ...content }: z.output<typeof newNotice>): Promise<NoticeDetail> {
  return transact(ctx, async (inner) => {
    const isOwn = (await listUnits(inner)).some(({ id }) => id === unitId)
    if (!isOwn) {
      const message = '没有这个单位，或不在您的管辖范围'
      throw new Refusal('UNIT_UNKNOWN', message, { issues: [{ path: 'unitId', message }] })
    }
    const id = await insertNotice(inner, unitId)
    await insertVersion(inner, id, 0, content)
    await tell(inner, id, 'desk-notice.written', { version: 1, title: content.title })
    return findNotice(inner, id)
  })
}

/** It is to be read again by everybody. Refuses with `NOT_FOUND` and `NOTICE_CHANGED`. */
export function changeNotice(
  ctx: Ctx,
  id: number,
  { version, ...content }: z.output<typeof noticeVersion>,
): Promise<NoticeDetail> {
  return transact(ctx, async (inner) => {
    if (!(await lockNotice(inner, id))) throw notFound('通知')
    if (!(await insertVersion(inner, id, version, content))) throw changedMeanwhile()
    await tell(inner, id, 'desk-notice.written', { version: version + 1, title: content.title })
    return findNotice(inner, id)
  })
}

/** Nobody has to read it any more; it stays on record. Refuses with `NOT_FOUND`. */
export function withdrawNotice(ctx: Ctx, id: number, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    if (!(await lockNotice(inner, id))) throw notFound('通知')
    await withdrawNoticeRow(inner, id, reason)
    await tell(inner, id, 'desk-notice.withdrawn', { reason })
  })
}

export async function findNotices(ctx: Ctx): Promise<NoticeList> {
  const notices = await listNotices(ctx, { most: MOST })
  return { notices: notices.map((row) => describe(ctx, row)), units: await listUnits(ctx) }
}

/** Who has read it, and what it said before. Refuses with `NOT_FOUND`. */
export async function findNotice(ctx: Ctx, id: number): Promise<NoticeDetail> {
  const [row] = await listNotices(ctx, { id, most: 1 })
  if (!row) throw notFound('通知')
  return {
    ...describe(ctx, row),
    people: toWire(await listReaders(ctx, id)),
    versions: toWire(await listVersions(ctx, id)),
  }
}

export async function findMyNotices(ctx: Ctx): Promise<MyNotices> {
  return { notices: toWire(await listNoticesFor(ctx, ctx.actor.id)) }
}

/** Refuses with `NOT_FOUND` what is not for the reader, and with `NOTICE_CHANGED` what says something else by now. */
export function readNotice(ctx: Ctx, id: number, version: number): Promise<MyNotices> {
  return transact(ctx, async (inner) => {
    const notice = (await listNoticesFor(inner, inner.actor.id)).find((each) => each.id === id)
    if (!notice) throw notFound('通知')
    if (notice.version !== version) throw changedMeanwhile()
    await insertReading(inner, { id, version })
    await recordAudit(inner, { action: 'desk-notice.read', subject: `desk-notice:${id}`, detail: { version } })
    return findMyNotices(inner)
  })
}

/** Who is to take calls has read what he must: refuses with `NOTICE_UNREAD`. */
export async function requireRead(ctx: Ctx, userId: number): Promise<void> {
  const unread = (await listNoticesFor(ctx, userId)).filter(({ isMandatory, readAt }) => isMandatory && readAt === null)
  const [first] = unread
  if (first)
    throw new Refusal(
      'NOTICE_UNREAD',
      `还有 ${unread.length} 条必读通知没有阅读：《${[...first.title].slice(0, SHORT).join('')}》`,
    )
}

function describe(ctx: Ctx, { withdrawnAt, ...row }: NoticeRow): Notice {
  const state = withdrawnAt
    ? 'withdrawn'
    : row.validTo <= ctx.now
      ? 'over'
      : row.validFrom > ctx.now
        ? 'coming'
        : 'in-force'
  return toWire({ ...row, state: state as Notice['state'] })
}

async function tell(
  ctx: Ctx,
  id: number,
  action: 'desk-notice.written' | 'desk-notice.withdrawn',
  detail: Record<string, string | number>,
) {
  await recordAudit(ctx, { action, subject: `desk-notice:${id}`, detail })
  await publish(ctx, 'desk-notice.changed', { noticeId: id })
}

function changedMeanwhile(): Refusal {
  return new Refusal('NOTICE_CHANGED', '通知已有新版本，请刷新后再试')
}
