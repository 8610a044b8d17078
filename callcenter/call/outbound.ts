import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { findContact } from '../contacts.ts'
import type { Contact } from '../contract.ts'
import { changeAgentState } from '../sql/agents.ts'
import { findEngine, insertOutbound, listCallsToMe } from '../sql/outbound.ts'
import { commandLine } from '../sql/telephony.ts'
import type { CallsToMe, outboundCall } from './contract.ts'
import { mayCallNow } from './hours.ts'
import { drawProofCode } from './proof.ts'

/**
 * Rings the customer at the number of his file. The code by which he knows who rings is in his log-in before the phone rings, and ends
 * with the call. Refuses with `NOT_FOUND`, `QUIET_HOURS` but for what is urgent, `NO_LINE`, `AGENT_BUSY` and `NO_NUMBER`.
 */
export function callCustomer(ctx: Ctx, input: z.output<typeof outboundCall>): Promise<Contact> {
  return transact(ctx, async (inner) => {
    const { accountId, accountNo } = await findAccountFile(inner, { accountNo: input.accountNo })
    const rules = await readFigures(inner, 'call_rule')
    const { urgentBecause } = input
    if (urgentBecause === undefined && !(await mayCallNow(inner)))
      throw new Refusal('QUIET_HOURS', '现在不是外呼时段；确属紧急的，请写明原因')
    const engine = await findEngine(inner)
    if (engine === null) throw new Refusal('NO_LINE', '现在没有可用的电话线路')
    if (!(await changeAgentState(inner, ['away', 'ready', 'wrap-up'], 'talking')))
      throw new Refusal('AGENT_BUSY', '请先结束手上的联系')
    const proofCode = drawProofCode(rules('proof-digits'))
    const id = await insertOutbound(inner, { accountId, engine, proofCode, urgent: urgentBecause !== undefined })
    if (id === null) throw new Refusal('NO_NUMBER', '档案里没有这位客户的电话')
    const after = new Date(inner.now.getTime() + rules('proof-lead-seconds') * 1000)
    await commandLine(inner, id, { act: 'originate', number: '', seconds: rules('ring-seconds') }, after)
    const contact = await findContact(inner, id)
    const detail = { accountNo, ...(urgentBecause !== undefined && { urgentBecause }) }
    await recordAudit(inner, { action: 'call.placed', subject: `contact:${contact.contactNo}`, detail })
    return contact
  })
}

export async function findCallsToMe(ctx: Ctx): Promise<CallsToMe> {
  return { calls: toWire(await listCallsToMe(ctx)) }
}
