import { onWire } from './wire.ts'

// What a contact is told with, besides its own row.

/** SQL: who gave contact `c` to whom, in order; instants as they go over the wire. */
export const transfersOf = `case when c.transferred_by is null then '[]' else (
    select jsonb_agg(jsonb_build_object('at', ${onWire('t.at')}, 'from', f.name,
      'to', o.name, 'skill', t.skill, 'note', t.note) order by t.id)
    from contact_transfer t join app_user f on f.id = t.from_agent_id left join app_user o on o.id = t.to_agent_id
    where t.contact_id = c.id) end`

/** SQL: what was applied for in contact `c`, in order. */
export const applicationsOf = `(select coalesce(jsonb_agg(jsonb_build_object('id', x.application_id, 'applicationNo', x.application_no,
    'kind', x.kind) order by x.application_id), '[]') from contact_application x where x.contact_id = c.id)`
