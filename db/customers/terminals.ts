import { z } from 'zod'
import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { transact } from '../pool.ts'
import { notFound, Refusal } from '../refusal.ts'

const name = z.string().trim().min(1).max(100)
const at = { assetNo: name, district: name }
const onTcp = z.enum(['modbus-tcp', 'modbus-rtu-tcp', 'dlt645-tcp'])
const socket = { host: z.string().min(1), port: z.number().int().min(1).max(65_535) }

/** A serial port of the machine that collects; most meters leave the works at 9600 baud (DL/T 645: 2400, even). */
const serial = z.strictObject({
  path: z.string().min(1),
  baudRate: z.number().int().min(300).max(1_000_000),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
})

/** The name that a maker's topics carry: no wildcard, no slash at its ends, and not within our own contract. */
export const vendorTopic = z
  .string()
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a topic has none.
  .regex(/^(?!dianhu(\/|$))[^#+$/\u0000-\u001f\u007f]([^#+\u0000-\u001f\u007f]*[^#+/\u0000-\u001f\u007f])?$/)

/** A terminal and how it is reached: at a host and port, on a serial port, by its own call, or through the broker. */
export const terminalShape = z.union([
  z.strictObject({ ...at, protocol: onTcp, ...socket }),
  z.strictObject({
    ...at,
    protocol: onTcp,
    dialsIn: z.literal(true),
    /** What it says of itself when it connects; its asset number unless told. */
    registration: z.string().min(1).max(64).optional(),
  }),
  z.strictObject({ ...at, protocol: z.enum(['modbus-rtu-serial', 'dlt645-serial']), serial }),
  z.strictObject({ ...at, protocol: z.literal('mqtt') }),
  z.strictObject({ ...at, protocol: z.literal('mqtt'), mapper: name, vendorTopic }),
])
type Terminal = z.output<typeof terminalShape>

/** Writes nothing where the district is not there. */
export function toTerminalStatement(each: Terminal): [sql: string, values: unknown[]] {
  const [host, port] = 'host' in each ? [each.host, each.port] : [null, null]
  const dialsIn = 'dialsIn' in each
  const registration = dialsIn ? (each.registration ?? each.assetNo) : null
  return [
    `insert into terminal (asset_no, protocol, host, port, district_id, dials_in, registration, serial, mapper, vendor_topic)
     select $1, $2, $3, $4, id, $6, $7, $8, $9, $10 from transformer_district where name = $5
     on conflict (asset_no) do update set protocol = excluded.protocol, host = excluded.host, port = excluded.port,
       district_id = excluded.district_id, dials_in = excluded.dials_in, registration = excluded.registration,
       serial = excluded.serial, mapper = excluded.mapper, vendor_topic = excluded.vendor_topic`,
    [
      each.assetNo,
      each.protocol,
      host,
      port,
      each.district,
      dialsIn,
      registration,
      'serial' in each ? JSON.stringify(each.serial) : null,
      'mapper' in each ? each.mapper : null,
      'mapper' in each ? each.vendorTopic : null,
    ],
  ]
}

/**
 * One host and port, or one serial port, has one framing and one setting: what the one calls an answer is noise to the
 * other. Refuses with `LINE_MIXED_FRAMING`, naming the terminal that has the line.
 */
export async function refuseMixedFraming(ctx: Ctx, each: Terminal, path: string): Promise<void> {
  if (!('host' in each || 'serial' in each)) return
  const [host, port] = 'host' in each ? [each.host, each.port] : [null, null]
  const settings = 'serial' in each ? each.serial : null
  const other = await ctx.db.first<{ assetNo: string; protocol: string }>(
    `select asset_no as "assetNo", protocol from terminal
     where asset_no <> $1 and ((host = $2 and port = $3 and protocol <> $4)
       or (serial ->> 'path' = $5::jsonb ->> 'path' and (protocol <> $4 or serial <> $5::jsonb)))`,
    [each.assetNo, host, port, each.protocol, settings && JSON.stringify(settings)],
  )
  if (!other) return
  const message = `终端 ${other.assetNo} 已按 ${other.protocol} 使用这条线路,一条线路只能有一种帧格式和一种串口参数`
  throw new Refusal('LINE_MIXED_FRAMING', `${path}:${message}`, { issues: [{ path, message }] })
}

/**
 * How what an MQTT terminal says is read from now on: by a mapper on its maker's topics, or as our own contract.
 * Refuses with `NOT_FOUND` or `VENDOR_TOPIC_IN_USE`.
 */
export function setTerminalMapper(
  ctx: Ctx,
  { terminalId, speaks }: { terminalId: number; speaks: { mapper: string; vendorTopic: string } | null },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const other = await inner.db.first<{ assetNo: string }>(
      'select asset_no as "assetNo" from terminal where vendor_topic = $1 and id <> $2',
      [speaks?.vendorTopic ?? null, terminalId],
    )
    if (other) throw new Refusal('VENDOR_TOPIC_IN_USE', `厂家主题已由终端 ${other.assetNo} 使用`)
    const changed = await inner.db.run(
      `update terminal set mapper = $2, vendor_topic = $3 where id = $1 and protocol = 'mqtt'`,
      [terminalId, speaks?.mapper ?? null, speaks?.vendorTopic ?? null],
    )
    if (changed === 0) throw notFound('采集终端')
    await recordAudit(inner, {
      action: 'terminal.mapper-chosen',
      subject: `terminal:${terminalId}`,
      detail: { speaks },
    })
  })
}
