/**
 * Decides which waiting contact goes to which agent. A contact that may claim priority has a head start, as if it had come
 * earlier: it ages with the others, so that nobody is passed over for ever (house rules `routing_step`, `priority_rule`).
 */

/** What a contact may ask for, and an agent be able to do. */
export const skills = ['general', 'fault', 'business', 'complaint', 'key-account', 'english'] as const
export type Skill = (typeof skills)[number]

/** Skills that a contact may ask for beside another. */
export const languageSkills = ['english'] as const satisfies readonly Skill[]
export type LanguageSkill = (typeof languageSkills)[number]

/** Contacts that ask for `skill` are taken `through` an agent's skill from a level on, once they have waited so long. */
export type Step = { skill: Skill; through: Skill; leastLevel: number; afterSeconds: number }

export type Waiting = {
  contactId: number
  skill: Skill
  /** A second skill that the agent may not lack: a language. */
  alsoSkill: LanguageSkill | null
  /** Of a written channel, of which an agent has several in hand. */
  isWritten: boolean
  channel: string
  /** How long ago an agent let this written contact pass or gave it away, by his number. */
  passedSecondsAgo: Readonly<Record<number, number>>
  queuedAt: Date
  /** When it came, less its head start. */
  rankedAt: Date
  /** Who promised it, and rings before all others until then; null: nobody did. */
  preferred: { agentId: number; until: Date; isAtWork: boolean } | null
}

export type Free = {
  agentId: number
  since: Date
  /** Written contacts in hand. */
  written: number
  /** Those of them that are live: their customers wait at the screen. */
  live: number
  /** Levels 1 to 5 by skill. Empty: he takes all, at the lowest level. */
  skills: Readonly<Partial<Record<Skill, number>>>
}

export type Pair = {
  contactId: number
  agentId: number
  isWritten: boolean
  isLive: boolean
  through: Skill
  level: number
  waitedSeconds: number
}

export type HandRules = {
  liveChannels: readonly string[]
  /** Live ones that an agent has at once. */
  writtenAtOnce: number
  /** Written ones that are not live, at once. */
  slowAtOnce: number
  /** So long a written contact is not offered again to who let it pass. */
  passOverSeconds: number
}
type Policy = HandRules & { steps: Step[]; now: Date }

const LOWEST = 1

/** At most one contact for each agent; the one ranked first chooses first. */
export function pairUp(waiting: Waiting[], free: Free[], policy: Policy): Pair[] {
  const left = new Map(free.map((agent) => [agent.agentId, agent]))
  const pairs: Pair[] = []
  for (const contact of [...waiting].sort(byRank)) {
    if (left.size === 0) break
    const chosen = choose(contact, [...left.values()], policy)
    if (!chosen) continue
    left.delete(chosen.agentId)
    pairs.push(chosen)
  }
  return pairs
}

function byRank(a: Waiting, b: Waiting): number {
  return a.rankedAt.getTime() - b.rankedAt.getTime() || a.contactId - b.contactId
}

/** Whoever promised it while his time runs; else through the nearest step that is open, who does it best, and of these who has been free longest. */
function choose(contact: Waiting, free: Free[], policy: Policy): Pair | undefined {
  const { steps, now } = policy
  const waitedSeconds = Math.max(0, (now.getTime() - contact.queuedAt.getTime()) / 1000)
  if (isKeptFor(contact, now)) return choosePreferred(contact, free, policy, waitedSeconds)
  const open = steps
    .filter(({ skill, afterSeconds }) => skill === contact.skill && afterSeconds <= waitedSeconds)
    .sort((a, b) => a.afterSeconds - b.afterSeconds || b.leastLevel - a.leastLevel)
  const able = free.filter(
    (agent) =>
      hasPlace(agent, contact, policy) &&
      (contact.passedSecondsAgo[agent.agentId] ?? Infinity) >= policy.passOverSeconds &&
      (contact.alsoSkill === null || levelOf(agent, contact.alsoSkill) >= LOWEST),
  )
  for (const { through, leastLevel } of open) {
    const [best] = able
      .map((agent) => ({ agent, level: levelOf(agent, through) }))
      .filter(({ level }) => level >= leastLevel)
      .sort((a, b) => b.level - a.level || byTurn(a.agent, b.agent))
    if (!best) continue
    const { contactId, isWritten } = contact
    const isLive = isLiveWritten(contact, policy)
    return { contactId, agentId: best.agent.agentId, isWritten, isLive, through, level: best.level, waitedSeconds }
  }
  return undefined
}

/** Nobody waits for a promise of who is not at work. */
function isKeptFor({ preferred }: Waiting, now: Date): boolean {
  return preferred?.isAtWork === true && now < preferred.until
}

/** He knows the matter: his skills are not asked for. */
function choosePreferred(contact: Waiting, free: Free[], policy: Policy, waitedSeconds: number): Pair | undefined {
  const agent = free.find(({ agentId }) => agentId === contact.preferred?.agentId)
  if (!agent || !hasPlace(agent, contact, policy)) return undefined
  const { contactId, isWritten, skill } = contact
  const level = Math.max(LOWEST, levelOf(agent, skill))
  const isLive = isLiveWritten(contact, policy)
  return { contactId, agentId: agent.agentId, isWritten, isLive, through: skill, level, waitedSeconds }
}

/** A call takes the agent whole, and is kept away only by who waits at his screen for an answer. */
function hasPlace({ written, live }: Free, contact: Waiting, policy: Policy): boolean {
  if (!contact.isWritten) return live === 0
  return isLiveWritten(contact, policy) ? live < policy.writtenAtOnce : written - live < policy.slowAtOnce
}

export function isLiveWritten(of: { isWritten: boolean; channel: string }, { liveChannels }: HandRules): boolean {
  return of.isWritten && liveChannels.includes(of.channel)
}

function byTurn(a: Free, b: Free): number {
  return a.written - b.written || a.since.getTime() - b.since.getTime() || a.agentId - b.agentId
}

function levelOf({ skills }: Free, skill: Skill): number {
  return skills[skill] ?? (Object.keys(skills).length === 0 ? LOWEST : 0)
}

export const priorityReasons = [
  'life-support',
  'important-user',
  'open-order',
  'called-before',
  'district-outage',
  'other-hotline',
  'transferred',
  'promised',
] as const
export type PriorityReason = (typeof priorityReasons)[number]

/** The longest of them: reasons do not add up, or who has many small ones would pass who cannot breathe. */
export function headStartOf(reasons: PriorityReason[], secondsOf: (reason: PriorityReason) => number): number {
  return Math.max(0, ...reasons.map(secondsOf))
}

/** Of a queue in which no call of the day has ended yet. */
export const USUAL_HANDLE_SECONDS = 180

/** In seconds, until whoever has so many before him is answered; null where nobody is at work. */
export function estimateWait(queue: { ahead: number; agentsAtWork: number; handleSeconds: number }): number | null {
  if (queue.agentsAtWork === 0) return null
  return Math.round(((queue.ahead + 1) * queue.handleSeconds) / queue.agentsAtWork)
}
