#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { BadSetting } from './config.ts'

// A second start, and the processes that this one starts, read no source twice. Where the folder cannot be written they do.
const { directory } = enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/code', import.meta.url)))
if (directory) process.env.NODE_COMPILE_CACHE ??= directory

type Command = (args: string[]) => Promise<number>

/** Each command is loaded when it is called; exit codes: 0 done, 1 failed, 2 bad input. */
const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  start: { summary: '启动 start the product', load: async () => (await import('./commands/start.ts')).start },
  meter: { summary: '读表 read a meter now', load: async () => (await import('./commands/meter.ts')).runMeter },
  vee: {
    summary: '校验读数 validate a file of readings',
    load: async () => (await import('./commands/vee.ts')).runVee,
  },
  pq: {
    summary: '电能质量 analyse a recorded waveform',
    load: async () => (await import('./commands/pq.ts')).runPowerQuality,
  },
  calc: {
    summary: '电费试算 calculate by the published contract',
    load: async () => (await import('./commands/calc.ts')).runCalc,
  },
  user: { summary: '添加用户 add a log-in', load: async () => (await import('./commands/user.ts')).runUser },
  import: {
    summary: '导入电网 bring in the network',
    load: async () => (await import('./commands/import.ts')).runImport,
  },
  bench: {
    summary: '性能 measure against this machine’s limit',
    load: async () => (await import('./commands/bench.ts')).runBench,
  },
  replay: {
    summary: '回放实测数据 measured data through a meter’s socket to a bill',
    load: async () => (await import('./commands/replay.ts')).runReplay,
  },
  backup: { summary: '备份 back up', load: async () => (await import('./commands/backup.ts')).runBackup },
  restore: {
    summary: '恢复、恢复演练 restore a backup, or try whether it can be',
    load: async () => (await import('./commands/restore.ts')).runRestore,
  },
  anonymise: {
    summary: '培训用脱敏副本 a copy for training in which nobody can be told',
    load: async () => (await import('./commands/anonymise.ts')).runAnonymise,
  },
  retention: {
    summary: '保存期限 what is over and would be erased',
    load: async () => (await import('./commands/retention.ts')).runRetention,
  },
  audit: {
    summary: '审计链校验 prove that the audit record is whole',
    load: async () => (await import('./commands/audit.ts')).runAudit,
  },
  migrate: {
    summary: '升级数据库 bring the database up to date',
    load: async () => (await import('./commands/migrate.ts')).runMigrations,
  },
}

async function main(name: string | undefined, args: string[]): Promise<number> {
  const command = name === undefined ? undefined : commands[name]
  if (!command) {
    const lines = Object.entries(commands).map(([each, { summary }]) => `  dianhu ${each.padEnd(12)} ${summary}`)
    console.error(`用法 usage:\n${lines.join('\n')}`)
    return name === undefined || name === '--help' ? 0 : 2
  }
  const run = await command.load()
  return run(args)
}

function isBadFlag(fault: unknown): fault is Error {
  return fault instanceof Error && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS')
}

try {
  process.exitCode = await main(process.argv[2], process.argv.slice(3))
} catch (fault) {
  if (fault instanceof BadSetting || isBadFlag(fault)) {
    console.error(`设置有误 bad setting: ${fault.message}`)
    process.exitCode = 2
  } else {
    // A server that cannot be reached, or that knows no such user or database, needs a word and not a stack.
    const isAway = ['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000'].includes(String((fault as { code?: string }).code))
    console.error(isAway ? `无法连接 cannot connect: ${(fault as Error).message}` : fault)
    process.exitCode = 1
  }
}
