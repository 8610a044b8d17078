import type { Ctx } from '../db/context.ts'
import { normalisePhone, saveIdentity } from '../db/customers/identities.ts'
import type { OpenedAccount } from '../db/customers/open.ts'
import { decryptText, encryptText } from '../db/customers/secrets.ts'
import { Refusal } from '../db/refusal.ts'
import type { Applicant, Forms } from './contract.ts'
import { isIdentityNumber } from './rules/identity-number.ts'
import type { NewAccountFacts } from './rules/kinds/several.ts'
import type { ApplicationRow } from './sql/applications.ts'
import {
  listNewAccounts,
  listNewCustomers,
  type NewAccountInput,
  noteOpened,
  replaceNewAccounts,
  setRowMeters,
} from './sql/new-accounts.ts'
import type { Completion } from './steps.ts'

/** The kinds that open several accounts. */
const several: readonly string[] = ['split', 'residential-compound']

/** The parts of an account that is split, each with who takes it; the form itself names nobody. */
export async function keepParts(ctx: Ctx, applicationId: number, form: object, people: Applicant[]): Promise<void> {
  if (people.length === 0) return
  const rows: NewAccountInput[] = []
  for (const [n, part] of (form as Forms['split']).parts.entries()) {
    const person = people[n]
    if (!person) throw new Error('a part of a split without who takes it')
    rows.push({
      position: n + 1,
      place: part.place,
      class: part.class,
      ...(await encryptPerson(ctx, person)),
      capacityKva: part.capacityKva,
      householdPersons: part.householdPersons ?? null,
      priceCode: part.priceCode,
      phase: part.phase,
      meterAssetNo: null,
    })
  }
  await replaceNewAccounts(ctx, applicationId, rows)
}

type Person = Pick<NewAccountInput, 'customerName' | 'identityId' | 'identityTail' | 'phoneCipher' | 'phoneTail'>

export async function encryptPerson(ctx: Ctx, { name, identityNumber, phone }: Applicant): Promise<Person> {
  return {
    customerName: name,
    identityId: await saveIdentity(ctx, { idNumber: identityNumber, phone }),
    identityTail: identityNumber.slice(-4),
    phoneCipher: encryptText(normalisePhone(phone)),
    phoneTail: phone.slice(-4),
  }
}

/** Meters that were written down at the step itself. */
export async function takeMeters(ctx: Ctx, { id }: ApplicationRow, completion: Completion): Promise<void> {
  if (completion.step !== 'meters-installation') return
  const meters = completion.data.meters ?? []
  await setRowMeters(
    ctx,
    id,
    meters.map(({ position, ...meter }) => ({ position, meter })),
  )
}

/** The accounts that an application opens, with who holds each; a row without a name is the applicant's own. */
export async function composeNewAccounts(ctx: Ctx, application: ApplicationRow): Promise<NewAccountFacts[]> {
  if (!several.includes(application.kind)) return []
  const rows = await listNewAccounts(ctx, application.id)
  const people = new Map((await listNewCustomers(ctx, application.id)).map((each) => [each.position, each]))
  return rows.map((row) => ({
    ...row,
    customer: customerOf(people.get(row.position)),
  }))
}

type Found = Awaited<ReturnType<typeof listNewCustomers>>[number]

function customerOf(person: Found | undefined): NewAccountFacts['customer'] | null {
  if (!person) return null
  const { customerId, name, numberCipher, phoneCipher } = person
  if (customerId !== null) return { id: customerId }
  if (!numberCipher || !phoneCipher) throw new Refusal('APPLICANT_ERASED', '新户的证件信息已删除,无法归档')
  const idNumber = decryptText(numberCipher)
  return {
    kind: isIdentityNumber(idNumber) ? 'person' : 'organisation',
    name,
    idNumber,
    phone: decryptText(phoneCipher),
  }
}

/** Each row says which account came of it. */
export async function noteNewAccounts(
  ctx: Ctx,
  application: ApplicationRow,
  opened: Pick<OpenedAccount, 'accountId'>[],
): Promise<void> {
  if (!several.includes(application.kind)) return
  const rows = await listNewAccounts(ctx, application.id)
  await noteOpened(
    ctx,
    application.id,
    opened.flatMap(({ accountId }, n) => (rows[n] ? [{ position: rows[n].position, accountId }] : [])),
  )
}
