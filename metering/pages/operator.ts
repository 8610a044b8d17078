import { hasRole, useUser } from '../../app/web/kit/session.tsx'

/** Whether the reader works the grid, and does not only look on. */
export function useOperator(): boolean {
  return hasRole(useUser(), ['grid', 'acquisition', 'dispatcher'])
}
