import type { Ctx } from '../../db/context.ts'
import type { HarmonicLimit } from '../rules/power-quality/harmonic-limits.ts'
import type { QualityRule, VoltageLimit } from '../rules/power-quality/limits.ts'

/** Limits that a site has set. */
export async function listOwnLimits(ctx: Ctx): Promise<{ limits: VoltageLimit[]; rules: QualityRule[] }> {
  const [limits, rules] = await Promise.all([
    ctx.db.rows<VoltageLimit>(
      `select level, valid_from as "from", upper_percent::float8 as "upperPercent", lower_percent::float8 as "lowerPercent",
         span_percent::float8 as "spanPercent", basis, confirmed from voltage_limit`,
    ),
    ctx.db.rows<QualityRule>(
      'select rule, valid_from as "from", figure::float8 as figure, basis, confirmed from power_quality_rule',
    ),
  ])
  return { limits, rules }
}

export function listOwnHarmonicLimits(ctx: Ctx): Promise<HarmonicLimit[]> {
  return ctx.db.rows(
    `select kind, nominal_kv::float8 as "nominalKv", item, valid_from as "from", figure::float8 as figure, basis, confirmed
     from harmonic_limit`,
  )
}
