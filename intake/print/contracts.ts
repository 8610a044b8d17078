import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import type { ContractData } from '../contract.ts'
import type { Ports } from '../ports.ts'
import { type Draft, findLatestDraft, findTemplate, insertDraft, type Template } from '../sql/contracts.ts'
import { type Opened, openForChange } from '../standing.ts'
import { type ContractTerms, composeTerms, findAgreed, templateOf } from './contract-terms.ts'

export type Contract = { draft: Draft & { terms: ContractTerms }; template: Template; signed: ContractData | null }

/**
 * Draws up the supply contract from the template in force: the same terms make no new version, and none is made once it
 * is signed. Refuses with `NOT_FOUND`, `NO_CONTRACT` (the kind has none), `NOTHING_AGREED` (no supply plan yet).
 */
export function draftContract(
  ctx: Ctx,
  applicationId: number,
  ports: Ports,
): Promise<{ version: number; templateVersion: number }> {
  return transact(ctx, async (inner) => {
    const opened = await openForChange(inner, applicationId)
    const { application, data } = opened
    requireContract(opened)
    const latest = await findLatestDraft(inner, applicationId)
    if (latest && data.contract) return latest
    if (!opened.standing.done.includes('accept')) throw new Refusal('NOTHING_AGREED', '申请尚未受理,不能生成合同')
    const found = await findAgreed(inner, application, data)
    if (!found) throw new Refusal('NOTHING_AGREED', '尚未答复供电方案,不能生成合同')
    const terms = await composeTerms(inner, application, { ...found, data }, ports)
    const day = data.contract?.signedOn ?? civilDay(inner.now)
    const template = await findTemplate(inner, { code: templateOf(application, found.agreed), day })
    if (!template) throw new Refusal('NO_TEMPLATE', `${day} 没有有效的合同范本`)
    const { code: templateCode, version: templateVersion } = template
    if (latest && isSame(latest, { templateCode, templateVersion, terms })) return latest
    const draft = { version: (latest?.version ?? 0) + 1, templateCode, templateVersion, terms }
    await insertDraft(inner, applicationId, draft)
    const subject = `application:${application.applicationNo}`
    await recordAudit(inner, {
      action: 'contract.drafted',
      subject,
      detail: { version: draft.version, templateCode, templateVersion },
    })
    return draft
  })
}

function requireContract({ flow }: Opened): void {
  if (!flow.steps.some(({ step }) => step === 'contract')) throw new Refusal('NO_CONTRACT', '该业务不签订供用电合同')
}

type Said = Pick<Draft, 'templateCode' | 'templateVersion' | 'terms'>

function isSame(one: Said, other: Said): boolean {
  const told = ({ templateCode, templateVersion, terms }: Said) => {
    const { values, ...parties } = terms as ContractTerms
    return JSON.stringify([templateCode, templateVersion, sorted(parties), sorted(values)])
  }
  return told(one) === told(other)
}

/** The database keeps the fields of an object in an order of its own. */
function sorted(object: object): [string, unknown][] {
  return Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1))
}

/** The latest that was drawn up; refuses with `NOT_DRAFTED`. */
export async function findContract(ctx: Ctx, { application, data }: Opened): Promise<Contract> {
  const draft = await findLatestDraft(ctx, application.id)
  if (!draft) throw new Refusal('NOT_DRAFTED', '合同尚未生成')
  const template = await findTemplate(ctx, { code: draft.templateCode, version: draft.templateVersion })
  if (!template) throw new Error('a contract without its template')
  return { draft: { ...draft, terms: draft.terms as ContractTerms }, template, signed: data.contract ?? null }
}
