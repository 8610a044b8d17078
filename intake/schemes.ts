import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { forms, newKinds } from './forms.ts'
import { proposeScheme, type SchemeLimits } from './rules/scheme.ts'
import type { scheme } from './scheme-contract.ts'
import { findApplicationRow } from './sql/applications.ts'
import { listSchemeLimits } from './sql/schemes.ts'

const KW_PER_KVA = 1

/**
 * What fits the loads of a new connection: voltage, metering with its transformers, power factor and parts, each with its
 * reason. Refuses with `NOT_FOUND`, or `NO_NEW_SUPPLY` for a change of an account that there is.
 */
export async function findScheme(ctx: Ctx, applicationId: number): Promise<z.infer<typeof scheme>> {
  const application = await findApplicationRow(ctx, applicationId)
  if (!application) throw notFound('申请')
  const kind = newKinds.find((each) => each === application.kind)
  if (!kind) throw new Refusal('NO_NEW_SUPPLY', '该业务不需要供电方案')
  const { loads, accountClass, isIndustry } = forms[kind].parse(application.form)
  const limits = await listSchemeLimits(ctx, civilDay(application.submittedAt))
  const isHome = kind === 'low-voltage-residential' || kind === 'charging-pile'
  return proposeScheme({
    loads:
      loads.length > 0
        ? loads
        : [
            {
              name: '申请容量',
              ratedKw: application.requestedCapacityKw ?? 0,
              count: 1,
              demandFactor: 1,
              isThreePhase: false,
            },
          ],
    accountClass: isHome ? 'residential' : (accountClass ?? 'commercial'),
    isIndustry,
    requestedKva: (application.requestedCapacityKw ?? 0) * KW_PER_KVA,
    limits: Object.fromEntries(limits.map(({ name, value }) => [name, value])) as SchemeLimits,
  })
}
