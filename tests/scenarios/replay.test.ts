import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { roomyFolder } from '../support/memory.ts'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../app/cli.ts', import.meta.url))
const homes = fileURLToPath(new URL('../../../shared/data/homes/', import.meta.url))

async function replay(file: string, meter: 'modbus' | 'mqtt') {
  const env = { ...process.env, TMPDIR: roomyFolder() }
  const { stdout } = await run(process.execPath, [cli, 'replay', file, '--meter', meter, '--json'], { env })
  return JSON.parse(stdout)
}

describe('measured data replayed through a meter’s socket', () => {
  const house = join(homes, 'household_minute.csv.gz')
  const stream = join(homes, 'smart_meter_stream_2020-06.csv.gz')
  const absent = (file: string) => !existsSync(file)

  // The measured data is not part of the project: where it is absent these report themselves as skipped.
  test.skipIf(absent(house))(
    'a house, over Modbus TCP: its own integral, and the bill worked by hand',
    async () => {
      const result = await replay(house, 'modbus')
      expect(Math.abs(result.importWh - 1_357_801)).toBeLessThanOrEqual(10)
      expect(result).toMatchObject({ gaps: 0, rejected: 0 })
      // 1,357.801 kWh, all below the 3,120 kWh of a year: × 0.617 yuan.
      expect(result.bill.lines).toMatchObject([{ item: 'tier-1', price: '0.617', amountYuan: '837.76' }])
      expect(result.bill.totalYuan).toBe('837.76')
    },
    180_000,
  )

  test.skipIf(absent(stream))(
    'a real meter’s stream, over MQTT: no false zero believed, no gap’s energy lost',
    async () => {
      const result = await replay(stream, 'mqtt')
      expect(Math.abs(result.importWh - 241_860)).toBeLessThanOrEqual(10)
      // Every one of 2,859 readings has a twin of zero; the last twin comes after the last reading that counts.
      expect(result.rejected).toBe(2_858)
      expect(result.gaps).toBe(21)
      // Opened in June: seven of twelve months' tiers, 1,820 kWh in the first. 241.86 × 0.617.
      expect(result.bill).toMatchObject({ totalYuan: '149.23', tierProgress: { serviceMonths: 7 } })
    },
    180_000,
  )

  test('a made-up stream with a false zero, a gap and a tier crossed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dianhu-'))
    try {
      const file = join(folder, 'stream.csv')
      // 200, 0 (false), 203, an hour and a half without a word, then up to 700 kWh: 500 kWh in December.
      const rows = ['08:00,200', '08:01,0', '08:15,203', '08:16,0', '09:45,212', '10:00,214', '10:15,216', '10:30,218']
      const final = ['2025-12-31T10:30:00+08:00,tiae,700']
      const day = (row: string) => `2025-12-20T${row.replace(',', ':00+08:00,tiae,')}`
      await writeFile(file, ['at,channel,value', ...rows.map(day), ...final].join('\n'))
      const result = await replay(file, 'mqtt')
      expect(result).toMatchObject({ importWh: 500_000, rejected: 2 })
      // Opened in December: one month of the year's tiers, 260 kWh and 400 kWh.
      expect(
        result.bill.lines.map((line: { item: string; quantity: number; amountYuan: string }) => [
          line.item,
          line.quantity,
          line.amountYuan,
        ]),
      ).toEqual([
        ['tier-1', 260, '160.42'],
        ['tier-2', 140, '93.38'],
        ['tier-3', 100, '91.70'],
      ])
      expect(result.bill.totalYuan).toBe('345.50')
    } finally {
      await rm(folder, { recursive: true })
    }
  }, 120_000)

  test('a file of no known form is refused with exit code 2', async () => {
    await expect(run(process.execPath, [cli, 'replay', cli, '--meter', 'mqtt'])).rejects.toMatchObject({ code: 2 })
    await expect(run(process.execPath, [cli, 'replay', '/nowhere.csv', '--meter', 'mqtt'])).rejects.toMatchObject({
      code: 2,
    })
    await expect(run(process.execPath, [cli, 'replay', 'x.csv', '--meter', 'carrier-pigeon'])).rejects.toMatchObject({
      code: 2,
    })
  })
})
