import type { Ctx } from '../../db/context.ts'
import { installMeter, type NewMeter } from '../../db/customers/install.ts'
import { type OpenedAccount, openAccount } from '../../db/customers/open.ts'
import { transact } from '../../db/pool.ts'
import type { Network } from '../support/cast.ts'

let serial = 0

/** Opens a household's account on a meter that counts from 0, energised at the instant given. */
export function openHousehold(
  ctx: Ctx,
  network: Network,
  home: { name: string; energisedAt: string; priceCode: string | null; persons?: number; isUnmetered?: boolean },
): Promise<OpenedAccount> {
  serial += 1
  return openAccount(ctx, {
    caseRef: `test:${serial}`,
    reason: '新装',
    customer: { kind: 'person', name: home.name },
    organisationId: network.organisationId,
    address: `幸福路${serial}号`,
    class: 'residential',
    contractCapacityKva: '8',
    householdPersons: home.persons,
    energisedAt: new Date(home.energisedAt),
    point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: home.priceCode },
    meter: home.isUnmetered ? undefined : meterOf(serial),
    contract: { contractNo: `HT-${serial}`, signedOn: home.energisedAt.slice(0, 10) },
  })
}

function meterOf(number: number): NewMeter {
  return {
    assetNo: `METER-${number}`,
    profile: 'chint-dtsu666-2019',
    phase: 'single',
    ratedCurrentA: 5,
    maximumCurrentA: 60,
    registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
    link: { terminalAssetNo: 'T-MQTT-1', measuringPointNo: number },
  }
}

/** Another settlement point of an account, with a meter that counts from 0. */
export async function addPoint(
  ctx: Ctx,
  point: { accountId: number; pointNo: string; priceCode: string; energisedAt: string },
): Promise<number> {
  serial += 1
  const row = await ctx.db.first<{ id: number }>(
    `insert into metering_point (point_no, kind, account_id, purpose) values ($1, 'account', $2, 'settlement') returning id`,
    [point.pointNo, point.accountId],
  )
  const pointId = row?.id ?? 0
  await ctx.db.run(
    `insert into point_term (point_id, mode, phase, price_code, valid_from, known_from, changed_by, reason, case_ref)
     values ($1, 'low-low', 'single', $2, $3, $4, 'test', '增加计量点', 'test')`,
    [pointId, point.priceCode, point.energisedAt.slice(0, 10), ctx.now],
  )
  await transact(ctx, (inner) =>
    installMeter(inner, { ...meterOf(serial), pointId, at: new Date(point.energisedAt), caseRef: 'test' }),
  )
  return pointId
}
