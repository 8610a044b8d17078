import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'

/** The least of a supply company that one meter needs to hang on. */
export function layReplayNetwork(
  ctx: Ctx,
  terminal: { protocol: 'modbus-tcp' | 'mqtt'; host?: string; port?: number },
): Promise<{ organisationId: number; districtId: number; terminalAssetNo: string }> {
  return transact(ctx, async ({ db }) => {
    const id = async (sql: string, values: unknown[] = []) => (await db.first<{ id: number }>(sql, values))?.id ?? 0
    const organisationId = await id(
      `insert into organisation (kind, code, name, path) values ('county', 'REPLAY', '回放', 'REPLAY.') returning id`,
    )
    const districtId = await id(
      `insert into transformer_district (name, kind, capacity_kva, organisation_id)
       values ('回放台区', 'public', 100, $1) returning id`,
      [organisationId],
    )
    const terminalAssetNo = 'REPLAY'
    await db.run('insert into terminal (asset_no, protocol, host, port, district_id) values ($1, $2, $3, $4, $5)', [
      terminalAssetNo,
      terminal.protocol,
      terminal.host ?? null,
      terminal.port ?? null,
      districtId,
    ])
    return { organisationId, districtId, terminalAssetNo }
  })
}
