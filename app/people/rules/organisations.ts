/** Which unit may stand under which: province, city, county, station; a level may be left out. */
import type { OrganisationKind } from '../organisation-contract.ts'

const order: OrganisationKind[] = ['province', 'city', 'county', 'station']

export function mayStandUnder(kind: OrganisationKind, parent: OrganisationKind): boolean {
  return order.indexOf(kind) > order.indexOf(parent)
}
