import type { z } from 'zod'
import { type Ctx, isSamePerson, type Role } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import type { ApplicationKind, Step } from '../contract.ts'
import { flows } from '../flows/all.ts'
import { titleOf } from '../flows/steps.ts'
import { mayAct, ruleOf } from '../rules/flow/engine.ts'
import type { Flow } from '../rules/flow/shape.ts'
import { kindRules } from '../rules/kinds/all.ts'
import { type ApplicationRow, findApplicationRow } from '../sql/applications.ts'
import {
  type FlowMigration,
  findOpenMigration,
  listHolders,
  listOpenMigrations,
  listReceivingUnits,
  listUnits,
} from '../sql/hands.ts'
import { listTasks } from '../sql/tasks.ts'
import { type Opened, openApplication } from '../standing.ts'
import type { hands, migrationList, unitList } from './contract.ts'

const deciders: Role[] = ['manager', 'admin']

export async function findUnits(ctx: Ctx): Promise<z.infer<typeof unitList>> {
  return { items: await listUnits(ctx) }
}

/** Into whose hands an application may go; refuses with `NOT_FOUND`. */
export async function findHands(ctx: Ctx, id: number): Promise<z.infer<typeof hands>> {
  const row = await findApplicationRow(ctx, id)
  if (!row) throw notFound('申请')
  const { flow, standing } = await openApplication(ctx, row)
  const isOpen = standing.status === 'open'
  const mine = findMine(ctx, flow, standing)
  const holds = mine.length > 0
  const asked = await findOpenMigration(ctx, id)
  const newer = flows.filter(({ kind, version }) => kind === flow.kind && version > flow.version)
  return {
    mayEscalate: isOpen && holds,
    units: isOpen && holds ? await listReceivingUnits(ctx, id) : [],
    assignable: isOpen ? await listAssignable(ctx, row, flow, mine) : [],
    flowVersion: flow.version,
    newerVersions: isOpen && !asked && decides(ctx) ? newer.map(({ version }) => version) : [],
    migration: asked ? viewMigration(ctx, asked) : null,
  }
}

/** Open steps that the reader has the role for; a manager has all of them. */
function findMine({ actor }: Ctx, flow: Flow, { open }: Opened['standing']): Step[] {
  const roles: string[] = actor.roles
  return open.filter((step) => roles.includes('manager') || mayAct(ruleOf(flow, step), roles))
}

async function listAssignable(
  ctx: Ctx,
  { id, organisationId }: ApplicationRow,
  flow: Flow,
  mine: Step[],
): Promise<z.infer<typeof hands>['assignable']> {
  const tasks = await listTasks(ctx, [id])
  const assignable = []
  for (const step of mine) {
    const people = await listHolders(ctx, { roles: ruleOf(flow, step).roles, organisationId })
    const holder = tasks.find((each) => each.step === step)?.holder ?? null
    assignable.push({ step, title: titleOf(step, flow.kind), holder, people })
  }
  return assignable
}

/** Migrations that wait for a second person, the oldest first. */
export async function listMigrations(ctx: Ctx): Promise<z.infer<typeof migrationList>> {
  const rows = await listOpenMigrations(ctx)
  return {
    items: rows.map((row) => ({
      ...viewMigration(ctx, row),
      ...{ applicationId: row.applicationId, applicationNo: row.applicationNo, applicantName: row.applicantName },
      kind: row.kind as ApplicationKind,
      kindTitle: kindRules[row.kind as ApplicationKind].title,
      askedAt: row.askedAt.toISOString(),
    })),
  }
}

const decides = ({ actor }: Ctx) => actor.roles.some((role) => deciders.includes(role))

function viewMigration(ctx: Ctx, { fromVersion, toVersion, reason, askedBy }: FlowMigration) {
  return { fromVersion, toVersion, reason, askedBy, isMine: decides(ctx) && !isSamePerson(ctx.actor, askedBy) }
}
