import { join } from 'node:path'
import type pg from 'pg'
import { systemCtx } from '../../db/context.ts'
import { openAccount } from '../../db/customers/open.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'
import { makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { type Broker, startBroker } from '../broker/broker.ts'

export const TERMINAL = 'BENCH-1'
export const ENERGISED_AT = new Date('2026-01-01T00:00:00+08:00')

export type Workshop = { home: string; pool: pg.Pool; broker: Broker; meters: string[]; close(): Promise<void> }

/** A database and a broker of its own, with so many households under one terminal; gone when closed. */
export async function openWorkshop(households: number, settings: Record<string, string> = {}): Promise<Workshop> {
  const { home, remove } = await makeTemporaryHome('bench')
  const server = await startEmbeddedServer({ home, database: 'bench', settings })
  const pool = createPool(server.url)
  await migrate(pool)
  configureSecrets(Buffer.alloc(32, 1))
  const broker = await startBroker({ host: '127.0.0.1', port: 0, folder: join(home, 'broker') })
  return {
    home,
    pool,
    broker,
    meters: await openHouseholds(pool, households),
    async close() {
      await broker.stop()
      await pool.end()
      await server.stop()
      await remove()
    },
  }
}

/** Of a household, by its number. */
export const phoneOf = (number: number) => `1370000${String(number).padStart(4, '0')}`

async function openHouseholds(pool: pg.Pool, households: number): Promise<string[]> {
  const ctx = systemCtx(poolDb(pool), ENERGISED_AT, 'bench')
  const place = await ctx.db.first<{ organisationId: number; districtId: number }>(
    `with o as (insert into organisation (kind, code, name, path) values ('county', 'B', '测试县', 'B.') returning id),
     d as (insert into transformer_district (name, kind, capacity_kva, organisation_id) select '测试台区', 'public', 400, id from o returning id),
     t as (insert into terminal (asset_no, protocol, district_id) select '${TERMINAL}', 'mqtt', id from d)
     select o.id as "organisationId", d.id as "districtId" from o, d`,
  )
  if (!place) throw new Error('no place was made')
  const meters: string[] = []
  for (let number = 1; number <= households; number++) {
    const assetNo = `BENCH-M-${number}`
    await openAccount(ctx, {
      caseRef: `bench:${number}`,
      reason: '测试',
      customer: { kind: 'person', name: `测试${number}`, phone: phoneOf(number) },
      organisationId: place.organisationId,
      address: `测试路${number}号`,
      class: 'residential',
      contractCapacityKva: '8',
      energisedAt: ENERGISED_AT,
      point: { districtId: place.districtId, mode: 'low-low', phase: 'single', priceCode: null },
      meter: {
        assetNo,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: TERMINAL },
      },
      contract: { contractNo: `BENCH-${number}`, signedOn: '2025-12-30' },
    })
    meters.push(assetNo)
  }
  return meters
}
