import { createHash, randomBytes } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { siteAddress } from '../call/bill-link.ts'
import { nextCallTime } from '../call/hours.ts'
import { drawFollowUps } from '../rules/follow-up.ts'
import {
  expireFollowUps,
  giveUp,
  holdToSend,
  insertDraw,
  insertFollowUps,
  listCandidates,
  listDrawnDays,
  listTired,
  listWays,
  setSent,
  type ToSend,
} from '../sql/follow-ups.ts'
import { hashToken, maskNo } from './survey.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Days that nobody drew, because nothing ran. */
const CATCH_UP_DAYS = 7
const SENT_AT_ONCE = 100

/** Draws what was closed on days that are over, sends the links that are due, and ends what nobody answered. */
export async function workFollowUps(ctx: Ctx): Promise<void> {
  const today = civilDay(ctx.now)
  const drawn = new Set(await listDrawnDays(ctx, addDays(today, -CATCH_UP_DAYS)))
  for (let back = CATCH_UP_DAYS; back > 0; back--)
    if (!drawn.has(addDays(today, -back))) await drawDay(ctx, addDays(today, -back))
  await transact(ctx, sendLinks)
  await expireFollowUps(ctx)
}

/** By the rules of the day; drawn once, whoever comes first. Says of how many how many were drawn; null: it was drawn before. */
export function drawDay(ctx: Ctx, day: string): Promise<{ subjects: number; drawn: number } | null> {
  return transact(ctx, async (inner) => {
    const figure = await readFigures(inner, 'follow_up_rule')
    const from = startOfDay(day)
    const candidates = await listCandidates(inner, { from, to: startOfDay(addDays(day, 1)) })
    const ways = await listWays(inner, day)
    const asked = new Date(inner.now.getTime() - figure('asked-again-days') * DAY_MS)
    const refused = new Date(inner.now.getTime() - figure('refused-days') * DAY_MS)
    const tired = await listTired(inner, { asked, refused })
    const seed = seedOf(day)
    const drawn = drawFollowUps(candidates, ways, { seed, isTired: (customer) => tired.has(customer) })
    const counts = { subjects: candidates.length, drawn: drawn.length }
    if (!(await insertDraw(inner, { day, seed, ...counts }))) return null
    const byThing = new Map(candidates.map((each) => [`${each.subject} ${each.id}`, each]))
    const rows = drawn.flatMap((each) => {
      const of = byThing.get(`${each.subject} ${each.id}`)
      if (!of) return []
      const after = new Date(of.closedAt.getTime() + figure('after-hours') * HOUR_MS)
      const nextAt = after > inner.now ? after : inner.now
      const expiresAt = each.way === 'own' ? new Date(nextAt.getTime() + figure('link-days') * DAY_MS) : null
      return [{ ...each, accountId: of.accountId, phoneHash: of.phoneHash, nextAt, expiresAt }]
    })
    await insertFollowUps(inner, rows)
    return counts
  })
}

export function seedOf(day: string): string {
  return createHash('sha256').update(`follow-up ${day}`).digest('hex').slice(0, 16)
}

async function sendLinks(ctx: Ctx): Promise<void> {
  const days = (await readFigures(ctx, 'follow_up_rule'))('link-days')
  for (const each of await holdToSend(ctx, SENT_AT_ONCE)) {
    if (each.phone === null) await giveUp(ctx, each.id, 'no-number')
    else await sendLink(ctx, { ...each, phone: each.phone }, days)
  }
}

/** In the hours of calling, else when they begin. The token is in the message alone; here stands its hash. */
async function sendLink(ctx: Ctx, { id, subjectNo, accountNo, phone }: ToSend & { phone: Buffer }, days: number) {
  const token = randomBytes(16).toString('base64url')
  const sendAfter = await nextCallTime(ctx)
  const expiresAt = new Date(sendAfter.getTime() + days * DAY_MS)
  const text = `请为 95598 的服务（${maskNo(subjectNo)}）打分：${siteAddress()}/survey#${token} ${days} 天内有效，无需登录。95598 不会索要密码和验证码。`
  const about = accountNo === null ? undefined : { accountNo }
  const messageId = await queueMessage(ctx, {
    phone: decryptText(phone),
    kind: 'survey',
    text,
    about,
    sendAfter,
    expiresAt,
  })
  await setSent(ctx, id, { tokenHash: hashToken(token), expiresAt, messageId })
}
