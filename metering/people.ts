import type { Ctx, Role } from '../db/context.ts'
import { Refusal } from '../db/refusal.ts'
import { isPerson, isStranger } from './sql/people.ts'

/** Who puts up meters. */
const installerRoles: Role[] = ['installer', 'reader']

/** Of the actor's units. Refuses with `PERSON_UNKNOWN`. */
export async function refuseUnknownInstaller(ctx: Ctx, username: string): Promise<void> {
  if (await isPerson(ctx, username, installerRoles)) return
  throw new Refusal('PERSON_UNKNOWN', '没有这名装表人员,请重新选择')
}

/** Work may be given to a name that nobody logs in with, but to no log-in of another county. Refuses with `PERSON_UNKNOWN`. */
export async function refuseStranger(ctx: Ctx, name: string): Promise<void> {
  if (await isStranger(ctx, name)) throw new Refusal('PERSON_UNKNOWN', `${name} 不是本单位的人员,请重新选择`)
}
