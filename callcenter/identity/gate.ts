import type { Ctx } from '../../db/context.ts'
import { maskName } from '../../db/customers/masks.ts'
import { Refusal } from '../../db/refusal.ts'
import type { CallerFile, Contact } from '../contract.ts'
import { type GuardedField, type IdentityLevel, isEnough, leastOf, withheldOf } from '../rules/identity.ts'
import type { ContactRow } from '../sql/contacts.ts'
import { findLevel, findNeeds, isOwnChat, listTalks } from '../sql/identity.ts'
import { writtenChannels } from '../sql/routing.ts'

/** Where somebody is at the other end, and could be somebody else. */
const guarded = new Set(['voice', 'counter', 'web', ...writtenChannels])

export type Gate = NonNullable<CallerFile['identity']>

/** What the reader must not say yet of an account to whom he talks; null where he talks to nobody, or to its holder by his log-in. Of several at once the least known decides. */
export async function findGate(ctx: Ctx, accountId: number): Promise<Gate | null> {
  const talks = await listTalks(ctx, accountId)
  const about = talks.filter((talk) => talk.isSure || talk.accountId === null || talk.accountId === accountId)
  const unsure = (about.length > 0 ? about : talks).filter(({ isSure }) => !isSure)
  if (unsure.length === 0) return null
  // About another account than the contact's nobody has proved anything.
  const levels = unsure.map((talk) => (talk.accountId === accountId ? findLevel(ctx, talk.id, accountId) : 'none'))
  const level = leastOf(await Promise.all(levels))
  return { level, withheld: withheldOf(level, await findNeeds(ctx)) }
}

/** Somebody is at the other end, also one of whom his log-in says that the account is his. */
export async function isInTalk(ctx: Ctx, accountId: number): Promise<boolean> {
  return (await listTalks(ctx, accountId)).length > 0
}

export function isWithheld(gate: Gate | null, field: GuardedField): boolean {
  return gate?.withheld.some((each) => each.field === field) ?? false
}

/** The gate before an account, where it lets the field through. Refuses with `IDENTITY_TOO_LOW`. */
export async function passGate(ctx: Ctx, accountId: number, field: GuardedField): Promise<Gate | null> {
  const gate = await findGate(ctx, accountId)
  if (isWithheld(gate, field)) throw lowIdentity()
  return gate
}

/** Of one contact, also where nobody is at the other end: which level a field takes that its own has not reached; null where it has. */
export async function neededOfTalk(
  ctx: Ctx,
  { contactId, accountId }: { contactId: number; accountId: number },
  field: GuardedField,
): Promise<IdentityLevel | null> {
  if (await isOwnChat(ctx, contactId, accountId)) return null
  const needed = (await findNeeds(ctx))[field]
  return isEnough(await findLevel(ctx, contactId, accountId), needed) ? null : needed
}

/** Refuses with `IDENTITY_TOO_LOW` where this very contact does not let the field through. */
export async function passTalk(
  ctx: Ctx,
  talk: { contactId: number; accountId: number },
  field: GuardedField,
): Promise<void> {
  if ((await neededOfTalk(ctx, talk, field)) !== null) throw lowIdentity()
}

export function lowIdentity(): Refusal {
  return new Refusal('IDENTITY_TOO_LOW', '请先核验身份，再查看或办理')
}

/** What a document or an order says of who holds the account, as far as the level allows. */
export function maskHolder<T extends { customerName: string | null; address: string }>(told: T, gate: Gate | null): T {
  return {
    ...told,
    ...(isWithheld(gate, 'name') && { customerName: told.customerName && maskName(told.customerName) }),
    ...(isWithheld(gate, 'address') && { address: maskAddress(told.address) }),
  }
}

const KEPT_OF_ADDRESS = 4

export function maskAddress(address: string): string {
  return `${[...address].slice(0, KEPT_OF_ADDRESS).join('')}***`
}

/** What an order tells of the matter: it says more of its customer than his name does. */
const untold = {
  ...{ description: '***', form: {}, result: null },
  ...{ complainedUnit: null, complainedUsername: null, complainedPerson: null, matters: [] },
}

/** What the level does not allow is not in the answer: the screen cannot show it. What the reader wrote down himself he knows. */
export function maskFile(file: CallerFile, gate: Gate | null, reader: string): CallerFile {
  if (!gate) return file
  const isHidden = (field: GuardedField) => isWithheld(gate, field)
  const { account } = file
  return {
    ...file,
    identity: gate,
    account: {
      ...account,
      ...(isHidden('name') && { customerName: maskName(account.customerName) }),
      ...(isHidden('address') && { address: maskAddress(account.address) }),
      ...(isHidden('phone') && { phone: null }),
      ...(isHidden('contract') && { contractNo: null, householdPersons: null }),
    },
    ...(isHidden('money') && { balance: { known: false as const }, latestBill: { known: false as const } }),
    ...(isHidden('history') && {
      ...{ timeline: [], openApplications: { known: false as const }, doneOrders: { known: false as const } },
    }),
    openOrders: file.openOrders.map((order) => ({
      ...maskHolder(order, gate),
      ...(isHidden('history') && order.openedBy !== reader && untold),
    })),
  }
}

/** What the pop and the desk say of a contact that the reader has before him. */
export async function maskContact(ctx: Ctx, row: ContactRow, contact: Contact): Promise<Contact> {
  const isTalk = row.agentId === ctx.actor.id && ['offered', 'active'].includes(row.state) && guarded.has(row.channel)
  if (!isTalk || (row.accountId !== null && (await isOwnChat(ctx, row.id, row.accountId)))) return contact
  const needs = await findNeeds(ctx)
  const matches = isEnough('number', needs.address)
    ? contact.matches
    : contact.matches.map((match) => ({ ...match, address: maskAddress(match.address) }))
  if (row.accountId === null) return { ...contact, matches }
  const level = await findLevel(ctx, row.id, row.accountId)
  const { customerName: name } = contact
  return { ...contact, matches, level, customerName: name && !isEnough(level, needs.name) ? maskName(name) : name }
}
