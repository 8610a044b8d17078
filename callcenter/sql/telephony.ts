import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { commitSignal } from '../../db/signal.ts'
import type { Command, CommandAnswer, LiveCall, Position } from '../telephony/port.ts'

const commanded = commitSignal()
/** Wakes whoever speaks with an engine when there is something to be told to it. */
export const onCommanded = commanded.listen

type LineCommand = Command extends infer Each ? (Each extends Command ? Omit<Each, 'callId'> : never) : never

/** To be given to the engine that has the line; of a contact without one nothing is. Not before `after`. Says under which number. */
export function commandLine(
  ctx: Ctx,
  contactId: number,
  command: LineCommand,
  after: Date = ctx.now,
): Promise<number | null> {
  return insertCommand(ctx, contactId, command, { after, where: 'line_ended_at is null' })
}

/** To the line of one who is asked to rate by keys: for the desk it is over, for the engine not. */
export function commandAsked(ctx: Ctx, contactId: number, command: LineCommand): Promise<number | null> {
  const where = `exists (select from key_rating k where k.contact_id = contact.id and k.state <> 'over')`
  return insertCommand(ctx, contactId, command, { after: ctx.now, where })
}

async function insertCommand(
  ctx: Ctx,
  contactId: number,
  command: LineCommand,
  { after, where }: { after: Date; where: string },
): Promise<number | null> {
  const told = await ctx.db.prepared.first<{ id: number }>(
    `insert into telephony_command (engine, call_id, command, at, try_after)
     select engine, call_id, $2::jsonb || jsonb_build_object('callId', call_id), $3, $4 from contact
     where id = $1 and engine is not null and ${where} returning id`,
    [contactId, JSON.stringify(command), ctx.now, after],
  )
  if (told) commanded.raise()
  return told?.id ?? null
}

export async function setRecordingTold(ctx: Ctx, contactId: number, commandId: number | null): Promise<void> {
  await ctx.db.prepared.run('update contact set recording_told_by = $2 where id = $1', [contactId, commandId])
}

/** The engine did not say it. */
export async function dropRecordingTold(ctx: Ctx, callId: string, commandId: string): Promise<void> {
  await ctx.db.prepared.run(
    'update contact set recording_told_by = null where call_id = $1 and recording_told_by = $2::bigint',
    [callId, commandId],
  )
}

/** From now on until the line ends; of a caller who was told. */
export async function commandRecording(ctx: Ctx, callId: string): Promise<void> {
  const told = await ctx.db.prepared.run(
    `insert into telephony_command (engine, call_id, command, at, try_after)
     select engine, call_id, jsonb_build_object('act', 'record', 'callId', call_id, 'on', true), $2, $2 from contact
     where call_id = $1 and engine is not null and line_ended_at is null and recording_told_by is not null`,
    [callId, ctx.now],
  )
  if (told > 0) commanded.raise()
}

/** Ends a line on which somebody was rung for a contact that is over. */
export async function hangUpDialled(ctx: Ctx, callId: string): Promise<void> {
  const told = await ctx.db.prepared.run(
    `insert into telephony_command (engine, call_id, command, at, try_after)
     select engine, call_id, jsonb_build_object('act', 'hang-up', 'callId', call_id), $2, $2 from contact
     where call_id = $1 and engine is not null and call_back is not null and state in ('unwritten', 'closed', 'abandoned')
       and not exists (select from key_rating k where k.contact_id = contact.id and k.state <> 'over')`,
    [callId, ctx.now],
  )
  if (told > 0) commanded.raise()
}

/** Rings the agents to whom calls were offered; who asked to be called back has no line that could ring. */
export async function commandOffers(ctx: Ctx, contactIds: number[], seconds: number): Promise<void> {
  const told = await ctx.db.prepared.run(
    `insert into telephony_command (engine, call_id, command, at, try_after)
     select engine, call_id, jsonb_build_object('act', 'offer', 'callId', call_id, 'extension', agent_id::text, 'seconds', $2::int), $3, $3
     from contact where id = any($1) and engine is not null and state = 'offered' and call_back is null order by id`,
    [contactIds, seconds, ctx.now],
  )
  if (told > 0) commanded.raise()
}

export type WaitingCommand = { id: number; attempts: number; command: Command }

/** The number that is to be rung is kept with the contact alone, enciphered; empty where he is not to be called back any more. */
export async function listCommands(ctx: Ctx, engine: string, most: number): Promise<WaitingCommand[]> {
  const rows = await ctx.db.prepared.rows<WaitingCommand & { cipher: Buffer | null }>(
    `select c.id, c.attempts, c.command,
       case when c.command ->> 'act' = 'originate' then (
         select phone_cipher from contact k where k.call_id = c.call_id and k.state = 'active' and k.call_back = 'dialling') end as cipher
     from telephony_command c
     where c.engine = $1 and c.state = 'waiting' and c.try_after <= $2
       and not exists (select from telephony_command b
         where b.engine = $1 and b.state = 'waiting' and b.call_id = c.call_id and b.id < c.id and b.try_after > $2)
     order by c.id limit $3`,
    [engine, ctx.now, most],
  )
  return rows.map(({ cipher, command, ...rest }) => ({
    ...rest,
    command: command.act === 'originate' && cipher ? { ...command, number: decryptText(cipher) } : command,
  }))
}

