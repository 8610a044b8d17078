import { hashForLookup } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import type { TestDatabase } from '../support/database.ts'
import { GOOD } from './policy.ts'
import { ask, type Site } from './site.ts'

export const PRIVACY = '2026-11'

/** From an address of its own, so that the limits of one address are not met. */
export function anywhere(): string {
  return `10.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`
}

export function askCode(site: Site, phone: string, purpose = 'sign-up', remoteAddress = anywhere()) {
  return ask(site, { method: 'POST', url: '/api/citizens/codes', payload: { purpose, phone }, remoteAddress })
}

/** What the phone was sent, newest first. */
export async function textsOf(site: Site, phone: string): Promise<string[]> {
  const { body } = await ask(site, { method: 'GET', url: `/api/town/messages?phone=${phone}` })
  return (body as { items: { text: string }[] }).items.map(({ text }) => text)
}

/** A bill's message that waits for the morning, to whose log-in has the phone; about an account where one is named. */
export async function queueBill(database: TestDatabase, phone: string, accountNo?: string): Promise<void> {
  const ctx = database.ctx('2026-03-10T03:00:00+08:00')
  const user = await ctx.db.first<{ id: number }>('select id from app_user where phone_hash = $1', [
    hashForLookup(phone),
  ])
  const sendAfter = new Date('2036-03-10T08:00:00+08:00')
  const about = accountNo === undefined ? undefined : { accountNo }
  await queueMessage(ctx, { phone, kind: 'bill', text: '电费', userId: user?.id, about, sendAfter })
}

/** Why bills are not told any more that were to be, oldest first; null: one waits still. */
export async function givenUp(database: TestDatabase): Promise<(string | null)[]> {
  const { rows } = await database.pool.query(
    `select outcome, given_up_at, body from message where kind = 'bill' order by id`,
  )
  for (const { given_up_at, body } of rows) {
    if ((given_up_at === null) !== (body !== null)) throw new Error('a text is kept of what was given up')
  }
  return rows.map(({ outcome }) => outcome)
}

export async function codeOf(site: Site, phone: string): Promise<string> {
  const [latest = ''] = await textsOf(site, phone)
  return /验证码 (\d{6})/.exec(latest)?.[1] ?? ''
}

export async function signUp(site: Site, phone: string, change: object = {}) {
  const payload = { phone, code: await codeOf(site, phone), password: GOOD, privacyVersion: PRIVACY, ...change }
  const url = '/api/citizens/log-in'
  const answer = await ask(site, { method: 'PUT', url, payload, remoteAddress: anywhere() })
  return { ...answer, token: answer.cookie?.value ?? '' }
}

/** Somebody who has just signed up; his token. */
export async function enrol(site: Site, phone: string): Promise<string> {
  await askCode(site, phone)
  const { token, answer } = await signUp(site, phone)
  if (token === '') throw new Error(answer.body)
  return token
}

export async function resetPassword(site: Site, phone: string, change: object = {}) {
  const payload = { phone, code: await codeOf(site, phone), password: 'Another one 2027', ...change }
  const answer = await ask(site, {
    method: 'PUT',
    url: '/api/citizens/password',
    payload,
    remoteAddress: anywhere(),
  })
  return { ...answer, token: answer.cookie?.value ?? '' }
}
