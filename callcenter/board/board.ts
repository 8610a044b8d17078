import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { listConnected } from '../channels/connected.ts'
import { requireRead } from '../notices/notices.ts'
import { countLate } from '../orders/read.ts'
import { routeContacts } from '../routing.ts'
import { addressedChannels } from '../rules/chat/written.ts'
import { estimateWait, type Skill, skills, USUAL_HANDLE_SECONDS } from '../rules/routing.ts'
import { abandonedShare, levelOf } from '../rules/service-level.ts'
import { findLateTaking } from '../shifts/hand-overs.ts'
import { changeAgentState } from '../sql/agents.ts'
import {
  type AgentRow,
  type Answered,
  countAnswered,
  countWaiting,
  findAgentWithin,
  listAgents,
  replaceSkills,
} from '../sql/board.ts'
import { countByChannel } from '../sql/channels.ts'
import { countChats } from '../sql/chat-desk.ts'
import { countKeyRatings } from '../sql/key-ratings.ts'
import { listMailsAside } from '../sql/mailbox.ts'
import { countLatePromises } from '../sql/promises.ts'
import type { agentSkills, Board, forcedState } from './contract.ts'

/** The queues and agents as they are, and today's calls. Queues are the whole company's, agents those of the caller's units. */
export async function findBoard(ctx: Ctx): Promise<Board> {
  const today = startOfDay(civilDay(ctx.now))
  const withinSeconds = (await readFigures(ctx, 'queue_rule'))('answer-seconds')
  const [waiting, calls, agents] = [
    await countWaiting(ctx),
    await countAnswered(ctx, { from: today, to: ctx.now, withinSeconds }),
    await listAgents(ctx, today),
  ]
  const queueOf = (skill: Skill | null) => {
    const here = <T extends { skill: Skill }>(rows: T[]) => rows.filter((row) => skill === null || row.skill === skill)
    const able = agents.filter((agent) => skill === null || canDo(agent, skill))
    return describeQueue(ctx, skill, { waiting: here(waiting), calls: here(calls), able })
  }
  return {
    at: ctx.now.toISOString(),
    withinSeconds,
    lateTaking: await findLateTaking(ctx),
    lateOrders: await countLate(ctx),
    latePromises: await countLatePromises(ctx, 'unit'),
    queues: [null, ...skills].map(queueOf),
    keys: await describeKeys(ctx, today),
    chats: await describeChats(ctx, today),
    agents: agents.map((agent) => ({ ...agent, since: agent.since?.toISOString() ?? null })),
  }
}

async function describeKeys(ctx: Ctx, today: Date): Promise<Board['keys']> {
  const { satisfaction, ...counts } = await countKeyRatings(ctx, today)
  return { ...counts, satisfaction: toMean(satisfaction) }
}

const toMean = (score: number | null) => (score === null ? null : Math.round(score * 100) / 100)

async function describeChats(ctx: Ctx, today: Date): Promise<Board['chats']> {
  const { oldestAt, answerSeconds, satisfaction, ...counts } = await countChats(ctx, today)
  const longestWaitSeconds = oldestAt ? Math.round((ctx.now.getTime() - oldestAt.getTime()) / 1000) : null
  const byChannel = await countByChannel(ctx, today)
  const connected: string[] = ['chat', ...listConnected()]
  const channels = (['chat', ...addressedChannels] as const).map((channel) => {
    const { waiting = 0, active = 0, arrived = 0 } = byChannel.find((row) => row.channel === channel) ?? {}
    return { channel, isConnected: connected.includes(channel), waiting, active, arrived }
  })
  const mailsAside = toWire(await listMailsAside(ctx)) as Board['chats']['mailsAside']
  return {
    ...counts,
    channels,
    mailsAside,
    longestWaitSeconds,
    meanAnswerSeconds: answerSeconds === null ? null : Math.round(answerSeconds),
    satisfaction: toMean(satisfaction),
  }
}

/** Who has no skills of his own takes all. */
function canDo({ skills: own }: AgentRow, skill: Skill): boolean {
  return Object.keys(own).length === 0 || own[skill] !== undefined
}