/** What was to be said is not kept: it may have been about somebody's money. */
export async function endCommand(ctx: Ctx, id: number, answer: CommandAnswer): Promise<void> {
  await ctx.db.prepared.run(
    `update telephony_command set state = $2, ended_at = $3, attempts = attempts + 1, command = command - 'prompt' where id = $1`,
    [id, answer, ctx.now],
  )
}

export async function postponeCommand(ctx: Ctx, id: number, until: Date): Promise<void> {
  await ctx.db.prepared.run('update telephony_command set attempts = attempts + 1, try_after = $2 where id = $1', [
    id,
    until,
  ])
}

/** The engine is this process's to listen to until then; null where another has it. */
export async function holdEngine(
  ctx: Ctx,
  { engine, holder, until }: { engine: string; holder: string; until: Date },
): Promise<Position | { epoch: null } | null> {
  const row = await ctx.db.prepared.first<{ epoch: string | null; sequence: number }>(
    `insert into telephony_cursor as c (engine, held_by, held_until) values ($1, $2, $3)
     on conflict (engine) do update set held_by = excluded.held_by, held_until = excluded.held_until
       where c.held_by is null or c.held_by = excluded.held_by or c.held_until <= $4
     returning epoch, sequence`,
    [engine, holder, until, ctx.now],
  )
  if (!row) return null
  return row.epoch === null ? { epoch: null } : { epoch: row.epoch, sequence: row.sequence }
}

export async function releaseEngine(ctx: Ctx, engine: string, holder: string): Promise<void> {
  await ctx.db.prepared.run(
    'update telephony_cursor set held_by = null, held_until = null where engine = $1 and held_by = $2',
    [engine, holder],
  )
}

/** Takes one event, in the transaction of what follows from it; false where it is not the next, or not this process's. */
export async function takeEvent(ctx: Ctx, engine: string, holder: string, at: Position): Promise<boolean> {
  const taken = await ctx.db.prepared.run(
    `update telephony_cursor set sequence = $4
     where engine = $1 and held_by = $2 and epoch = $3 and sequence = $4::bigint - 1`,
    [engine, holder, at.epoch, at.sequence],
  )
  return taken === 1
}

export async function setPosition(ctx: Ctx, engine: string, holder: string, at: Position): Promise<boolean> {
  const set = await ctx.db.prepared.run(
    'update telephony_cursor set epoch = $3, sequence = $4 where engine = $1 and held_by = $2',
    [engine, holder, at.epoch, at.sequence],
  )
  return set === 1
}

/** Calls that the desk believes to be on a line of this engine, which has none such; who is still to be rung has none yet. */
export async function listGhosts(ctx: Ctx, engine: string, live: LiveCall[]): Promise<string[]> {
  const rows = await ctx.db.prepared.rows<{ callId: string }>(
    `select call_id as "callId" from contact
     where engine = $1 and state in ('in-menu', 'queued', 'offered', 'active') and call_id <> all($2)
       and line_ended_at is null and not exists (select from telephony_command t
         where t.call_id = contact.call_id and t.state = 'waiting' and t.command ->> 'act' = 'originate')
     union all select c.call_id from key_rating k join contact c on c.id = k.contact_id
       where k.state <> 'over' and c.engine = $1 and c.call_id <> all($2)`,
    [engine, live.map(({ callId }) => callId)],
  )
  return rows.map(({ callId }) => callId)
}

/** Lines of which the desk has heard. One that is only still to be hung up may be no contact's any more: he is being called back. */
export async function listKnown(
  ctx: Ctx,
  engine: string,
  live: LiveCall[],
): Promise<Map<string, 'in-menu' | 'elsewhere'>> {
  const rows = await ctx.db.prepared.rows<{ callId: string; known: 'in-menu' | 'elsewhere' }>(
    `select call_id as "callId", 'elsewhere' as known from telephony_command
     where engine = $1 and state = 'waiting' and command ->> 'act' = 'hang-up' and call_id = any($2)
     union all select call_id, case when state = 'in-menu' then 'in-menu' else 'elsewhere' end from contact where call_id = any($2)`,
    [engine, live.map(({ callId }) => callId)],
  )
  return new Map(rows.map(({ callId, known }) => [callId, known]))
}

/** What was still to be told about calls that are no more; who is still to be rung had none yet. */
export async function dropCommands(ctx: Ctx, engine: string, live: LiveCall[]): Promise<void> {
  await ctx.db.prepared.run(
    `update telephony_command set state = 'gone', ended_at = $3, command = command - 'prompt'
     where engine = $1 and state = 'waiting' and call_id <> all($2) and not (command ->> 'act' = 'originate'
       and exists (select from contact c where c.call_id = telephony_command.call_id and c.state = 'active' and c.call_back = 'dialling'))`,
    [engine, live.map(({ callId }) => callId), ctx.now],
  )
}

export async function insertRecording(
  ctx: Ctx,
  { callId, recording, seconds }: { callId: string; recording: string; seconds: number },
): Promise<void> {
  await ctx.db.prepared.run(
    `insert into contact_recording (contact_id, recording, seconds, at)
     select id, $2, $3, $4 from contact where call_id = $1 on conflict (recording) do nothing`,
    [callId, recording, seconds, ctx.now],
  )
}
