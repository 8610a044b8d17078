import type pg from 'pg'

/**
 * Events are read in the order of their transactions, and a new server counts those from its beginning: what all have read
 * comes first, what somebody has still to read after it in its old order, under numbers that the new server has behind it.
 */
export async function renumberEvents(client: pg.PoolClient): Promise<void> {
  await client.query(`
    create temp table event_order on commit drop as
      with read as (select xid, event_id from event_cursor order by xid, event_id limit 1)
      select e.id, e.xid, dense_rank() over (order by e.xid) as rank from event e
      where (e.xid, e.id) > (coalesce((select xid from read), '0'), coalesce((select event_id from read), 0))`)
  const { rows } = await client.query<{ most: string }>('select coalesce(max(rank), 0)::text as most from event_order')
  await burnTransactions(client, Number(rows[0]?.most ?? 0))
  await client.query(`
    update event_cursor c set xid = coalesce(o.rank::text::xid8, '0'), event_id = case when o.id is null then (select coalesce(max(id), 0) from event) else c.event_id end
    from event_cursor d left join event_order o on o.id = d.event_id and o.xid = d.xid where d.subscriber = c.subscriber`)
  await client.query('set local session_replication_role = replica')
  await client.query(`
    update event e set xid = coalesce(o.rank::text::xid8, '0')
    from event f left join event_order o on o.id = f.id where f.id = e.id`)
}

/** Each writing within a block of its own takes a number. */
async function burnTransactions(client: pg.PoolClient, count: number): Promise<void> {
  await client.query('create temp table burnt (n int) on commit drop')
  const { rows } = await client.query<{ now: string }>('select pg_current_xact_id()::text as now')
  const missing = count + 1 - Number(rows[0]?.now ?? 0)
  if (missing <= 0) return
  await client.query(`
    do $$ begin
      for n in 1..${Math.ceil(missing)} loop
        begin insert into burnt values (n); exception when others then raise; end;
      end loop;
    end $$`)
}