type Facts = { waiting: { waiting: number; oldestAt: Date | null }[]; calls: Answered[]; able: AgentRow[] }

function describeQueue(ctx: Ctx, skill: Skill | null, { waiting, calls, able }: Facts): Board['queues'][number] {
  const sum = (key: Exclude<keyof Answered, 'skill'>) => calls.reduce((total, each) => total + each[key], 0)
  const asked = {
    answered: sum('answered'),
    answeredSoon: sum('answeredSoon'),
    abandoned: sum('abandoned'),
    abandonedSoon: sum('abandonedSoon'),
  }
  const ahead = waiting.reduce((total, each) => total + each.waiting, 0)
  const oldest = waiting.flatMap(({ oldestAt }) => oldestAt?.getTime() ?? [])
  const agentsAtWork = able.filter(({ state }) => state !== 'away').length
  // Who has a live conversation in hand is given no call.
  const readyAgents = able.filter(({ state, live }) => state === 'ready' && live === 0).length
  const meanHandleSeconds = sum('handled') === 0 ? null : Math.round(sum('handleSeconds') / sum('handled'))
  const handleSeconds = meanHandleSeconds ?? USUAL_HANDLE_SECONDS
  return {
    skill,
    waiting: ahead,
    longestWaitSeconds: oldest.length === 0 ? null : Math.round((ctx.now.getTime() - Math.min(...oldest)) / 1000),
    estimateSeconds: ahead === 0 && readyAgents > 0 ? 0 : estimateWait({ ahead, agentsAtWork, handleSeconds }),
    readyAgents,
    agentsAtWork,
    ...asked,
    abandonedShare: abandonedShare(asked),
    meanAnswerSeconds: asked.answered === 0 ? null : Math.round(sum('answerSeconds') / asked.answered),
    meanHandleSeconds,
    levels: {
      'of-all': levelOf('of-all', asked),
      'without-short': levelOf('without-short', asked),
      'of-answered': levelOf('of-answered', asked),
    },
  }
}

/** What an agent can do. Refuses with `NOT_FOUND` who is no agent of the caller's units. */
export async function setSkills(ctx: Ctx, userId: number, input: z.output<typeof agentSkills>): Promise<void> {
  await transact(ctx, async (inner) => {
    const agent = await findAgentWithin(inner, userId)
    if (!agent) throw notFound('坐席')
    await replaceSkills(inner, userId, input.skills)
    const detail = { skills: input.skills }
    await recordAudit(inner, { action: 'agent.skills-set', subject: `user:${agent.username}`, detail })
  })
  await routeContacts(ctx)
}

async function isPresent(ctx: Ctx, seenAt: Date | null): Promise<boolean> {
  const seconds = (await readFigures(ctx, 'queue_rule'))('presence-seconds')
  return seenAt !== null && ctx.now.getTime() - seenAt.getTime() <= seconds * 1000
}

/**
 * Sets an agent away or ready. Refuses with `NOT_FOUND`, with `AGENT_ABSENT` where nobody sits at the desk that is to be ready, with
 * `NOTICE_UNREAD`, and with `AGENT_BUSY` while he has a contact in hand.
 */
export async function forceState(ctx: Ctx, userId: number, { state }: z.output<typeof forcedState>): Promise<void> {
  await transact(ctx, async (inner) => {
    const agent = await findAgentWithin(inner, userId)
    if (!agent) throw notFound('坐席')
    if (state === 'ready' && !(await isPresent(inner, agent.seenAt)))
      throw new Refusal('AGENT_ABSENT', '这名坐席的工作台没有打开，不能置闲')
    if (state === 'ready' && agent.written === 0) await requireRead(inner, userId)
    const reason = state === 'away' ? 'forced' : null
    if (!(await changeAgentState(inner, ['away', 'ready', 'wrap-up'], state, { reason, userId })))
      throw new Refusal('AGENT_BUSY', '这名坐席正在接听或有来电待接')
    await recordAudit(inner, { action: 'agent.state-forced', subject: `user:${agent.username}`, detail: { state } })
  })
  if (state === 'ready') await routeContacts(ctx)
}
