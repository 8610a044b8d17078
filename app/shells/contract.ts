import type { Role } from '../../db/context.ts'

/** The five faces of the product. */
export type Shell = 'customer' | 'desk' | 'grid' | 'office' | 'field'

/** Where each begins. */
export const shellPaths: Record<Shell, string> = {
  customer: '/',
  desk: '/desk',
  grid: '/grid',
  office: '/office',
  field: '/field',
}

/** Who works where; the first of a user's shells is his home. */
const shellRoles: [Shell, Role[]][] = [
  ['customer', ['customer']],
  ['grid', ['acquisition']],
  [
    'office',
    [
      'intake',
      'surveyor',
      'installer',
      'inspector',
      'acquisition',
      'billing',
      'cashier',
      'accountant',
      'district-manager',
      'manager',
      'auditor',
      'admin',
    ],
  ],
  ['grid', ['grid', 'dispatcher', 'inspector', 'reader', 'district-manager', 'quality', 'manager', 'auditor']],
  ['field', ['surveyor', 'installer', 'inspector', 'crew']],
  ['desk', ['agent', 'lead', 'dispatcher', 'crew', 'quality', 'district-manager', 'manager']],
  ['desk', ['reader', 'inspector', 'intake', 'billing']],
  ['office', ['quality']],
]

export function shellsOf({ roles }: { roles: Role[] }): Shell[] {
  const own = shellRoles.filter(([, those]) => those.some((role) => roles.includes(role)))
  return [...new Set(own.map(([shell]) => shell))]
}
