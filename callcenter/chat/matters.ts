import type { Ctx } from '../../db/context.ts'
import type { listReadableAccounts } from '../../db/customers/files.ts'
import type { ChatTopic } from '../rules/chat/reading.ts'
import { concerns } from '../rules/matters.ts'
import { listInForce } from '../sql/matters-in-force.ts'
import type { ChatSource } from './contract.ts'

type Account = Awaited<ReturnType<typeof listReadableAccounts>>[number]
type Told = { text: { zh: string; en: string }; source: ChatSource }

/** Which inquiry a topic is, as a service matter names what it concerns. */
const inquiryOf: Record<ChatTopic, string> = {
  supply: 'outage-notice',
  balance: 'bill',
  bill: 'bill',
  progress: 'progress',
}

/** Standard replies of the service matters in force where an account is, which concern what was asked. Of another's account alone none is told. */
export async function tellMatters(ctx: Ctx, { accountId, relation }: Account, topic: ChatTopic): Promise<Told[]> {
  const order = { kind: 'inquiry', subkind: inquiryOf[topic] }
  const rows = (await listInForce(ctx, { accountId })).filter(
    ({ orders, isOfAccount }) => concerns(orders, order) && (relation === 'own' || !isOfAccount),
  )
  return rows.map(({ matterNo, title, replyZh, replyEn }) => ({
    text: { zh: `${title}\n${replyZh}`, en: `${title}\n${replyEn ?? replyZh}` },
    source: { is: 'matter', matterNo, title },
  }))
}
