import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import type { ApplicationDetail, SubmitInput } from '../../intake/contract.ts'
import { type Came, listUnitsToChoose, titleOfKind } from '../../intake/index.ts'
import { findActiveTalk } from '../identity/checks.ts'
import { neededOfTalk, passTalk } from '../identity/gate.ts'
import { findDeskKind, insertContactApplication, listDeskKinds } from '../sql/contact-applications.ts'
import { findLevel } from '../sql/identity.ts'
import type { ApplicationOffer, HandedIn } from './contract.ts'

type SubmitPort = (ctx: Ctx, input: SubmitInput, came: Came) => Promise<ApplicationDetail>

let submit: SubmitPort = async () => {
  throw new Error('nobody takes applications')
}

/** Called once at start: intake takes an application with what other departments answer it. */
export function wireApplications(port: SubmitPort): void {
  submit = port
}

/** What was agreed on the line may be handed in while the contact is still to be written. */
const atWork = ['active', 'unwritten']

/** What may be asked for in the agent's own contact. Refuses with `NOT_FOUND` and `CONTACT_CHANGED`. */
export function findOffer(ctx: Ctx, contactId: number): Promise<ApplicationOffer> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findActiveTalk(inner, contactId, atWork)
    const account = accountId === null ? null : await findAccountFile(inner, { accountId })
    const kinds = await listDeskKinds(inner)
    return {
      accountNo: account?.accountNo ?? null,
      level: accountId === null ? null : await findLevel(inner, contactId, accountId),
      needs: accountId === null ? null : await neededOfTalk(inner, { contactId, accountId }, 'contract'),
      kinds: kinds.map(({ kind, ...rule }) => ({ kind, title: titleOfKind(kind), ...rule })),
      units: await listUnitsToChoose(inner),
    }
  })
}

/**
 * Hands in an application for whom the agent talks to: of the contact's account once it is sure enough who he is, or for a new supply,
 * whoever he is. Nothing counts as seen. Refuses with `NOT_FOUND`, `CONTACT_CHANGED`, `KIND_NOT_AT_DESK`, `ACCOUNT_NOT_CHOSEN` (none, or
 * another), `IDENTITY_TOO_LOW`, and as `submitApplication` does.
 */
export function handInApplication(ctx: Ctx, contactId: number, input: SubmitInput): Promise<HandedIn> {
  return transact(ctx, async (inner) => {
    const { contactNo, accountId } = await findActiveTalk(inner, contactId, atWork)
    const rule = await findDeskKind(inner, input.kind)
    if (!rule?.taken) {
      const { zh } = titleOfKind(input.kind)
      throw new Refusal('KIND_NOT_AT_DESK', `坐席不受理${zh}，请客户在网上或到营业厅办理`, { status: 403 })
    }
    if ('accountNo' in input) await passAccount(inner, { contactId, accountId, accountNo: input.accountNo })
    const { id, applicationNo, kind, kindTitle } = await submit(inner, input, { channel: 'desk', contactNo })
    await insertContactApplication(inner, { contactId, applicationId: id, applicationNo, kind })
    const detail = { applicationNo, kind, ...('accountNo' in input && { accountId }) }
    await recordAudit(inner, { action: 'contact.application-handed-in', subject: `contact:${contactNo}`, detail })
    return { id, applicationNo, kindTitle }
  })
}

async function passAccount(
  ctx: Ctx,
  { accountNo, ...talk }: { contactId: number; accountId: number | null; accountNo: string },
): Promise<void> {
  const asked = await findAccountFile(ctx, { accountNo })
  if (talk.accountId !== asked.accountId)
    throw new Refusal('ACCOUNT_NOT_CHOSEN', '请先把这户关联到本次联系，再为它办理')
  await passTalk(ctx, { contactId: talk.contactId, accountId: asked.accountId }, 'contract')
}
