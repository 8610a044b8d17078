import { z } from 'zod'
import { agentStates, awayReasons } from '../contract.ts'
import { lateOrders } from '../orders/contract.ts'
import { addressedChannels } from '../rules/chat/written.ts'
import { type PriorityReason, type Skill, skills } from '../rules/routing.ts'

export { skills }

import { levelFormulas } from '../rules/service-level.ts'
import { leadShifts } from '../rules/shifts.ts'

/** What skills are called. */
export const skillTitles: Record<Skill, { zh: string; en: string }> = {
  general: { zh: '综合', en: 'General' },
  fault: { zh: '故障报修', en: 'Faults' },
  business: { zh: '业务与电费', en: 'Business and bills' },
  complaint: { zh: '投诉举报', en: 'Complaints' },
  'key-account': { zh: '大客户', en: 'Key accounts' },
  english: { zh: '英语', en: 'English' },
}

/** Why a caller comes before others. */
export const priorityTitles: Record<PriorityReason, { zh: string; en: string }> = {
  'life-support': { zh: '依靠供电维持生命', en: 'Life depends on supply' },
  'important-user': { zh: '重要电力用户', en: 'Important user' },
  'open-order': { zh: '有未办结工单', en: 'Has an open work order' },
  'called-before': { zh: '短时间内再次来电', en: 'Called before' },
  'district-outage': { zh: '所在台区停电', en: 'District in outage' },
  'other-hotline': { zh: '其他热线转来', en: 'Sent by another hotline' },
  transferred: { zh: '同事转接', en: 'Transferred by a colleague' },
  promised: { zh: '约定回电', en: 'Promised call-back' },
}

const share = z.number().nullable().describe('0 to 1; null where nothing counts')
const skillLevels = z.partialRecord(z.enum(skills), z.number().int().min(1).max(5))

/** GET /api/callcenter/board: the queues as they are, and the calls of today. Times in seconds. */
export const board = z.object({
  at: z.iso.datetime(),
  /** Within how many seconds a call is answered in time (`queue_rule` answer-seconds). */
  withinSeconds: z.number(),
  /** The shift that runs was not taken in time; null where it was, or where nobody hands over. */
  lateTaking: z.object({ shift: z.enum(leadShifts), since: z.iso.datetime() }).nullable(),
  /** Unfinished work orders past a due instant, as far as the reader may see them; escalated: told of, so long after. */
  lateOrders,
  /** Promised calls past their window, of the reader's units. */
  latePromises: z.number(),
  queues: z.array(
    z.object({
      /** Null: all together. */
      skill: z.enum(skills).nullable(),
      waiting: z.number(),
      longestWaitSeconds: z.number().nullable(),
      /** Until who comes now is answered; null where nobody is at work. */
      estimateSeconds: z.number().nullable(),
      readyAgents: z.number(),
      agentsAtWork: z.number(),
      answered: z.number(),
      answeredSoon: z.number(),
      abandoned: z.number(),
      abandonedSoon: z.number(),
      abandonedShare: share,
      meanAnswerSeconds: z.number().nullable(),
      meanHandleSeconds: z.number().nullable().describe('from the answer until the end of the line'),
      levels: z.object(
        Object.fromEntries(levelFormulas.map((formula) => [formula, share])) as Record<
          (typeof levelFormulas)[number],
          typeof share
        >,
      ),
    }),
  ),
  /** Calls whose caller was asked today to rate them by a key. */
  keys: z.object({
    asked: z.number(),
    answered: z.number(),
    satisfaction: z.number().nullable().describe('mean of 1 to 5, of those that the reader may know of'),
  }),
  /** Written conversations of today, apart from calls: what is said of calls counts none of them. */
  chats: z.object({
    waiting: z.number(),
    longestWaitSeconds: z.number().nullable(),
    withAssistant: z.number().describe('answered by the assistant now'),
    active: z.number(),
    answered: z.number(),
    abandoned: z.number(),
    served: z.number().describe('without a person'),
    meanAnswerSeconds: z.number().nullable(),
    rated: z.number(),
    satisfaction: z.number().nullable().describe('mean of 1 to 5'),
    /** The same conversations by the channel that they came by. */
    channels: z.array(
      z.object({
        channel: z.enum(['chat', ...addressedChannels]),
        isConnected: z.boolean(),
        waiting: z.number(),
        active: z.number(),
        arrived: z.number().describe('today'),
      }),
    ),
    /** Mails that could not be taken in, the oldest first. */
    mailsAside: z.array(
      z.object({
        id: z.number(),
        uid: z.number().describe('its number in the mailbox'),
        reason: z.string().describe('the latest failure'),
        laidAsideAt: z.iso.datetime(),
      }),
    ),
  }),
  agents: z.array(
    z.object({
      userId: z.number(),
      name: z.string(),
      username: z.string(),
      state: z.enum(agentStates),
      since: z.iso.datetime().nullable(),
      reason: z.enum(awayReasons).nullable(),
      written: z.number(),
      skills: skillLevels,
      talk: z
        .object({
          contactId: z.number(),
          listener: z
            .object({ username: z.string(), name: z.string(), how: z.enum(['listen', 'whisper', 'barge']) })
            .nullable(),
        })
        .nullable()
        .describe('the call that he has on the line, and who listens to it'),
      answeredToday: z.number(),
      unwritten: z.number(),
    }),
  ),
})
export type Board = z.infer<typeof board>

/** PUT /api/callcenter/agents/{id}/skills: what an agent can do; none: everything, at the lowest level. */
export const agentSkills = z.strictObject({ skills: skillLevels })
/** PUT /api/callcenter/agents/{id}/state: the lead sets somebody away or ready who has no contact in hand. */
export const forcedState = z.strictObject({ state: z.enum(['away', 'ready']) })
