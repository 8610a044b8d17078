import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { findContact, hangUpCall, readContact } from '../contacts.ts'
import type { Contact } from '../contract.ts'
import { askByKeys } from '../follow-up/keys.ts'
import { routeContacts } from '../routing.ts'
import { type Skill, skills } from '../rules/routing.ts'
import { countWaiting } from '../sql/board.ts'
import { giveAway, listReadyAgents, logHungUp, setHeld, type Target } from '../sql/lines.ts'
import { commandLine } from '../sql/telephony.ts'
import type { TransferTargets, transferInput } from './contract.ts'
import { offerTo } from './offer-to.ts'

/** The customer hears music, or the agent again. Refuses with `NOT_FOUND`, and `LINE_NOT_YOURS` where there is no such line. */
export function holdLine(ctx: Ctx, id: number, held: boolean): Promise<Contact> {
  return transact(ctx, async (inner) => {
    await readContact(inner, id)
    if (!(await setHeld(inner, id, held))) throw lineNotYours()
    await commandLine(inner, id, { act: held ? 'hold' : 'resume' })
    return findContact(inner, id)
  })
}

/** The agent leaves the line, which ends once its caller was asked to rate it, where he is; what was said is then to be written. Refuses with `NOT_FOUND` and `LINE_NOT_YOURS`. */
export async function endLineOf(ctx: Ctx, id: number): Promise<Contact> {
  await transact(ctx, async (inner) => {
    const { callBack } = await readContact(inner, id)
    const line = await logHungUp(inner, id)
    if (!line) throw lineNotYours()
    if (await askByKeys(inner, id)) return hangUpCall(inner, line.callId)
    const told = await commandLine(inner, id, { act: 'hang-up' })
    // With an engine the end of the line is what the engine tells; where it may not have rung yet, it is not to any more.
    if (told === null || callBack === 'dialling') await hangUpCall(inner, line.callId)
  })
  return findContact(ctx, id)
}

/**
 * Gives a call to a queue, at its head, or to a colleague who is ready: whoever takes it sees the note, the draft and the account. If
 * nobody takes it, it waits on; the line is the caller's all the time. Refuses with `NOT_FOUND`, `LINE_NOT_YOURS` and `AGENT_NOT_READY`.
 */
export async function transferContact(ctx: Ctx, id: number, input: z.output<typeof transferInput>): Promise<void> {
  await transact(ctx, async (inner) => {
    const { contactNo } = await readContact(inner, id)
    const toAgentId = 'agentId' in input ? input.agentId : null
    const headStart = (await readFigures(inner, 'priority_rule'))('transferred')
    const given = await giveAway(inner, id, {
      skill: 'skill' in input ? input.skill : null,
      toAgentId,
      note: input.note,
      rankedAt: new Date(inner.now.getTime() - headStart * 1000),
    })
    if (!given) throw lineNotYours()
    await commandLine(inner, id, { act: 'park' })
    if (toAgentId !== null) await offerTo(inner, id, toAgentId)
    const detail = { ...given, ...(toAgentId !== null && { toAgentId }) }
    await recordAudit(inner, { action: 'contact.transferred', subject: `contact:${contactNo}`, detail })
    await publish(inner, 'contact.changed', { contactId: id, agentId: ctx.actor.id })
  })
  await routeContacts(ctx)
}

export async function findTransferTargets(ctx: Ctx): Promise<TransferTargets> {
  return describeTargets(await listReadyAgents(ctx), await countWaiting(ctx))
}

export function describeTargets(agents: Target[], queues: { skill: Skill; waiting: number }[]): TransferTargets {
  const waiting = new Map(queues.map((each) => [each.skill, each.waiting]))
  const canDo = (skill: string) =>
    agents.filter((each) => Object.keys(each.skills).length === 0 || skill in each.skills)
  return {
    queues: skills.map((skill) => ({
      skill,
      waiting: waiting.get(skill) ?? 0,
      readyAgents: canDo(skill).length,
    })),
    agents,
  }
}

function lineNotYours(): Refusal {
  return new Refusal('LINE_NOT_YOURS', '这条线路已不在您这里，或不能这样操作')
}
