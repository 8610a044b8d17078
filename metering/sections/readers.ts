import type { Ctx, Role } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { isPerson, listPeople } from '../sql/people.ts'
import type { ReaderList } from './shapes.ts'

/** Who reads on site. */
export const readerRoles: Role[] = ['reader', 'district-manager', 'acquisition', 'inspector']

/** Who may be sent. */
export async function listReaders(ctx: Ctx): Promise<ReaderList> {
  return { readers: await listPeople(ctx, readerRoles) }
}

/** A log-in that is mistyped would be sent, and nobody would go. Refuses with `READER_UNKNOWN`. */
export async function refuseUnknownReader(ctx: Ctx, username: string): Promise<void> {
  if (!(await isPerson(ctx, username, readerRoles))) {
    throw new Refusal('READER_UNKNOWN', `没有抄表人员 ${username},请从列表中选择`)
  }
}
