import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFreePort, makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool } from '../../db/pool.ts'
import { roomyFolder } from '../support/memory.ts'
import { pullThePlug, type Started, startProduct, stopProduct } from './product.ts'
import { expectAllKept, openAccounts, Talker } from './talkers.ts'

const KILLS = process.env.DIANHU_LONG ? 40 : 20
const METERS = 6

describe('kill -9 of the whole process tree while readings come in', () => {
  let place: { home: string; remove: () => Promise<void> }
  let mqttPort = 0
  let product: Started | undefined
  let talkers: Talker[] = []

  beforeAll(async () => {
    place = await makeTemporaryHome('kill', roomyFolder())
    mqttPort = await findFreePort()
    await prepare(place.home)
    const { mqttUrl } = await restart()
    talkers = Array.from({ length: METERS }, (_, number) => new Talker(number, mqttUrl))
    for (const talker of talkers) await talker.start()
  })
  afterAll(async () => {
    if (product) await pullThePlug(product, place.home)
    await place.remove()
  })

  async function restart(): Promise<Started> {
    if (product) await pullThePlug(product, place.home)
    product = await startProduct(['--no-town', '--home', place.home, '--port', '0', '--mqtt-port', String(mqttPort)], {
      DIANHU_ROLE: 'collector,worker',
      DIANHU_LOG_LEVEL: 'error',
    })
    return product
  }

  test('no acknowledged reading is lost and none is kept twice', { timeout: 60_000 + KILLS * 20_000 }, async () => {
    const acknowledgedBefore: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 2_500))
      acknowledgedBefore.push(talkers.reduce((sum, talker) => sum + talker.acknowledged, 0))
      await restart()
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await Promise.all(talkers.map((talker) => talker.finish()))
    for (const talker of talkers) expect(talker.acknowledged).toBe(talker.sent.length)
    // The test would prove nothing if readings had not been coming in before each kill.
    expect(acknowledgedBefore.every((count, kill) => count > (acknowledgedBefore[kill - 1] ?? 0))).toBe(true)

    const pool = createPool((await startEmbeddedServer({ home: place.home, database: 'dianhu' })).url, 2)
    try {
      await expectAllKept(pool, talkers)
    } finally {
      await pool.end()
    }
    expect(product && (await stopProduct(product))).toBe(0)
  })
})

/** The customer file as it would be found. */
async function prepare(home: string): Promise<void> {
  await writeFile(join(home, 'identity-key'), Buffer.alloc(32, 7))
  const server = await startEmbeddedServer({ home, database: 'dianhu' })
  const pool = createPool(server.url, 1)
  try {
    await migrate(pool)
    await openAccounts(pool, METERS)
  } finally {
    await pool.end()
    await server.stop()
  }
}
