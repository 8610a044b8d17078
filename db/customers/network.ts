import { z } from 'zod'
import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { transact } from '../pool.ts'
import { Refusal } from '../refusal.ts'
import { civilDay } from '../time.ts'
import { changeSection, sectionShape } from './sections.ts'
import { refuseMixedFraming, terminalShape, toTerminalStatement } from './terminals.ts'

const name = z.string().trim().min(1).max(100)

/** The supply network and the organisations that run it, each named by what is above it. */
export const networkShape = z.strictObject({
  /** From the province down; `path` closes each code with a dot, such as `33.3302.330281.`. */
  organisations: z
    .array(
      z.strictObject({
        path: z.string().regex(/^([A-Z0-9]+\.)+$/),
        kind: z.enum(['province', 'city', 'county', 'station']),
        name,
        area: z.enum(['city', 'rural', 'remote']).default('city'),
      }),
    )
    .default([]),
  substations: z
    .array(z.strictObject({ name, voltageKv: z.number().positive(), organisation: z.string() }))
    .default([]),
  feeders: z
    .array(
      z.strictObject({
        name,
        voltageKv: z.number().positive(),
        substation: name,
        /** 母线段, where it is known: two sources of an important user are not on one. */
        bar: z.string().trim().min(1).max(40).optional(),
      }),
    )
    .default([]),
  districts: z
    .array(
      z.strictObject({
        name,
        kind: z.enum(['public', 'dedicated']),
        capacityKva: z.number().positive(),
        feeder: name,
        organisation: z.string(),
      }),
    )
    .default([]),
  terminals: z.array(terminalShape).default([]),
  sections: z.array(sectionShape).default([]),
})
export type Network = z.input<typeof networkShape>

/**
 * Brings a network into the customer file, as of `since`. Told again it changes names, capacities, bars and addresses of
 * what is there, and moves nothing from one feeder or substation to another: that is a cut-over.
 * Refuses with `NETWORK_UNKNOWN_PARENT` or `LINE_MIXED_FRAMING`, naming the entry, and as `changeSection` does; all or nothing.
 */
export function bringNetwork(ctx: Ctx, input: Network, since: Date): Promise<void> {
  const network = networkShape.parse(input)
  return transact(ctx, async (inner) => {
    for (const [index, each] of network.organisations.entries()) await bringOrganisation(inner, each, index)
    for (const [index, { voltageKv, organisation, ...each }] of network.substations.entries()) {
      await insist(inner, `substations.${index}.organisation`, [
        `insert into substation (name, voltage_kv, organisation_id) select $1, $2, id from organisation where path = $3
         on conflict (name) do update set voltage_kv = excluded.voltage_kv`,
        [each.name, voltageKv, organisation],
      ])
    }
    for (const [index, each] of network.feeders.entries()) await bringFeeder(inner, each, index, since)
    for (const [index, each] of network.districts.entries()) await bringDistrict(inner, each, index, since)
    for (const [index, each] of network.terminals.entries()) {
      const path = `terminals.${index}`
      await refuseMixedFraming(inner, each, path)
      await insist(inner, `${path}.district`, toTerminalStatement(each))
    }
    for (const each of network.sections) await changeSection(inner, each, civilDay(since))
    const counts = Object.entries(network).map(([kind, list]) => [kind, list.length])
    await recordAudit(inner, { action: 'network.brought', subject: 'network', detail: Object.fromEntries(counts) })
  })
}

type Brought = z.output<typeof networkShape>

async function bringOrganisation(ctx: Ctx, each: Brought['organisations'][number], index: number): Promise<void> {
  const codes = each.path.split('.').slice(0, -1)
  const parent = codes.slice(0, -1).map((code) => `${code}.`)
  await insist(ctx, `organisations.${index}.path`, [
    `insert into organisation (parent_id, kind, code, name, path, area)
     select p.id, $1, $2, $3, $4, $5 from (select 1) one left join organisation p on p.path = $6 where p.id is not null or $6 = ''
     on conflict (path) do update set name = excluded.name, area = excluded.area`,
    [each.kind, codes.at(-1), each.name, each.path, each.area, parent.join('')],
  ])
}

async function bringFeeder(ctx: Ctx, each: Brought['feeders'][number], index: number, since: Date): Promise<void> {
  await insist(ctx, `feeders.${index}.substation`, [
    `with above as (select id from substation where name = $3),
     feeder_row as (
       insert into feeder (name, voltage_kv) select $1, $2 from above
       on conflict (name) do update set voltage_kv = excluded.voltage_kv returning id),
     term as (
       insert into feeder_term (feeder_id, substation_id, valid_from, case_ref, bar)
       select f.id, a.id, $4, 'import:network', $5 from feeder_row f, above a
       where not exists (select 1 from feeder_term t where t.feeder_id = f.id))
     select id from feeder_row`,
    [each.name, each.voltageKv, each.substation, since, each.bar ?? null],
  ])
  if (each.bar !== undefined) {
    await ctx.db.run(
      `update feeder_term t set bar = $2 from feeder f
       where f.id = t.feeder_id and f.name = $1 and t.valid_to is null and t.bar is distinct from $2`,
      [each.name, each.bar],
    )
  }
}

async function bringDistrict(ctx: Ctx, each: Brought['districts'][number], index: number, since: Date): Promise<void> {
  await insist(ctx, `districts.${index}`, [
    `with above as (select id from feeder where name = $4),
     district_row as (
       insert into transformer_district (name, kind, capacity_kva, organisation_id)
       select $1, $2, $3, o.id from organisation o, above where o.path = $5
       on conflict (name) do update set capacity_kva = excluded.capacity_kva returning id),
     term as (
       insert into district_term (district_id, feeder_id, valid_from, case_ref)
       select d.id, a.id, $6, 'import:network' from district_row d, above a
       where not exists (select 1 from district_term t where t.district_id = d.id))
     select id from district_row`,
    [each.name, each.kind, each.capacityKva, each.feeder, each.organisation, since],
  ])
}

/** Nothing written means that what the entry hangs on is not there. */
async function insist(ctx: Ctx, path: string, [sql, values]: [string, unknown[]]): Promise<void> {
  if ((await ctx.db.run(sql, values)) > 0) return
  const message = '上级不存在,请先导入上级或更正名称'
  throw new Refusal('NETWORK_UNKNOWN_PARENT', `${path}:${message}`, { issues: [{ path, message }] })
}
