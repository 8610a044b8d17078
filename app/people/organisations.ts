import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import type { NewOrganisation, Organisation, Organisations, Renaming } from './organisation-contract.ts'
import { mayStandUnder } from './rules/organisations.ts'
import {
  deleteOrganisation,
  findOrganisationRow,
  insertOrganisation,
  listHanging,
  listOrganisationRows,
  saveName,
} from './sql/organisations.ts'

export async function listOrganisations(ctx: Ctx): Promise<Organisations> {
  return { items: await listOrganisationRows(ctx) }
}

/** A unit under one's own. Refuses with `NOT_FOUND`, `LEVEL_WRONG` at `kind` and `CODE_TAKEN` at `code`. */
export function addOrganisation(ctx: Ctx, unit: NewOrganisation): Promise<Organisation> {
  return transact(ctx, async (inner) => {
    const parent = await findOrganisation(inner, unit.parentId)
    if (!mayStandUnder(unit.kind, parent.kind)) {
      const message = '下级单位的层级须低于上级单位'
      throw new Refusal('LEVEL_WRONG', message, { issues: [{ path: 'kind', message }] })
    }
    const path = `${parent.path}${unit.code}.`
    const added = await insertOrganisation(inner, { ...unit, path })
    if (!added) {
      const message = '此编码不能使用,请换一个'
      throw new Refusal('CODE_TAKEN', message, { issues: [{ path: 'code', message }] })
    }
    const { kind, name, reason } = unit
    await recordAudit(inner, { action: 'unit.added', subject: `unit:${path}`, detail: { kind, name, reason } })
    return findOrganisation(inner, added.id)
  })
}

/** Path and code stay: what was recorded under them is still found. Refuses with `NOT_FOUND`. */
export function renameOrganisation(ctx: Ctx, id: number, { name, reason }: Renaming): Promise<Organisation> {
  return transact(ctx, async (inner) => {
    const unit = await findOrganisation(inner, id)
    await saveName(inner, id, name)
    await recordAudit(inner, {
      action: 'unit.renamed',
      subject: `unit:${unit.path}`,
      detail: { before: unit.name, after: name, reason },
    })
    return findOrganisation(inner, id)
  })
}

const things: Record<string, string> = {
  organisation: '下级单位',
  app_user: '用户',
  account: '用电户',
  transformer_district: '台区',
  substation: '变电站',
  reading_section: '抄表段',
  application: '业扩申请',
  work_order: '工单',
  unit_contact: '联系电话',
  bill_run: '核算批次',
}

/** Only of a unit on which nothing hangs. Refuses with `NOT_FOUND`, `OWN_UNIT` and `UNIT_IN_USE`, which names what does. */
export function removeOrganisation(ctx: Ctx, id: number, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const unit = await findOrganisation(inner, id)
    if (unit.path === inner.scope) throw new Refusal('OWN_UNIT', '不能删除本人所在单位')
    const hanging = await listHanging(inner, unit)
    if (hanging.length > 0) {
      const what = [...new Set(hanging.map((table) => things[table] ?? '业务数据'))].join('、')
      throw new Refusal('UNIT_IN_USE', `该单位下还有${what},不能删除`)
    }
    await deleteOrganisation(inner, id)
    const { kind, name } = unit
    await recordAudit(inner, { action: 'unit.removed', subject: `unit:${unit.path}`, detail: { kind, name, reason } })
  })
}

async function findOrganisation(ctx: Ctx, id: number): Promise<Organisation> {
  const unit = await findOrganisationRow(ctx, id)
  if (!unit) throw notFound('单位')
  return unit
}
