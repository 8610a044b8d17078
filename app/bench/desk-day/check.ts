import type pg from 'pg'
import { levelFormulas, levelOf } from '../../../callcenter/index.ts'

/** What may follow what in the record of a contact; `''` is its beginning. */
const follows: Record<string, string[]> = {
  '': ['arrived', 'queued', 'dialled'],
  dialled: ['reached', 'not-reached', 'closed', 'hung-up'],
  arrived: ['menu', 'queued', 'closed', 'abandoned'],
  menu: ['menu', 'queued', 'closed', 'abandoned'],
  queued: ['offered', 'abandoned', 'announced', 'call-back-asked'],
  announced: ['offered', 'abandoned', 'announced', 'call-back-asked', 'line-ended'],
  // Who rings again himself is not called back.
  'call-back-asked': ['offered', 'closed'],
  offered: ['answered', 'unanswered', 'returned', 'abandoned', 'call-back-asked', 'line-ended'],
  unanswered: ['offered', 'announced', 'abandoned', 'call-back-asked', 'closed', 'line-ended'],
  returned: ['offered', 'announced', 'abandoned', 'call-back-asked', 'closed', 'line-ended'],
  answered: ['line-ended', 'closed', 'returned', 'called-back', 'held', 'hung-up', 'transferred'],
  held: ['resumed', 'line-ended', 'closed', 'hung-up', 'transferred'],
  resumed: ['line-ended', 'closed', 'held', 'hung-up', 'transferred'],
  'hung-up': ['line-ended', 'closed', 'hung-up'],
  // Whoever waits again and hangs up is still to be written.
  transferred: ['offered', 'announced', 'call-back-asked', 'line-ended'],
  'called-back': ['reached', 'not-reached', 'closed'],
  reached: ['line-ended', 'closed', 'returned', 'held', 'hung-up', 'transferred'],
  'not-reached': ['offered', 'closed'],
  'line-ended': ['closed'],
  closed: [],
  abandoned: [],
}

/** What is done besides, wherever a contact stands. */
const asides = new Set([
  'account-chosen',
  'identity-checked',
  'keys-asked',
  'keys-ended',
  'mark-act',
  'monitored',
  'unmonitored',
])

export type Fault = { contactId: number | null; fault: string }
type Event = { contactId: number; at: Date; kind: string; agentId: number | null; detail: { skill?: string } }

/** What is wrong with a day by the record of its contacts: one that is lost, doubled, stuck, or that went a way which there is not. */
export async function findFaults(pool: pg.Pool, dialled: number): Promise<Fault[]> {
  const events = await listEvents(pool)
  const byContact = Map.groupBy(events, ({ contactId }) => contactId)
  const faults: Fault[] = []
  if (byContact.size !== dialled)
    faults.push({ contactId: null, fault: `${dialled} rang and ${byContact.size} are on record` })
  for (const [contactId, own] of byContact) {
    let latest = ''
    for (const { kind } of own) {
      if (asides.has(kind)) continue
      if (!follows[latest]?.includes(kind)) faults.push({ contactId, fault: `${kind} after ${latest || 'nothing'}` })
      latest = kind
    }
    if (follows[latest]?.length !== 0) faults.push({ contactId, fault: `stuck after ${latest}` })
    const keys = own.flatMap(({ kind }) => (kind.startsWith('keys-') ? [kind] : []))
    if (!['', 'keys-asked keys-ended'].includes(keys.join(' '))) faults.push({ contactId, fault: `rated: ${keys}` })
  }
  return [...faults, ...findTwoAtOnce(events), ...(await findLeft(pool))]
}

