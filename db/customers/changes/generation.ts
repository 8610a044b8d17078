import { recordAudit } from '../../audit.ts'
import type { Ctx } from '../../context.ts'
import { publish } from '../../events.ts'
import { Refusal } from '../../refusal.ts'
import { startOfDay } from '../../time.ts'
import { addTimelineEntry } from '../../timeline.ts'
import { installMeter } from '../install.ts'
import type { OpenedAccount } from '../open.ts'
import type { FileChange, Generation, Why } from './shape.ts'

type Connected = Extract<FileChange, { change: 'generation-connected' }>
type Place = { accountId: number; accountNo: string; pointNo: string }

/**
 * A plant is connected at a point: the meter of its own, where it has one, is put on a point of its own; billing is told
 * what to pay for. Refuses with `NO_EXPORT_REGISTER`: nobody could say what is fed in.
 */
export async function connectGeneration(
  ctx: Ctx,
  { accountId, pointId, from, generation }: Connected,
  opened: Pick<OpenedAccount, 'accountId' | 'pointId'> | undefined,
  why: Why,
): Promise<void> {
  const place = await findPlace(ctx, accountId ?? opened?.accountId ?? 0, pointId ?? opened?.pointId ?? 0)
  const { mode, plantKw, region } = generation
  const generationPointNo = generation.meter && (await addPoint(ctx, place, from, generation.meter, why))
  await recordAudit(ctx, {
    action: 'generation.connected',
    subject: `account:${place.accountNo}`,
    detail: { caseRef: why.caseRef, mode, plantKw, from },
  })
  await addTimelineEntry(ctx, {
    accountId: place.accountId,
    at: startOfDay(from),
    kind: 'account',
    subject: `generation:${why.caseRef}`,
    title: { zh: `分布式光伏并网,装机 ${plantKw} 千瓦`, en: `Solar plant of ${plantKw} kW connected` },
  })
  await publish(ctx, 'generation.connected', {
    ...place,
    ...{ generationPointNo, mode, plantKw, region, from, caseRef: why.caseRef },
  })
}

async function findPlace(ctx: Ctx, accountId: number, pointId: number): Promise<Place> {
  const place = await ctx.db.first<Place>(
    `select a.id as "accountId", a.account_no as "accountNo", p.point_no as "pointNo"
     from metering_point p join account a on a.id = p.account_id
     join installation i on i.point_id = p.id and i.removed_at is null
     join installation_register r on r.installation_id = i.id and r.role = 'exportTotal'
     where a.id = $1 and p.id = $2`,
    [accountId, pointId],
  )
  if (!place) throw new Refusal('NO_EXPORT_REGISTER', '并网计量点的电能表没有反向有功示数,不能计量上网电量')
  return place
}

/** 发电表: it counts what is generated and is billed by nobody, so its point has no price. */
async function addPoint(
  ctx: Ctx,
  { accountId, accountNo, pointNo }: Place,
  from: string,
  { at, phase, meter }: NonNullable<Generation['meter']>,
  { caseRef, reason }: Why,
): Promise<string> {
  const row = await ctx.db.first<{ id: number; pointNo: string }>(
    `insert into metering_point (point_no, kind, account_id, purpose)
     select $2::text || '-' || (count(*) + 1), 'account', $1, 'assessment' from metering_point where account_id = $1
     returning id, point_no as "pointNo"`,
    [accountId, accountNo],
  )
  const pointId = row?.id ?? 0
  await ctx.db.run(
    `insert into point_term (point_id, district_id, mode, phase, price_code, valid_from, known_from, changed_by, reason, case_ref)
     select $1, t.district_id, t.mode, $3, null, $4, $5, $6, $7, $8 from metering_point p
     join point_term t on t.point_id = p.id and t.known_to is null and t.valid_from <= $4 and (t.valid_to is null or t.valid_to > $4)
     where p.point_no = $2`,
    [pointId, pointNo, phase, from, ctx.now, ctx.actor.username, reason, caseRef],
  )
  await installMeter(ctx, { ...meter, pointId, at, caseRef })
  return row?.pointNo ?? ''
}
