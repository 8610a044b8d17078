import type { Ctx } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { RegisterRole } from './install.ts'
import { moveDevices } from './stays.ts'

/** In Wh, varh or W, as the meter shows them. */
export type RegisterValues = Partial<Record<RegisterRole, number>>

/** The meter that is on a point now. */
export type Installed = {
  installationId: number
  deviceId: number
  assetNo: string
  installedAt: Date
  accountId: number | null
  roles: RegisterRole[]
}

/** Nobody else takes it off until the transaction ends. */
export function lockInstalled(ctx: Ctx, pointId: number): Promise<Installed | undefined> {
  return ctx.db.first<Installed>(
    `select i.id as "installationId", i.device_id as "deviceId", d.asset_no as "assetNo", i.installed_at as "installedAt",
       p.account_id as "accountId",
       array(select role from installation_register where installation_id = i.id order by role) as roles
     from installation i join device d on d.id = i.device_id join metering_point p on p.id = i.point_id
     where i.point_id = $1 and i.removed_at is null for update of i`,
    [pointId],
  )
}

/** The first register that it was installed with and that nobody read as it was taken off. */
export function findMissingEnd({ roles }: Installed, endRegisters: RegisterValues): RegisterRole | undefined {
  return roles.find((role) => endRegisters[role] === undefined)
}

/** The installation ends with what the registers showed. */
export async function closeInstallation(
  ctx: Ctx,
  { installationId }: Installed,
  { at, endRegisters }: { at: Date; endRegisters: RegisterValues },
): Promise<void> {
  await ctx.db.run('update installation set removed_at = $2 where id = $1', [installationId, at])
  await ctx.db.run(
    `update installation_register r set end_value = e.value::bigint from jsonb_each_text($2) e
     where r.installation_id = $1 and r.role = e.key`,
    [installationId, JSON.stringify(endRegisters)],
  )
}

export type MeterRemoval = {
  caseRef: string
  reason: string
  pointId: number
  /** When it happened, not when it is archived. */
  at: Date
  /** Who took it off: user name. */
  person: string
  endRegisters: RegisterValues
}

/**
 * Takes the meter off a point for good: the installation ends with its registers, its terminal reads it no more, and it
 * is in the hands of who took it off. Runs inside the caller's transaction.
 * Refuses with `NO_METER_INSTALLED`, `REMOVAL_IN_FUTURE`, `REMOVAL_BEFORE_INSTALLATION`, `END_REGISTER_MISSING`.
 */
export async function removeMeter(ctx: Ctx, removal: MeterRemoval): Promise<void> {
  const { pointId, at, person, endRegisters, caseRef, reason } = removal
  if (at > ctx.now) throw refuse('REMOVAL_IN_FUTURE', 'at', '拆表时间不能晚于现在')
  const installed = await lockInstalled(ctx, pointId)
  if (!installed) throw refuse('NO_METER_INSTALLED', 'pointId', '该计量点现在没有电能表')
  if (at <= installed.installedAt) throw refuse('REMOVAL_BEFORE_INSTALLATION', 'at', '拆表时间不能早于装表时间')
  const missing = findMissingEnd(installed, endRegisters)
  if (missing) throw refuse('END_REGISTER_MISSING', `endRegisters.${missing}`, '止码不全')
  await closeInstallation(ctx, installed, { at, endRegisters })
  await moveDevices(
    ctx,
    [installed.deviceId],
    { step: 'remove', at, reason, batch: caseRef },
    { place: 'person', person },
  )
  await ctx.db.run(
    'update collection_link set valid_to = $2 where device_id = $1 and valid_to is null and valid_from < $2',
    [installed.deviceId, at],
  )
}

function refuse(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { issues: [{ path, message }] })
}
