// Decides which calls are judged, and what a judged one scores; by dated house rules (`quality_rule`, `quality_item`).
import { lotOf } from './lots.ts'

export const drawReasons = ['complaint', 'dissatisfied', 'long', 'short', 'new-agent', 'share'] as const
export type DrawReason = (typeof drawReasons)[number]

export type DrawnFrom = {
  contactId: number
  agentId: number
  talkSeconds: number
  hasComplaint: boolean
  isDissatisfied: boolean
  /** Since the agent's first call. */
  agentDays: number
}
export type SampleRules = {
  sharePercent: number
  newAgentPercent: number
  newAgentDays: number
  longSeconds: number
  shortSeconds: number
}

/** Each with why: what must be judged, and of each agent a share. The same seed draws the same calls, in whatever order they come. */
export function drawCalls(
  calls: DrawnFrom[],
  rules: SampleRules,
  seed: string,
): { contactId: number; agentId: number; reasons: DrawReason[] }[] {
  const chosen = new Set(drawShares(calls, rules, seed))
  return calls
    .map((call) => ({ contactId: call.contactId, agentId: call.agentId, reasons: reasonsOf(call, rules, chosen) }))
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted((a, b) => a.contactId - b.contactId)
}

function reasonsOf(call: DrawnFrom, rules: SampleRules, chosen: Set<number>): DrawReason[] {
  const isNew = call.agentDays < rules.newAgentDays
  return [
    ...(call.hasComplaint ? (['complaint'] as const) : []),
    ...(call.isDissatisfied ? (['dissatisfied'] as const) : []),
    ...(call.talkSeconds > rules.longSeconds ? (['long'] as const) : []),
    ...(call.talkSeconds < rules.shortSeconds ? (['short'] as const) : []),
    ...(chosen.has(call.contactId) ? [isNew ? ('new-agent' as const) : ('share' as const)] : []),
  ]
}

function drawShares(calls: DrawnFrom[], rules: SampleRules, seed: string): number[] {
  const agents = [...new Set(calls.map(({ agentId }) => agentId))]
  return agents.flatMap((agentId) => {
    const own = calls.filter((call) => call.agentId === agentId)
    const isNew = own.some(({ agentDays }) => agentDays < rules.newAgentDays)
    const count = Math.ceil((own.length * (isNew ? rules.newAgentPercent : rules.sharePercent)) / 100)
    return own
      .map(({ contactId }) => ({ contactId, lot: lotOf(seed, contactId) }))
      .toSorted((a, b) => a.lot - b.lot || a.contactId - b.contactId)
      .slice(0, count)
      .map(({ contactId }) => contactId)
  })
}

export type Item = { code: string; points: number; isFatal: boolean }
export type Mark = { code: string; points: number; isMissed: boolean }
export type Judged =
  | { ok: true; score: number; isFatal: boolean }
  | { ok: false; because: 'ITEM_MISSING' | 'ITEM_STRANGE' | 'TOO_MANY_POINTS'; code: string }

/** All items, each once; out of a hundred of what the items have. One fatal item that is missed leaves nothing. */
export function judge(items: Item[], marks: Mark[]): Judged {
  for (const { code, points } of marks) {
    const item = items.find((each) => each.code === code)
    if (!item || marks.filter((each) => each.code === code).length > 1)
      return { ok: false, because: 'ITEM_STRANGE', code }
    if (points > item.points) return { ok: false, because: 'TOO_MANY_POINTS', code }
  }
  const missing = items.find(({ code }) => !marks.some((mark) => mark.code === code))
  if (missing) return { ok: false, because: 'ITEM_MISSING', code: missing.code }
  const isFatal = marks.some(
    ({ code, isMissed }) => isMissed && items.some((item) => item.code === code && item.isFatal),
  )
  const most = items.reduce((sum, { points }) => sum + points, 0)
  const given = marks.reduce((sum, { points }) => sum + points, 0)
  return { ok: true, isFatal, score: isFatal || most === 0 ? 0 : Math.round((given * 100) / most) }
}
