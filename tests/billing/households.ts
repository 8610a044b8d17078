import type { Ctx } from '../../db/context.ts'
import { type OpenedAccount, openAccount } from '../../db/customers/open.ts'
import type { Network } from '../support/cast.ts'

let serial = 0

/** Opens a household's account on a meter that counts from 0, energised at the instant given. */
export function openHousehold(
  ctx: Ctx,
  network: Network,
  home: { name: string; energisedAt: string; priceCode: string | null; persons?: number },
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
    meter: {
      assetNo: `METER-${serial}`,
      profile: 'chint-dtsu666-2019',
      phase: 'single',
      ratedCurrentA: 5,
      maximumCurrentA: 60,
      registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      link: { terminalAssetNo: 'T-MQTT-1', measuringPointNo: serial },
    },
    contract: { contractNo: `HT-${serial}`, signedOn: home.energisedAt.slice(0, 10) },
  })
}
