import { randomBytes } from 'node:crypto'
import { stringify } from 'csv-stringify/sync'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { maskName, maskPhone } from '../../db/customers/masks.ts'
import type { Department } from '../../db/department.ts'
import { giveUpMessages, queueMessage } from '../../db/messages.ts'
import { countPersonalRows, listPersonalRows, type PersonalRow } from '../../db/personal-data.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { writeZip } from '../../db/sheets/zip.ts'
import { civilDay, civilMinute } from '../../db/time.ts'
import { provePassword } from '../auth/password-changes.ts'
import { hashPassword } from '../auth/passwords.ts'
import { endSessions, type Session } from '../auth/sessions.ts'
import { findStanding } from '../auth/users.ts'
import { listRetentionRules } from '../keeping/sql/retention.ts'
import { dataKinds, type MyData, type MyExport } from './contract.ts'
import { describeKept } from './kept-terms.ts'
import { nameField } from './rules/field-names.ts'
import { findCitizen } from './sql/citizens.ts'
import { eraseLogIn } from './sql/closing.ts'
import { listKinds, ownData } from './sql/my-data.ts'

const BOM = '\uFEFF'
const SHOWN = 5
const kindNames: Record<string, { zh: string }> = dataKinds
/** What is small, and shown nowhere else. */
const shownKinds = ['identity', 'contact', 'accounts', 'log-ins', 'consents', 'looks']

/** Everything that is kept of who is logged in, by kind, with what for and how long; people's numbers are masked. */
export async function findMyData(ctx: Ctx, departments: Department[]): Promise<MyData> {
  const rules = await listRetentionRules(ctx)
  const kinds = []
  for (const { about, data } of await listSources(ctx, departments)) {
    const { kind, purposeZh, purposeEn } = about
    const rows = data && shownKinds.includes(kind) ? await listPersonalRows(ctx, data, SHOWN) : []
    kinds.push({
      kind,
      count: data ? await countPersonalRows(ctx, data) : 0,
      purpose: { zh: purposeZh, en: purposeEn },
      ...describeKept(about, rules),
      shown: rows.map(maskRow),
    })
  }
  return { kinds, isFixed: await isFixed(ctx) }
}

/** The same in clear, as files, once the password was given again. Refuses with `OLD_PASSWORD_WRONG` and `LOG_IN_FIXED`. */
export async function exportMyData(
  ctx: Ctx,
  session: Session,
  password: string,
  departments: Department[],
): Promise<MyExport> {
  if (await isFixed(ctx)) throw refuseFixed()
  await provePassword(ctx, session, password, 'password')
  const rules = await listRetentionRules(ctx)
  const kinds = []
  for (const { about, data } of await listSources(ctx, departments)) {
    const { keptZh: _, keptEn: __, ...told } = about
    kinds.push({ ...told, ...describeKept(about, rules), rows: data ? await listPersonalRows(ctx, data) : [] })
  }
  await recordAudit(ctx, { action: 'citizen.exported', subject: `user:${ctx.actor.username}` })
  const json = { exportedAt: civilMinute(ctx.now), kinds }
  const tables = kinds
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, rows }) => ({
      name: `${kindNames[kind]?.zh ?? kind}.csv`,
      content: Buffer.from(rowsToCsv(rows)),
    }))
  const files = [{ name: '我的信息.json', content: Buffer.from(JSON.stringify(json, null, 2)) }, ...tables]
  return { name: `我的信息-${civilDay(ctx.now)}.zip`, base64: writeZip(files, ctx.now).toString('base64') }
}

/**
 * Closes the log-in for good: what is the person's of it is erased, its phone is free, its bindings and sessions end. The
 * customer file stays. Refuses with `OLD_PASSWORD_WRONG` and `LOG_IN_FIXED`.
 */
export async function closeLogIn(ctx: Ctx, session: Session, password: string): Promise<void> {
  if (await isFixed(ctx)) throw refuseFixed()
  await provePassword(ctx, session, password, 'password')
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'))
  await transact(ctx, async (inner) => {
    const phone = (await findCitizen(inner, inner.actor.id))?.phone
    await eraseLogIn(inner, { name: '已注销', passwordHash })
    await endSessions(inner, inner.actor.id)
    await giveUpMessages(inner, { userId: inner.actor.id, because: 'closed' })
    await recordAudit(inner, { action: 'citizen.closed', subject: `user:${inner.actor.username}` })
    if (!phone) return
    const text = '您的登录已注销,个人信息已删除,手机号可重新注册。用电档案和账单依法保留。'
    await queueMessage(inner, { phone, kind: 'security', text, userId: inner.actor.id })
  })
}

/** By kind; without one that nobody has said the purpose of, nothing is told. */
async function listSources(ctx: Ctx, departments: Department[]) {
  const all = [...ownData, ...departments.flatMap(({ personalData = [] }) => personalData)]
  return (await listKinds(ctx)).map((about) => ({ about, data: all.find(({ kind }) => kind === about.kind) }))
}

const masks: Record<string, (text: string) => string> = {
  name: maskName,
  idNumber: (number) => `${number.slice(0, 3)}${'*'.repeat(Math.max(number.length - 7, 0))}${number.slice(-4)}`,
  logInPhone: maskPhone,
  filePhone: maskPhone,
}

function maskRow(row: PersonalRow): PersonalRow {
  const entries = Object.entries(row).map(([field, value]) => {
    const mask = masks[field]
    return [field, mask && typeof value === 'string' ? mask(value) : value]
  })
  return Object.fromEntries(entries)
}

function rowsToCsv(rows: PersonalRow[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row) => fields.map((field) => plainCell(row[field] ?? '')))
  return BOM + stringify([fields.map(nameField), ...cells])
}

async function isFixed(ctx: Ctx): Promise<boolean> {
  const { demo, roles } = await findStanding(ctx, ctx.actor.id)
  return demo || roles.some((role) => role !== 'customer')
}

function refuseFixed(): Refusal {
  return new Refusal('LOG_IN_FIXED', '演示登录人人共用,员工登录由管理员管理,都不能在此导出或注销')
}
