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