/** An agent to whom a second contact was given while he had one. */
function findTwoAtOnce(events: Event[]): Fault[] {
  const inHand = new Map<number, number>()
  const holder = new Map<number, number>()
  const faults: Fault[] = []
  for (const { contactId, kind, agentId } of events) {
    if (kind === 'offered' && agentId !== null) {
      if (inHand.has(agentId)) faults.push({ contactId, fault: `agent ${agentId} has ${inHand.get(agentId)} already` })
      if (holder.has(contactId)) faults.push({ contactId, fault: 'offered to two' })
      inHand.set(agentId, contactId)
      holder.set(contactId, agentId)
    }
    if (['unanswered', 'returned', 'abandoned', 'line-ended', 'closed', 'not-reached', 'transferred'].includes(kind)) {
      const agent = holder.get(contactId)
      if (agent !== undefined && inHand.get(agent) === contactId) inHand.delete(agent)
      holder.delete(contactId)
    }
  }
  return faults
}

/** What is left though all is over. */
async function findLeft(pool: pg.Pool): Promise<Fault[]> {
  const { rows } = await pool.query<{ what: string; n: number }>(
    `select 'commands that were never given' as what, count(*)::int as n from telephony_command where state = 'waiting'
     union all select 'agents who hold nothing and are not free', count(*)::int from agent_state where state in ('offered', 'talking')
     union all select 'contacts whose state is not that of their record', count(*)::int from contact c
       where c.state <> (select e.kind from contact_event e where e.contact_id = c.id and e.kind <> all($1) order by e.id desc limit 1)
     union all select 'ratings that are not what the record says', count(*)::int from key_rating k
       full join (select contact_id, detail from contact_event where kind = 'keys-ended') e on e.contact_id = k.contact_id
       where k.outcome is distinct from e.detail ->> 'outcome'
         or (k.outcome = 'answered') is distinct from exists (
           select from satisfaction r where r.contact_id = k.contact_id and r.way = 'keys')`,
    [[...asides]],
  )
  return rows.filter(({ n }) => n > 0).map(({ what, n }) => ({ contactId: null, fault: `${n} ${what}` }))
}

export type Levels = { answered: number; answeredSoon: number; abandoned: number; abandonedSoon: number }

/** The figures of the day by queue, counted anew from the record alone; `null` is all together. */
export async function recount(pool: pg.Pool, withinSeconds: number): Promise<Map<string | null, Levels>> {
  const byContact = Map.groupBy(await listEvents(pool), ({ contactId }) => contactId)
  const counted = new Map<string | null, Levels>()
  for (const own of byContact.values()) {
    const queued = own.find(({ kind }) => kind === 'queued')
    if (!queued) continue
    let answeredAt: Date | null = null
    let isTransferred = false
    for (const { kind, at } of own) {
      if (kind === 'answered') answeredAt ??= at
      if (kind === 'transferred') isTransferred = true
      // Who was talked to before he was given on has been answered, whatever becomes of him there.
      if ((kind === 'returned' || kind === 'not-reached') && !isTransferred) answeredAt = null
    }
    const abandonedAt = own.find(({ kind }) => kind === 'abandoned')?.at
    const isSoon = (at: Date) => Number(at.getTime() - queued.at.getTime() <= withinSeconds * 1000)
    for (const queue of [null, queued.detail.skill ?? null]) {
      const of = counted.get(queue) ?? { answered: 0, answeredSoon: 0, abandoned: 0, abandonedSoon: 0 }
      if (answeredAt) {
        of.answered += 1
        of.answeredSoon += isSoon(answeredAt)
      } else if (abandonedAt) {
        of.abandoned += 1
        of.abandonedSoon += isSoon(abandonedAt)
      }
      counted.set(queue, of)
    }
  }
  return counted
}

async function listEvents(pool: pg.Pool): Promise<Event[]> {
  const { rows } = await pool.query<Event>(
    `select contact_id as "contactId", at, kind, agent_id as "agentId", detail from contact_event order by id`,
  )
  return rows
}

export const sharesOf = (levels: Levels) =>
  Object.fromEntries(levelFormulas.map((each) => [each, levelOf(each, levels)]))
