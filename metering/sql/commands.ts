import type { Ctx } from '../../db/context.ts'
import type { RegisterRole } from '../contract.ts'
import type { MeterValues } from '../mqtt-contract.ts'
import type { Trail } from '../rules/judge.ts'

export type NewCommand = {
  id: string
  terminalId: number
  pointId: number | null
  kind: string
  payload: object
  expiresAt: Date
}

export async function insertCommand(ctx: Ctx, command: NewCommand): Promise<void> {
  await ctx.db.run(
    `insert into terminal_command (id, terminal_id, point_id, kind, payload, asked_at, asked_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      command.id,
      command.terminalId,
      command.pointId,
      command.kind,
      JSON.stringify(command.payload),
      ctx.now,
      ctx.actor.name,
      command.expiresAt,
    ],
  )
}

export function listUnsent(ctx: Ctx, limit: number): Promise<{ id: string; terminal: string; payload: object }[]> {
  return ctx.db.rows(
    `select c.id, e.asset_no as terminal, c.payload from terminal_command c join terminal e on e.id = c.terminal_id
     where c.sent_at is null and c.answered_at is null and c.expires_at > $1 order by c.asked_at limit $2`,
    [ctx.now, limit],
  )
}

export async function markSent(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.run('update terminal_command set sent_at = $2 where id = $1', [id, ctx.now])
}

export async function expireCommands(ctx: Ctx): Promise<void> {
  await ctx.db.run(
    `update terminal_command set answered_at = $1, ok = false, because = 'NO_ANSWER_IN_TIME'
     where answered_at is null and expires_at <= $1`,
    [ctx.now],
  )
}

export type CommandRecord = {
  id: string
  terminalId: number
  terminal: string
  pointId: number | null
  kind: string
  payload: Record<string, unknown>
  askedAt: Date
  askedBy: string
  expiresAt: Date
  sentAt: Date | null
  answeredAt: Date | null
  ok: boolean | null
  because: string | null
  answer: Record<string, unknown> | null
}

const select = `select c.id, c.terminal_id as "terminalId", e.asset_no as terminal, c.point_id as "pointId", c.kind, c.payload,
    c.asked_at as "askedAt", c.asked_by as "askedBy", c.expires_at as "expiresAt", c.sent_at as "sentAt",
    c.answered_at as "answeredAt", c.ok, c.because, c.answer
  from terminal_command c join terminal e on e.id = c.terminal_id`

export function findCommand(ctx: Ctx, id: string): Promise<CommandRecord | undefined> {
  return ctx.db.first(`${select} where c.id = $1`, [id])
}

type AnsweredCommand = Pick<CommandRecord, 'pointId' | 'kind' | 'payload' | 'askedBy' | 'askedAt'>

/** The first answer counts; told again, or by another terminal, it changes nothing. */
export function saveAnswer(
  ctx: Ctx,
  answer: { id: string; terminal: string; ok: boolean; because: string | null; answer: object },
): Promise<AnsweredCommand | undefined> {
  return ctx.db.first(
    `update terminal_command c set answered_at = $3, ok = $4, because = $5, answer = $6
     from terminal e where c.id = $1 and e.id = c.terminal_id and e.asset_no = $2 and c.answered_at is null
     returning c.point_id as "pointId", c.kind, c.payload, c.asked_by as "askedBy", c.asked_at as "askedAt"`,
    [answer.id, answer.terminal, ctx.now, answer.ok, answer.because, JSON.stringify(answer.answer)],
  )
}

export type ToldReading = {
  at: Date
  values: MeterValues
  trail: Trail
  doubted: { role: RegisterRole; wh: number; status: 'held' | 'rejected' | 'confirmed' }[]
}

/** What a point's meter has shown since, with the registers that were doubted of it. */
export function findToldSince(ctx: Ctx, pointId: number, since: Date): Promise<ToldReading | undefined> {
  return ctx.db.first(
    `with latest as (
       select measured_at as at, reading, trail from latest_reading where point_id = $1 and arrived_at >= $2),
     doubted as (
       select coalesce(until_at, measured_at) as at, role, wh, status from reading_suspect
       where point_id = $1 and (arrived_at >= $2 or until_at >= $2)
         and coalesce(until_at, measured_at) >= coalesce((select at from latest), '-infinity'))
     select coalesce((select at from latest), (select max(at) from doubted)) as at,
       coalesce((select reading from latest), '{}') as values, coalesce((select trail from latest), '{}') as trail,
       coalesce((select jsonb_agg(jsonb_build_object('role', role, 'wh', wh, 'status', status)) from doubted), '[]') as doubted
     where exists (select 1 from latest) or exists (select 1 from doubted)`,
    [pointId, since],
  )
}

/** Kept with the answer, so that it says the same whenever it is looked at. */
export async function addToAnswer(ctx: Ctx, id: string, more: object): Promise<void> {
  await ctx.db.run(`update terminal_command set answer = answer || $2 where id = $1`, [id, JSON.stringify(more)])
}

/** Whether the terminal has yet to answer the same question. */
export async function isRereadUnderWay(
  ctx: Ctx,
  pointId: number,
  span: { what: string; from: string },
): Promise<boolean> {
  const row = await ctx.db.first(
    `select 1 as one from terminal_command where point_id = $1 and kind = 'reread' and answered_at is null and expires_at > $2
       and payload ->> 'what' = $3 and payload ->> 'from' = $4`,
    [pointId, ctx.now, span.what, span.from],
  )
  return row !== undefined
}

/** The latest answered question of a kind to a terminal. */
export function findLatestAnswer(ctx: Ctx, terminalId: number, kind: string): Promise<CommandRecord | undefined> {
  return ctx.db.first(
    `${select} where c.terminal_id = $1 and c.kind = $2 and c.ok order by c.answered_at desc limit 1`,
    [terminalId, kind],
  )
}

export type CommandLine = Pick<
  CommandRecord,
  'id' | 'kind' | 'askedAt' | 'askedBy' | 'sentAt' | 'answeredAt' | 'ok' | 'because'
>

export function listLatestCommands(ctx: Ctx, terminalId: number, limit: number): Promise<CommandLine[]> {
  return ctx.db.rows(
    `select id, kind, asked_at as "askedAt", asked_by as "askedBy", sent_at as "sentAt", answered_at as "answeredAt",
       ok, because
     from terminal_command where terminal_id = $1 order by asked_at desc, id limit $2`,
    [terminalId, limit],
  )
}
