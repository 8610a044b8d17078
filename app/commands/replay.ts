import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { configureSecrets } from '../../db/customers/secrets.ts'
import { makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { startBroker } from '../broker/broker.ts'
import { BadSetting } from '../config.ts'
import { readMeasured, UnreadableFile } from '../replay/measured.ts'
import { type ReplayResult, replay } from '../replay/replay.ts'
import { wireModbus, wireMqtt } from '../replay/wires.ts'
import { TownClock } from '../town/clock.ts'

/** `dianhu replay FILE --meter modbus|mqtt [--json]`: measured data through a meter's socket to a bill, on a database of its own. */
export async function runReplay(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [file] = positionals
  if (!file || (values.meter !== 'modbus' && values.meter !== 'mqtt')) {
    throw new BadSetting('replay FILE --meter modbus|mqtt [--json]')
  }
  const measured = await readMeasured(file).catch((fault: unknown) => {
    throw fault instanceof UnreadableFile ? new BadSetting(fault.message) : fault
  })
  const { home, remove } = await makeTemporaryHome('replay')
  try {
    const result = await replayIn(home, values.meter, measured)
    console.log(values.json ? JSON.stringify(result) : describe(result))
    return 0
  } finally {
    await remove()
  }
}

async function replayIn(
  home: string,
  meter: 'modbus' | 'mqtt',
  measured: Awaited<ReturnType<typeof readMeasured>>,
): Promise<ReplayResult> {
  configureSecrets(Buffer.alloc(32, 1))
  const server = await startEmbeddedServer({ home, database: 'dianhu' })
  const pool = createPool(server.url)
  try {
    await migrate(pool)
    const parts = { db: poolDb(pool), clock: new TownClock() }
    const broker =
      meter === 'mqtt' ? await startBroker({ host: '127.0.0.1', port: 0, folder: join(home, 'broker') }) : null
    const wire = broker ? await wireMqtt(parts, broker.url) : await wireModbus(parts)
    try {
      return await replay({ ...parts, wire }, measured)
    } finally {
      await wire.stop()
      await broker?.stop()
    }
  } finally {
    await pool.end()
    await server.stop()
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { meter: { type: 'string' }, json: { type: 'boolean' } },
    })
  } catch (fault) {
    throw new BadSetting((fault as Error).message)
  }
}

function describe({ account, importWh, gaps, rejected, bill }: ReplayResult): string {
  return `户号 ${account}:电量 ${importWh / 1000} kWh,缺失 ${gaps} 个时段,剔除 ${rejected} 个读数;电费 ${bill.totalYuan} 元(${bill.billNo})`
}
