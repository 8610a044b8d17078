// Decides who is asked how satisfied he is, when he is rung again, and what a bad score opens; by dated house rules (`follow_up_way`, `follow_up_rule`).
import { lotOf } from './lots.ts'

export const followUpWays = ['call', 'message', 'own'] as const
export type FollowUpWay = (typeof followUpWays)[number]
export const ratingWays = [...followUpWays, 'chat', 'keys'] as const
export type RatingWay = (typeof ratingWays)[number]
export const followUpStates = ['waiting', 'answered', 'refused', 'given-up'] as const
export type Subject = 'order' | 'contact'

export type WayRule = {
  subject: Subject
  /** Null: every one. */
  kind: string | null
  subkind: string | null
  channel: string | null
  sharePercent: number
  way: FollowUpWay
}

export type Candidate = {
  subject: Subject
  id: number
  kind: string | null
  subkind: string | null
  /** Of the contact; of an order, of the contact it came of. */
  channel: string | null
  /** Who would be asked; null: nobody knows. */
  customer: string | null
}

/** The rule of a candidate: of all that fit, the one that names most; the sub-kind weighs more than the kind, this more than the channel. */
export function chooseWay(of: Omit<Candidate, 'id' | 'customer'>, rules: WayRule[]): WayRule | undefined {
  const fits = (named: string | null, own: string | null) => named === null || named === own
  const weight = ({ kind, subkind, channel }: WayRule) =>
    (subkind === null ? 0 : 4) + (kind === null ? 0 : 2) + (channel === null ? 0 : 1)
  return rules
    .filter(
      (rule) =>
        rule.subject === of.subject &&
        fits(rule.kind, of.kind) &&
        fits(rule.subkind, of.subkind) &&
        fits(rule.channel, of.channel),
    )
    .toSorted((a, b) => weight(b) - weight(a))[0]
}

export type Drawn = { subject: Subject; id: number; way: FollowUpWay }

/**
 * Of each rule its share, rounded up, in the order of the lots; a customer is drawn once, first for what all are asked of. Who is tired of
 * being asked, or not to be known, is passed over. The same seed draws the same, in whatever order the candidates come.
 */
export function drawFollowUps(
  candidates: Candidate[],
  rules: WayRule[],
  { seed, isTired }: { seed: string; isTired: (customer: string) => boolean },
): Drawn[] {
  const groups = new Map<WayRule, Candidate[]>()
  for (const each of candidates) {
    const rule = chooseWay(each, rules)
    if (rule && rule.sharePercent > 0) groups.set(rule, [...(groups.get(rule) ?? []), each])
  }
  const asked = new Set<string>()
  const byShare = [...groups].toSorted(([a], [b]) => b.sharePercent - a.sharePercent || compare(nameOf(a), nameOf(b)))
  return byShare.flatMap(([rule, own]) => {
    const chosen = orderByLot(own, seed).slice(0, Math.ceil((own.length * rule.sharePercent) / 100))
    return chosen.flatMap(({ subject, id, customer }) => {
      if (customer === null || asked.has(customer) || isTired(customer)) return []
      asked.add(customer)
      return [{ subject, id, way: rule.way }]
    })
  })
}

function orderByLot(candidates: Candidate[], seed: string): Candidate[] {
  return candidates
    .map((each) => ({ each, lot: lotOf(seed, `${each.subject} ${each.id}`) }))
    .toSorted((a, b) => a.lot - b.lot || a.each.id - b.each.id)
    .map(({ each }) => each)
}

const nameOf = ({ subject, kind, subkind, channel }: WayRule) => [subject, kind, subkind, channel].join(' ')
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

export const tryOutcomes = ['answered', 'no-answer', 'refused', 'wrong-number', 'later'] as const
export type TryOutcome = (typeof tryOutcomes)[number]
export const givenUpBecause = ['no-answer', 'wrong-number', 'no-number', 'expired', 'other-way'] as const
export type GivenUp = (typeof givenUpBecause)[number]

export type AfterTry =
  | { state: 'waiting'; nextAt: Date }
  | { state: 'answered' | 'refused' }
  | { state: 'given-up'; because: GivenUp }

/** What comes of a call: rung again after the gap, or when he asked for it, until the attempts are used up. */
export function decideAfterTry(
  outcome: TryOutcome,
  of: { attempts: number; now: Date; againAt: Date | null },
  rules: { attempts: number; gapMinutes: number },
): AfterTry {
  if (outcome === 'answered' || outcome === 'refused') return { state: outcome }
  if (outcome === 'wrong-number') return { state: 'given-up', because: 'wrong-number' }
  if (of.attempts >= rules.attempts) return { state: 'given-up', because: 'no-answer' }
  const after = new Date(of.now.getTime() + rules.gapMinutes * 60_000)
  return { state: 'waiting', nextAt: outcome === 'later' && of.againAt ? of.againAt : after }
}

export const scriptParts = ['greeting', 'identity', 'proof', 'question', 'closing'] as const
export type ScriptPart = (typeof scriptParts)[number]

/** The steps of a kind; of one that has none of its own, those of every other. In the order in which they came. */
export function chooseScript<Step extends { kind: string | null }>(steps: readonly Step[], kind: string): Step[] {
  const own = steps.filter((step) => step.kind === kind)
  return own.length > 0 ? own : steps.filter((step) => step.kind === null)
}

/** What a score opens; the graver where both hold. */
export function kindOfBadScore(
  score: number,
  { opinionScore, complaintScore }: { opinionScore: number; complaintScore: number },
): 'complaint' | 'opinion' | null {
  if (score <= complaintScore) return 'complaint'
  return score <= opinionScore ? 'opinion' : null
}
