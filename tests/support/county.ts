import type { Ctx } from '../../db/context.ts'
import { type NewAccount, type OpenedAccount, openAccount } from '../../db/customers/open.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'

export type County = { organisationId: number; districtId: number; terminal: string }

/** A county with one station, one public transformer and one terminal: what an account needs around it. */
export async function foundCounty(ctx: Ctx, code = 'C1'): Promise<County> {
  configureSecrets(Buffer.alloc(32, 7))
  const organisation = await ctx.db.first<{ id: number }>(
    `insert into organisation (kind, code, name, path) values ('county', $1, $2, $3) returning id`,
    [code, `${code}县供电公司`, `P.${code}.`],
  )
  const organisationId = organisation?.id ?? 0
  const district = await ctx.db.first<{ id: number }>(
    `insert into transformer_district (name, kind, capacity_kva, organisation_id) values ($1, 'public', 400, $2) returning id`,
    [`幸福小区${code}号公变`, organisationId],
  )
  const terminal = `TERM-${code}`
  const districtId = district?.id ?? 0
  await ctx.db.run(`insert into terminal (asset_no, protocol, district_id) values ($1, 'mqtt', $2)`, [
    terminal,
    districtId,
  ])
  return { organisationId, districtId, terminal }
}

let serial = 0

/** Opens a household's account through the one writer of the customer file. */
export function openHousehold(
  ctx: Ctx,
  county: County,
  home: { name: string; energisedAt: string; priceCode: string | null; persons?: number } & Partial<
    Pick<NewAccount, 'class' | 'meter'>
  >,
): Promise<OpenedAccount> {
  serial += 1
  return openAccount(ctx, {
    caseRef: `test:${serial}`,
    reason: '新装',
    customer: { kind: 'person', name: home.name },
    organisationId: county.organisationId,
    address: `幸福路${serial}号`,
    class: home.class ?? 'residential',
    contractCapacityKva: '8',
    householdPersons: home.persons,
    energisedAt: new Date(home.energisedAt),
    point: { districtId: county.districtId, mode: 'low-low', phase: 'single', priceCode: home.priceCode },
    meter: {
      assetNo: `METER-${serial}`,
      profile: 'chint-dtsu666-2019',
      phase: 'single',
      ratedCurrentA: 5,
      maximumCurrentA: 60,
      registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      link: { terminalAssetNo: county.terminal, measuringPointNo: serial },
    },
    contract: { contractNo: `HT-${serial}`, signedOn: home.energisedAt.slice(0, 10) },
  })
}
