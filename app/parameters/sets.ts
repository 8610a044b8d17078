import { billingParameters } from '../../billing/index.ts'
import { callcenterParameters } from '../../callcenter/index.ts'
import type { Ctx, Role } from '../../db/context.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'
import { notFound } from '../../db/refusal.ts'
import { intakeParameters } from '../../intake/index.ts'
import { meteringParameters } from '../../metering/index.ts'
import { auditParameters } from '../audit/parameters.ts'
import { citizenParameters } from '../citizens/parameters.ts'
import { keepingParameters } from '../keeping/parameters.ts'
import { noticeParameters } from '../notices/parameters.ts'
import { peopleParameters } from '../people/parameters.ts'
import { technicalSets } from './technical.ts'

/** The one list of sets, each declared where it is used. */
export const parameterSets: ParameterSet[] = [
  ...billingParameters,
  ...intakeParameters,
  ...meteringParameters,
  ...callcenterParameters,
  ...peopleParameters,
  ...citizenParameters,
  ...noticeParameters,
  ...auditParameters,
  ...keepingParameters,
  ...technicalSets,
]

/** Who reads all of them; others read those of their own department. */
const overseers: Role[] = ['admin', 'manager', 'auditor']
const departmentOf: Partial<Record<Role, ParameterSet['department']>> = {
  intake: 'intake',
  billing: 'billing',
  accountant: 'billing',
  acquisition: 'metering',
  quality: 'callcenter',
}
export const readers: Role[] = [...overseers, ...(Object.keys(departmentOf) as Role[])]
export const changers: Role[] = readers.filter((role) => role !== 'auditor')

export function listSeenSets({ actor }: Ctx): ParameterSet[] {
  if (actor.roles.some((role) => overseers.includes(role))) return parameterSets
  const own = actor.roles.map((role) => departmentOf[role])
  return parameterSets.filter(({ department }) => own.includes(department))
}

/** A set that the actor sees; refuses with `NOT_FOUND`. */
export function requireSet(ctx: Ctx, name: string): ParameterSet {
  const set = listSeenSets(ctx).find((each) => each.name === name)
  if (!set) throw notFound('参数')
  return set
}

export type Editable = ParameterSet & {
  rows: NonNullable<ParameterSet['rows']>
  change: Extract<ParameterSet['change'], { how: 'two' | 'one' }>
}

export function isEditable(set: ParameterSet): set is Editable {
  return set.rows !== undefined && isChangedHere(set)
}

function isChangedHere(set: ParameterSet): set is ParameterSet & Pick<Editable, 'change'> {
  return set.change.how === 'two' || set.change.how === 'one'
}

/** Who asks. `isOverAll`: no unit is outside of his, so that he may speak for the whole company. */
export type Asker = Ctx & { isOverAll: boolean }

export async function readAsker(ctx: Ctx): Promise<Asker> {
  const other = await ctx.db.first('select 1 from organisation where not starts_with(path, $1) limit 1', [ctx.scope])
  return { ...ctx, isOverAll: other === undefined }
}

/** Each rule holds for the whole company: who has a part of it changes none. */
export function mayDraft(asker: Asker, set: ParameterSet): boolean {
  return findObstacle(asker, set) === null
}

export function mayDecide({ actor, isOverAll }: Asker, set: ParameterSet): boolean {
  return isOverAll && isChangedHere(set) && set.change.releases.some((role) => actor.roles.includes(role))
}

/** Why the asker may not draft a change of a set here: its place is elsewhere, his role, or his unit. */
export function findObstacle({ actor, isOverAll }: Asker, set: ParameterSet): 'place' | 'role' | 'unit' | null {
  if (!isChangedHere(set)) return 'place'
  if (!set.change.drafts.some((role) => actor.roles.includes(role))) return 'role'
  return isOverAll ? null : 'unit'
}
