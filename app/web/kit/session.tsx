import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import type { WhoAmI } from '../../contract.ts'
import { onSignedOut, write } from './api.ts'
import { type Resource, useResource } from './resource.ts'

type SessionControl = {
  session: Resource<WhoAmI>
  user: WhoAmI | undefined
  /** `before` the screens are told: what this device keeps of the user is removed. */
  logOut: (before?: () => Promise<void>) => Promise<void>
  changed: () => void
}

const SessionContext = createContext<SessionControl | undefined>(undefined)

export type Shell = 'customer' | 'desk' | 'grid' | 'office' | 'field'
export const shellPaths: Record<Shell, string> = {
  customer: '/',
  desk: '/desk',
  grid: '/grid',
  office: '/office',
  field: '/field',
}
/** Who works where; the first of a user's shells is his home. */
const shellRoles: [Shell, WhoAmI['roles']][] = [
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
  ['field', ['surveyor', 'installer', 'inspector']],
  ['desk', ['agent', 'lead', 'dispatcher', 'crew', 'quality', 'district-manager', 'manager']],
  ['office', ['quality']],
]

export function shellsOf(user: WhoAmI): Shell[] {
  return [...new Set(shellRoles.filter(([, roles]) => hasRole(user, roles)).map(([shell]) => shell))]
}

export function hasRole(user: WhoAmI, roles: WhoAmI['roles']): boolean {
  return roles.some((role) => user.roles.includes(role))
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const session = useResource<WhoAmI>('/api/session')
  const { reload } = session
  useEffect(() => onSignedOut(reload), [reload])
  const control = useMemo<SessionControl>(
    () => ({
      session,
      user: session.error ? undefined : session.data,
      changed: reload,
      logOut: async (before) => {
        await write('DELETE', '/api/session', undefined)
        await before?.()
        reload()
      },
    }),
    [session, reload],
  )
  return <SessionContext value={control}>{children}</SessionContext>
}

/** Lets somebody work whom this device knows where the server cannot be asked who he is. */
export function SessionAs({ user, children }: { user: WhoAmI; children: ReactNode }) {
  const control = useSession()
  const known = useMemo(() => ({ ...control, user }), [control, user])
  return <SessionContext value={known}>{children}</SessionContext>
}

export function useSession(): SessionControl {
  const control = use(SessionContext)
  if (!control) throw new Error('useSession outside of SessionProvider')
  return control
}

/** The user of a screen that only opens after log-in. */
export function useUser(): WhoAmI {
  const { user } = useSession()
  if (!user) throw new Error('no user: the shell must be behind its gate')
  return user
}
