import { findLatestBill } from '../../billing/index.ts'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { addTimelineEntry } from '../../db/timeline.ts'
import { toWire } from '../../db/wire.ts'
import { readContact } from '../contacts.ts'
import { findOwnTalk } from '../identity/checks.ts'
import { isEnough } from '../rules/identity.ts'
import { claimLink, listLinks, setLinkMessage } from '../sql/bill-links.ts'
import { findLevel, findNeeds, findSecrets } from '../sql/identity.ts'
import type { BillLinks } from './contract.ts'

let site = ''

/** Under which address customers open their pages. */
export function configureLinks({ publicUrl }: { publicUrl: string }): void {
  site = publicUrl.replace(/\/$/, '')
}

/** What a link to a customer begins with. */
export function siteAddress(): string {
  return site
}

/**
 * Sends the latest bill of the contact's account to the number on file, as a link that asks for the customer's own log-in; at once, at any
 * hour: he asks for it while he talks. The same bill again in the contact sends nothing. Refuses with `NOT_FOUND`, `CONTACT_CHANGED`,
 * `ACCOUNT_NOT_CHOSEN`, `IDENTITY_TOO_LOW`, `NO_BILL` and `NO_NUMBER`.
 */
export function sendBillLink(ctx: Ctx, contactId: number): Promise<BillLinks> {
  return transact(ctx, async (inner) => {
    const { accountId, contactNo } = await findOwnTalk(inner, contactId)
    const { money } = await findNeeds(inner)
    if (!isEnough(await findLevel(inner, contactId, accountId), money))
      throw new Refusal('IDENTITY_TOO_LOW', '请先核验身份，再发送账单')
    const bill = await findLatestBill(inner, accountId)
    if (!bill) throw new Refusal('NO_BILL', '这户还没有账单')
    const secrets = await findSecrets(inner, accountId)
    if (!secrets?.phone || !secrets.phoneTail) throw new Refusal('NO_NUMBER', '档案里没有这位客户的电话')
    const { phoneTail } = secrets
    if (await claimLink(inner, { contactId, billId: bill.id, phoneTail })) {
      const text = `您要的 ${bill.billMonth} 电费账单：${site}/my/bills/${bill.id} 登录后可查看和交费。95598 不会索要密码和验证码。`
      const about = { accountNo: secrets.accountNo }
      const phone = decryptText(secrets.phone)
      await setLinkMessage(inner, contactId, bill.id, await queueMessage(inner, { phone, kind: 'bill', text, about }))
      await addTimelineEntry(inner, {
        ...{ accountId, at: inner.now, kind: 'contact', subject: `contact:${contactNo}` },
        title: {
          zh: `95598 把 ${bill.billMonth} 账单链接发到尾号 ${phoneTail}`,
          en: `The link of the bill ${bill.billMonth} was sent to …${phoneTail}`,
        },
        detail: { contactNo, billMonth: bill.billMonth },
        internal: false,
      })
      const detail = { accountId, billId: bill.id }
      await recordAudit(inner, { action: 'bill-link.sent', subject: `contact:${contactNo}`, detail })
    }
    return describeLinks(inner, contactId)
  })
}

/** Refuses with `NOT_FOUND`. */
export async function findBillLinks(ctx: Ctx, contactId: number): Promise<BillLinks> {
  await readContact(ctx, contactId)
  return describeLinks(ctx, contactId)
}

async function describeLinks(ctx: Ctx, contactId: number): Promise<BillLinks> {
  return { links: toWire(await listLinks(ctx, contactId)) }
}
