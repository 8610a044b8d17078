import type { Ctx } from '../../db/context.ts'
import type { RegisterRole, Registers } from '../contract.ts'
import { roleColumns, roles } from '../rules/values.ts'

export type RegisterRow = {
  at: Date
  assetNo: string
  freeze: 'day' | 'month' | 'curve' | null
  registers: Registers
}

const registers = `jsonb_strip_nulls(jsonb_build_object(${roles.map((role) => `'${role}', ${roleColumns[role]}`).join(', ')}))`

export function listRegisterRows(ctx: Ctx, pointId: number, from: Date, to: Date): Promise<RegisterRow[]> {
  return ctx.db.rows(
    `select r.measured_at as at, d.asset_no as "assetNo", r.frozen_as as freeze, ${registers} as registers
     from register_reading r
     join installation i on i.id = r.installation_id
     join device d on d.id = i.device_id
     where r.point_id = $1 and r.measured_at >= $2 and r.measured_at <= $3
     order by r.measured_at desc limit 1000`,
    [pointId, from, to],
  )
}

export type SuspectListRow = {
  at: Date
  status: 'held' | 'rejected' | 'confirmed'
  because: string
  registers: Partial<Record<RegisterRole, number>>
  times: number
  untilAt: Date | null
}

export function listSuspectRows(ctx: Ctx, pointId: number): Promise<SuspectListRow[]> {
  return ctx.db.rows(
    `select measured_at as at, status, because, jsonb_build_object(role, wh) as registers,
       times, until_at as "untilAt"
     from reading_suspect where point_id = $1 order by measured_at desc, role limit 50`,
    [pointId],
  )
}
