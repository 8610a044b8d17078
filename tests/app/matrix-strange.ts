import { openReviews } from '../../app/people/reviews.ts'
import { png } from '../intake/files.ts'
import type { TestDatabase } from '../support/database.ts'
import { NOW, type Things, type Tokens } from './matrix-cast.ts'
import { ask, type Site } from './site.ts'

type Laid = { things: Things; tokens: Tokens }

/** What bodies may name, under the same names for county X, where it is the caller's own, and for county Y, where it is not. */
export async function layNamed(database: TestDatabase, site: Site, { things, tokens }: Laid) {
  const own = { ...things, ...(await layCounty(database, { county: 'X', meter: 'M-CHEN-1', terminal: 'T-MQTT-1' })) }
  const county = await layCounty(database, { county: 'Y', meter: 'M-LIN-1', terminal: 'T-RIVER-1' })
  const strange = { ...county, ...(await layApplication(site, county, tokens.foreign.intake ?? '')) }
  return { own: { ...own, application: things.application ?? '', attachment: things.attachment ?? '' }, strange }
}

type County = { county: string; meter: string; terminal: string }

async function layCounty(database: TestDatabase, { county, meter, terminal }: County): Promise<Things> {
  const first = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows[0] ?? {}
  const home = await first(
    `select a.id as account, a.account_no as "accountNo", h.customer_id as customer, p.id as point, p.point_no as "pointNo",
       i.id as installation, t.id as district, t.name as "districtName"
     from device d join installation i on i.device_id = d.id join metering_point p on p.id = i.point_id
     join account a on a.id = p.account_id join account_term h on h.account_id = a.id join point_term e on e.point_id = p.id
     join transformer_district t on t.id = e.district_id where d.asset_no = $1`,
    [meter],
  )
  const { point } = home
  await openReviews({ ...database.ctx(NOW), scope: `${county}.` })
  const place = `${county}.${county}1.`
  const laid: Record<string, unknown> = {
    ...{ ...home, meter, terminal, place, county: `${county}.`, of: county },
    ...{ colleague: `lead-${county}`, sectionNo: `CB-${county}`, quarantinedMeter: `Q-${county}` },
  }
  for (const [name, sql, values] of [
    ['unit', 'select id from organisation where path = $1', [place]],
    ['top', 'select id from organisation where path = $1', [`${county}.`]],
    [
      'item',
      `select i.id from access_review_item i join access_review r on r.id = i.review_id
       join organisation o on o.id = r.organisation_id
       where o.path = $1 and i.decision is null and i.role = 'agent'`,
      [`${county}.`],
    ],
    [
      'section',
      `insert into reading_section (section_no, organisation_id, manager, reading_day, months)
       select $1, id, $2, 1, 1 from organisation where path = $3 returning id`,
      [`CB-${county}`, `reader-${county}`, place],
    ],
    [
      'hit',
      `insert into bill_check_hit (bill_id, rule, cause, figures)
       select b.id, r.code, 'x', '{}' from bill b, bill_check_rule r where b.account_id = $1 limit 1 returning id`,
      [home.account],
    ],
    ['twin', `select id from customer where name = '陈桂兰' and id <> $1`, [home.customer]],
    [
      'alarm',
      `insert into alarm (kind, severity, point_id, occurred_at, raised_at)
       values ('phase-loss', 'warning', $1, $2, $2) returning id`,
      [point, NOW],
    ],
    [
      'finding',
      `insert into vee_finding (point_id, rule, channel, severity, from_at, to_at, day, count, unit, status, found_at)
       values ($1, 'zero-run', 'importTotal', 'warning', '2026-03-07T00:00+08', '2026-03-07T01:00+08', '2026-03-07', 4, 'W',
         'open', $2) returning id`,
      [point, NOW],
    ],
    [
      'contact',
      `insert into contact (contact_no, channel, state, account_id, queued_at, ranked_at)
       values ($1, 'note', 'queued', $2, $3, $3) returning id`,
      [`B${county}`, home.account, NOW],
    ],
    [
      'fellowOrder',
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address,
         description, opened_by, opened_at)
       select $1, (select id from order_subkind where subkind = 'low-voltage'), 'crew', 'fault-repair', 'normal', 'open', id,
         organisation_id, '幸福小区', '停电', 'test', $2 from account where id = $3 returning id`,
      [`V${county}`, NOW, home.account],
    ],
    [
      'repair',
      `with laid as (
         insert into repair_order (point_id, cause, place, status, opened_at, opened_by, because)
         values ($1, 'METER_SILENT', 'meter', 'open', $2, 'test', '{}') on conflict do nothing returning id)
       select id from laid union all select id from repair_order where point_id = $1 limit 1`,
      [point, NOW],
    ],
    [
      'quarantined',
      `insert into mqtt_quarantine (arrived_at, source, topic, reason, detail, payload, fingerprint, latest_at, origin,
         terminal, meter)
       values ($1, 'mqtt', 'x', 'UNKNOWN_METER', 'x', '{}', $2, $1, 'mqtt', $3, $4) returning id`,
      [NOW, `body ${county}`, terminal, `Q-${county}`],
    ],
  ] as [string, string, unknown[]][]) {
    laid[name] = (await first(sql, values)).id
  }
  return Object.fromEntries(Object.entries(laid).map(([name, value]) => [name, String(value)]))
}

/** Entered over the product's own routes, with a paper. */
async function layApplication(site: Site, { accountNo }: Things, token: string): Promise<Things> {
  const clerk = async (url: string, payload: object) => {
    const { status, body } = await ask(site, { method: 'POST', url, token, payload })
    if (status >= 300) throw new Error(`${url}: ${JSON.stringify(body)}`)
    return String((body as { id: number }).id)
  }
  const asked = { kind: 'meter-move', accountNo, form: { to: '南墙外' }, papers: [{ kind: 'identity' }] }
  const application = await clerk('/api/intake/applications', asked)
  const file = { kind: 'identity', name: 'a.png', base64: png(12).toString('base64') }
  return { application, attachment: await clerk(`/api/intake/applications/${application}/attachments`, file) }
}
