import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { giveUpMessages } from '../../db/messages.ts'
import type { PersonalData } from '../../db/personal-data.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { civilMinute } from '../../db/time.ts'
import type { NoticeChoices, NoticeChoicesInput, Notices } from './contract.ts'
import { findNoticePolicy } from './policy.ts'
import { chosenKinds, describeNotice, type Notice } from './rules/topics.ts'
import { countUnread, findChosen, listNoticeRows, saveChoice, saveHours } from './sql.ts'

/** One's own, newest first. */
export async function listNotices(ctx: Ctx, query: { cursor?: number | undefined; limit: number }): Promise<Notices> {
  const rows = await listNoticeRows(ctx, query.cursor ?? null, query.limit)
  const items = rows.map(({ id, kind, at, isRead, ...notice }) => {
    const { title, text, link } = describeNotice(notice)
    return { id, kind, at: at.toISOString(), title, text, link, isRead }
  })
  const oldest = items.length === query.limit ? items.at(-1) : undefined
  return { items, nextCursor: oldest ? String(oldest.id) : null, unread: await countUnread(ctx) }
}

export async function findChoices(ctx: Ctx): Promise<NoticeChoices> {
  const chosen = await findChosen(ctx)
  if (!chosen) throw notFound('用户')
  const { quiet: usualQuiet } = await findNoticePolicy(ctx)
  const { quietFrom, quietTo, refused, hasPhone } = chosen
  return {
    kinds: chosenKinds.map((kind) => {
      return { kind, sms: !refused.includes(kind), isConnected: kind !== 'planned-work' }
    }),
    quiet: quietFrom === null || quietTo === null ? usualQuiet : { from: quietFrom, to: quietTo },
    usualQuiet,
    hasPhone,
  }
}

export function chooseNotices(ctx: Ctx, { sms, quiet }: NoticeChoicesInput): Promise<NoticeChoices> {
  return transact(ctx, async (inner) => {
    for (const kind of chosenKinds) await saveChoice(inner, kind, sms[kind])
    await saveHours(inner, quiet)
    const refused = chosenKinds.filter((kind) => !sms[kind])
    await giveUpMessages(inner, { userId: inner.actor.id, because: 'not-wanted', kinds: refused })
    await recordAudit(inner, {
      action: 'notices.chosen',
      subject: `user:${inner.actor.username}`,
      detail: { sms, quiet },
    })
    return findChoices(inner)
  })
}

/** For himself to read. */
export const noticeData: PersonalData<Notice & { at: Date }> = {
  kind: 'notices',
  rows: 'select topic, facts, at from notice where user_id = $1',
  order: 'id desc',
  values: ({ actor }) => [actor.id],
  tell: ({ at, ...notice }) => ({ at: civilMinute(at), description: describeNotice(notice).text.zh }),
}
