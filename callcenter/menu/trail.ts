import type { z } from 'zod'
import type { ContactRow } from '../sql/contacts.ts'
import type { menuTrail } from './contract.ts'

/** What its agent is told of a caller's way through the menu: where he pressed what, and who he is known to be. */
export function describeTrail({ state, enteredAccountNo }: NonNullable<ContactRow['menu']>): z.infer<typeof menuTrail> {
  const { path, language, identity, entry, told, hasReported } = state
  const pressed = path.flatMap(({ title, key }) => (key === undefined ? [] : [{ title, key }]))
  return { pressed, language, identity, entry, enteredAccountNo, told, hasReported }
}
