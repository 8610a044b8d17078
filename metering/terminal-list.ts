import type { Ctx } from '../db/context.ts'
import { setTerminalMapper, vendorTopic } from '../db/customers/terminals.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import type { TerminalList, TerminalQuery } from './contract.ts'
import type { MapperList, TerminalDetail } from './contract-quarantine.ts'
import { findMapper, listMappers } from './mappers/all.ts'
import { staleBefore } from './points.ts'
import { listLatestCommands } from './sql/commands.ts'
import { findCredentialIssuer } from './sql/credentials.ts'
import { findMqttTerminal } from './sql/links-mqtt.ts'
import { countTerminals, listTerminalRecords } from './sql/overview.ts'
import { countMeant } from './sql/quarantine-lists.ts'
import { listUnlinked } from './sql/unlinked.ts'

const UNLINKED = 100
const COMMANDS = 20

/** Those that are off line first, a page at a time. */
export async function listTerminals(ctx: Ctx, { q, status, cursor, limit }: TerminalQuery): Promise<TerminalList> {
  const [rank, ...name] = cursor?.split(':') ?? []
  const after = cursor ? { rank: Number(rank) || 0, name: name.join(':') } : null
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null
  const wanted = { after, limit, q: like, status: status ?? null, terminalId: null }
  const terminals = await listTerminalRecords(ctx, staleBefore(ctx), wanted)
  const last = terminals.length === limit ? terminals.at(-1) : undefined
  const nextCursor = last ? `${last.status === 'offline' ? 0 : 1}:${last.name}` : null
  return toWire({ terminals, ...(await countTerminals(ctx)), nextCursor })
}

/** A terminal with what was asked of it and what it told beyond the file. Refuses with `NOT_FOUND`. */
export async function findTerminal(ctx: Ctx, terminalId: number): Promise<TerminalDetail> {
  const one = { after: null, limit: 1, q: null, status: null, terminalId }
  const [terminal] = await listTerminalRecords(ctx, staleBefore(ctx), one)
  if (!terminal) throw notFound('采集终端')
  const { kept } = await countMeant(ctx, { terminal: terminal.name, meter: null, reason: null })
  return toWire({
    terminal,
    credentialBy: (await findCredentialIssuer(ctx, terminalId)) ?? null,
    unlinked: await listUnlinked(ctx, terminal.name, UNLINKED),
    quarantined: kept,
    commands: await listLatestCommands(ctx, terminalId, COMMANDS),
  })
}

export function describeMappers(): MapperList {
  const mappers = listMappers().map(({ name, title, document, messages }) => ({
    name,
    title,
    document,
    topics: messages.map(({ topic }) => topic),
  }))
  return { mappers }
}

/**
 * How what an MQTT terminal says is read from now on. At our own broker its rights follow when it connects anew.
 * Refuses with `NOT_FOUND`, `MAPPER_UNKNOWN`, `VENDOR_TOPIC_INVALID` or `VENDOR_TOPIC_IN_USE`.
 */
export async function chooseMapper(
  ctx: Ctx,
  choice: { terminalId: number; speaks: { mapper: string; vendorTopic: string } | null },
): Promise<void> {
  if ((await findMqttTerminal(ctx, choice.terminalId)) === undefined) throw notFound('MQTT 终端')
  if (choice.speaks && !findMapper(choice.speaks.mapper)) {
    throw new Refusal('MAPPER_UNKNOWN', `没有名为 ${choice.speaks.mapper} 的报文映射`, { status: 400 })
  }
  if (choice.speaks && !vendorTopic.safeParse(choice.speaks.vendorTopic).success) {
    const message = '厂家主题不能含 # 与 +,不能以 / 或 $ 开头、以 / 结尾,也不能以 dianhu 开头'
    const issues = [{ path: 'speaks.vendorTopic', message }]
    throw new Refusal('VENDOR_TOPIC_INVALID', message, { status: 400, issues })
  }
  await setTerminalMapper(ctx, choice)
}
