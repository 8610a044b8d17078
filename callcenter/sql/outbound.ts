import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'

/** An engine that somebody listens to; null: no line to be had. */
export async function findEngine(ctx: Ctx): Promise<string | null> {
  const row = await ctx.db.first<{ engine: string }>(
    'select engine from telephony_cursor where held_until >= $1 order by engine limit 1',
    [ctx.now],
  )
  return row?.engine ?? null
}

/** The call to the number of who holds the account; null where his file has none. */
export async function insertOutbound(
  ctx: Ctx,
  call: { accountId: number; engine: string; proofCode: string; urgent: boolean },
): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `with number as (
       select i.phone_cipher, i.phone_hash, i.phone_tail from account_term t join customer c on c.id = t.customer_id
       join identity i on i.id = c.identity_id
       where t.account_id = $1 and t.known_to is null and t.valid_to is null and i.phone_cipher is not null),
     opened as (
       insert into contact (contact_no, channel, direction, state, account_id, agent_id, queued_at, engine, call_id,
         phone_cipher, phone_hash, phone_tail, call_back, proof_code)
       select no, 'voice', 'out', 'active', $1, $2, $3, $4, no || '-0', phone_cipher, phone_hash, phone_tail, 'dialling', $5
       from number, (select 'C' || to_char($3::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0') as no) n
       returning id, agent_id),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id, detail)
       select id, $3, 'dialled', agent_id, jsonb_build_object('urgent', $6::boolean) from opened)
     select id from opened`,
    [call.accountId, ctx.actor.id, ctx.now, call.engine, call.proofCode, call.urgent],
  )
  return row?.id ?? null
}

/** SQL: the holder of term `t` has a log-in in which he sees the code of a call to him. */
export const seesProof = `exists (select from app_user l
  where l.disabled_at is null and ${isOfParty('t.customer_id', 'l.customer_id')})`

/** The code of the call that the reader has placed to the holder of an account and that is not over. */
export function findProof(ctx: Ctx, accountNo: string): Promise<{ code: string; isShown: boolean } | undefined> {
  return ctx.db.first(
    `select c.proof_code as code, ${seesProof} as "isShown"
     from contact c join account a on a.id = c.account_id
     left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     where c.agent_id = $1 and a.account_no = $2 and c.direction = 'out' and c.state = 'active' and c.line_ended_at is null
       and c.proof_code is not null`,
    [ctx.actor.id, accountNo],
  )
}

/** The call on which an agent has whom he rang himself: it never stood in a queue. */
export async function findPlaced(ctx: Ctx, callId: string, agentId: number): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `select id from contact where call_id = $1 and agent_id = $2 and direction = 'out' and state = 'active'
       and ranked_at is null and line_ended_at is null`,
    [callId, agentId],
  )
  return row?.id ?? null
}

/** Calls of the company that ring at the reader's, or on which he talks; of accounts that he holds himself. */
export function listCallsToMe(ctx: Ctx): Promise<{ accountNo: string; code: string; since: Date }[]> {
  return ctx.db.rows(
    `select a.account_no as "accountNo", c.proof_code as code, c.queued_at as since
     from contact c join account a on a.id = c.account_id
     join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     where c.direction = 'out' and c.state = 'active' and c.line_ended_at is null and c.proof_code is not null
       and ${isOfParty('t.customer_id', '$1')} order by c.queued_at desc`,
    [ctx.actor.customerId ?? 0],
  )
}
