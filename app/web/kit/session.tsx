import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import type { WhoAmI } from '../../contract.ts'
import { onSignedOut, write } from './api.ts'
import { type Resource, useResource } from './resource.ts'

type SessionControl = {
  session: Resource<WhoAmI>
  user: WhoAmI | undefined
  logOut: () => Promise<void>
  changed: () => void
}

const SessionContext = createContext<SessionControl | undefined>(undefined)

export type Shell = 'customer' | 'desk' | 'grid' | 'office'
export const shellPaths: Record<Shell, string> = { customer: '/', desk: '/desk', grid: '/grid', office: '/office' }
const shellRoles: Record<Shell, WhoAmI['roles']> = {
  customer: ['customer'],
  desk: ['agent', 'lead'],
  grid: ['grid', 'acquisition', 'dispatcher'],
  office: ['intake', 'surveyor', 'installer', 'billing', 'cashier', 'accountant'],
}

export function shellsOf(user: WhoAmI): Shell[] {
  const shells = (Object.keys(shellRoles) as Shell[]).filter((shell) =>
    shellRoles[shell].some((role) => user.roles.includes(role)),
  )
  return user.roles.includes('admin') || user.roles.includes('manager') ? ['office', 'desk', 'grid'] : shells
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
      logOut: async () => {
        await write('DELETE', '/api/session', undefined)
        reload()
      },
    }),
    [session, reload],
  )
  return <SessionContext value={control}>{children}</SessionContext>
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
