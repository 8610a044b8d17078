import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { civilDay } from '../../db/time.ts'
import { listAccountRows } from '../account-rows/list.ts'
import { listChoices } from '../choices.ts'
import type { ApplicationDetail, Step } from '../contract.ts'
import { flows } from '../flows/all.ts'
import { findAccountFacts } from '../kinds.ts'
import { findDistrictLoad } from '../loads.ts'
import type { Ports } from '../ports.ts'
import { mayAct } from '../rules/flow/engine.ts'
import type { ApplicationRow } from '../sql/applications.ts'
import { listNearDistricts, listPhones } from '../sql/field.ts'
import { listApplicationRows } from '../sql/worklist.ts'
import { describeApplication } from '../views.ts'
import { type FieldWork, fieldSteps, MOST_BY_HAND } from './contract.ts'

const MOST_TASKS = 60
const MOST_DISTRICTS = 40

type Task = FieldWork['tasks'][number]

/**
 * The tasks of whoever asks that are done on site, those that end first before the others, each with all that is asked
 * about it there. Phone numbers are whole; that they were taken along is on the audit record.
 */
export async function listFieldWork(ctx: Ctx, ports: Ports): Promise<FieldWork> {
  const rows = await listRows(ctx)
  const taken = rows.slice(0, MOST_TASKS).filter(({ suspendedFor }) => suspendedFor === null)
  const phones = await listPhones(
    ctx,
    taken.map(({ id }) => id),
  )
  const tasks: Task[] = []
  for (const row of taken) {
    const application = await describeApplication(ctx, row)
    const cipher = phones.get(row.id)
    const [account, rows] = [await accountOf(ctx, row), await rowsOf(ctx, application)]
    const facts = { application, phone: cipher ? decryptText(cipher) : null, account, rows }
    const mine = application.openSteps.filter(({ step, holder }) => isMine(ctx, application, step, holder))
    tasks.push(...mine.map(({ step }) => ({ step, ...facts })))
  }
  if (phones.size > 0) await recordAudit(ctx, downloadOf(phones))
  return {
    fetchedAt: ctx.now.toISOString(),
    tasks,
    more: rows.length > MOST_TASKS,
    choices: await listChoices(ctx, ports),
    loads: await listLoads(ctx, tasks, ports),
  }
}

const downloadOf = (phones: Map<number, Buffer>) => ({
  action: 'field-work.downloaded' as const,
  subject: 'field-work',
  detail: { applicationIds: [...phones.keys()] },
})

function listRows(ctx: Ctx): Promise<ApplicationRow[]> {
  const any = { status: 'open', kind: null, step: null, overdue: null, dueBy: null, unitPath: null, accountId: null }
  return listApplicationRows(ctx, {
    ...{ ...any, escalated: null, handedOver: null, ids: null, openAt: siteWorkOf(ctx) },
    ...{ sort: 'due', after: null, limit: MOST_TASKS + 1, today: civilDay(ctx.now) },
  })
}

const isOnSite = (step: Step) => (fieldSteps as readonly Step[]).includes(step)

function siteWorkOf({ actor }: Ctx): string[] {
  return flows.flatMap(({ kind, steps }) =>
    steps.filter((rule) => isOnSite(rule.step) && mayAct(rule, actor.roles)).map(({ step }) => `${kind}/${step}`),
  )
}

function isMine({ actor }: Ctx, { next }: ApplicationDetail, step: Step, holder: string | null): boolean {
  return isOnSite(step) && next.mayComplete.includes(step) && (holder === null || holder === actor.username)
}

/** Of a change; a new supply has none yet. */
async function accountOf(ctx: Ctx, { accountIds, accountNo }: ApplicationRow): Promise<Task['account']> {
  return accountIds.length > 0 && accountNo ? findAccountFacts(ctx, accountNo) : null
}

function rowsOf(ctx: Ctx, { id, openSteps }: ApplicationDetail): Promise<Task['rows']> | null {
  if (!openSteps.some(({ step }) => step === 'meters-installation')) return null
  return listAccountRows(ctx, id, { after: 0, limit: MOST_BY_HAND })
}

async function listLoads(ctx: Ctx, tasks: Task[], ports: Ports): Promise<FieldWork['loads']> {
  const planned = tasks.flatMap(({ application }) =>
    application.steps.flatMap(({ data }) => (typeof data.districtId === 'number' ? [data.districtId] : [])),
  )
  const surveyed = tasks.filter(
    ({ step, application }) => step === 'survey' && application.requestedCapacityKw !== null,
  )
  const near = await listNearDistricts(
    ctx,
    surveyed.map(({ application }) => application.id),
    MOST_DISTRICTS,
  )
  const loads: FieldWork['loads'] = []
  for (const districtId of [...new Set([...planned, ...near])].slice(0, MOST_DISTRICTS)) {
    loads.push({ districtId, load: await findDistrictLoad(ctx, districtId, ports.listLoads) })
  }
  return loads
}
