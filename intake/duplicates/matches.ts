import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { normalisePhone } from '../../db/customers/identities.ts'
import { addressKey, nameKey } from '../../db/customers/match-keys.ts'
import { mergeCustomers } from '../../db/customers/merges.ts'
import { decryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { refuse } from '../refusals.ts'
import { kindRules } from '../rules/kinds/all.ts'
import { gradeMatch, orderMatches } from '../rules/matching.ts'
import { type ApplicationRow, findApplicant, findApplicationRow, lockApplicationRow } from '../sql/applications.ts'
import {
  type Candidate,
  differsFromApplicant,
  findCustomerOfIdentity,
  isSameParty,
  type Looked,
  listCandidates,
  listChosen,
  listSiblings,
  saveMatchDecision,
} from '../sql/duplicates.ts'
import type { applicationMatches, matchInput } from './contract.ts'
import { sidesOf } from './duplicates.ts'

/** Who may be the applicant, and what else is under way for the same person or place. Refuses with `NOT_FOUND`. */
export async function listMatches(ctx: Ctx, id: number): Promise<z.infer<typeof applicationMatches>> {
  const application = await findApplicationRow(ctx, id)
  if (!application) throw notFound('申请')
  const looked = await look(ctx, application)
  if (!looked) return { customers: [], applications: [] }
  const candidates = orderMatches(await listCandidates(ctx, looked))
  const side = await sidesOf(
    ctx,
    candidates.map(({ customerId }) => customerId),
  )
  const siblings = await listSiblings(ctx, looked)
  return {
    customers: candidates.map(({ customerId, reasons, decision }) => ({
      ...side(customerId),
      ...{ reasons, decision, grade: gradeMatch(reasons) },
    })),
    applications: siblings.map(({ kind, submittedAt, ...sibling }) => ({
      ...sibling,
      submittedAt: submittedAt.toISOString(),
      kindTitle: kindRules[kind].title,
    })),
  }
}

/**
 * Says that a customer is the applicant, or is not; where he is, the archive merges the two.
 * Refuses with `NOT_FOUND` (no such suggestion), `APPLICATION_ENDED`, `IDENTITY_DIFFERS`.
 */
export async function decideMatch(
  ctx: Ctx,
  id: number,
  { customerId, decision }: z.infer<typeof matchInput>,
): Promise<z.infer<typeof applicationMatches>> {
  await transact(ctx, async (inner) => {
    const application = await lockApplicationRow(inner, id)
    if (!application) throw notFound('申请')
    if (application.status !== 'open') throw refuse({ ok: false, because: 'APPLICATION_ENDED' })
    const looked = await look(inner, application)
    const candidates: Candidate[] = looked ? await listCandidates(inner, looked) : []
    if (!candidates.some((candidate) => candidate.customerId === customerId)) throw notFound('疑似同一客户')
    const sought = { applicationId: id, identityId: application.identityId ?? 0, customerId }
    if (decision === 'same' && (await differsFromApplicant(inner, sought))) {
      const message = '证件号码或客户类型与申请人不同,不是同一客户;证件有误的请先更正,再作认定'
      throw new Refusal('IDENTITY_DIFFERS', message, { issues: [{ path: 'decision', message }] })
    }
    await saveMatchDecision(inner, { applicationId: id, customerId, decision })
    const subject = `application:${application.applicationNo}`
    await recordAudit(inner, { action: 'application.matched', subject, detail: { customerId, decision } })
  })
  return listMatches(ctx, id)
}

/** At the archive: whom a clerk took for the applicant is one with the customer who came of it. */
export async function joinChosen(ctx: Ctx, { id, applicationNo, identityId }: ApplicationRow): Promise<void> {
  if (identityId === null) return
  const own = await findCustomerOfIdentity(ctx, identityId)
  if (!own) return
  for (const keptId of await listChosen(ctx, id)) {
    if (await isSameParty(ctx, keptId, own.id)) continue
    // A number that came into the file since says otherwise; the case is not held by it.
    if (await differsFromApplicant(ctx, { applicationId: id, identityId, customerId: keptId })) continue
    await mergeCustomers(ctx, { keptId, mergedId: own.id, reason: `申请 ${applicationNo} 办理时认定为同一客户` })
  }
}

async function look(ctx: Ctx, { id, identityId, applicantName, address }: ApplicationRow): Promise<Looked | null> {
  if (identityId === null) return null
  const applicant = await findApplicant(ctx, id)
  const phone = applicant?.phoneCipher ? normalisePhone(decryptText(applicant.phoneCipher)) : null
  return {
    ...{ applicationId: id, identityId, nameKey: nameKey(applicantName), addressKey: addressKey(address) },
    phoneHash: phone ? hashForLookup(phone) : null,
  }
}
