import { glob, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { findFaults, type SourceFile } from './support/architecture.ts'

const top = new URL('..', import.meta.url).pathname

async function readHouse(): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  const pattern = '{app,intake,metering,billing,callcenter,db,simulators,tests}/**/*.{ts,tsx}'
  for await (const path of glob(pattern, { cwd: top, exclude: ['**/dist/**'] })) {
    files.push({ path, text: await readFile(`${top}${path}`, 'utf8') })
  }
  return files
}

test('the house keeps its own rules', async () => {
  const house = await readHouse()
  expect(house.length).toBeGreaterThan(100)
  expect(findFaults(house)).toEqual([])
})

describe('a planted fault is found:', () => {
  const lines = (count: number, line: string) => Array(count).fill(line).join('\n')
  const planted: [string, string, string, RegExp][] = [
    [
      'a department that knows a stranger',
      'metering/theft.ts',
      `import { x } from '../billing/index.ts'`,
      /may not know/,
    ],
    ['a way round the door', 'billing/runs.ts', `import { x } from '../metering/usage.ts'`, /by its door/],
    ['the application behind the door', 'app/main.ts', `import { x } from '../metering/usage.ts'`, /by its door/],
    ['a department that knows the application', 'intake/steps.ts', `import { x } from '../app/main.ts'`, /do not know/],
    ['a database that knows a department', 'db/pool.ts', `import { x } from '../billing/index.ts'`, /knows nobody/],
    ['a simulator that cheats', 'simulators/town.ts', `import { x } from '../db/pool.ts'`, /only the wire/],
    [
      'a department that simulates',
      'metering/alarms.ts',
      `import { x } from '../simulators/meters.ts'`,
      /only the application/,
    ],
    [
      'a screen that asks the database',
      'metering/pages/meters.tsx',
      `import { x } from '../../db/pool.ts'`,
      /knows only screens/,
    ],
    ['a lazy import round the door', 'app/cli.ts', `const x = await import('../metering/usage.ts')`, /by its door/],
    [
      'a rule that knows the database',
      'billing/rules/rate.ts',
      `import { x } from '../../db/pool.ts'`,
      /know only rules/,
    ],
    ['a rule with a clock', 'billing/rules/rate.ts', 'const now = new Date()', /reads the clock/],
    ['a rule with dice', 'billing/rules/rate.ts', 'const x = Math.random()', /throws dice/],
    ['a rule that waits', 'billing/rules/rate.ts', 'export async function rate() {}', /asynchronous/],
    ['a rule that reaches out', 'billing/rules/rate.ts', `import { x } from 'node:fs'`, /reaches outside/],
    ['wire that waits', 'metering/wire/dlt645-frame.ts', 'export async function take() {}', /asynchronous/],
    ['wire with a Node buffer', 'metering/wire/dlt645-frame.ts', `const x = Buffer.alloc(1)`, /reaches outside/],
    ['a statement in an operation', 'billing/runs.ts', `await ctx.db.rows('select 1')`, /outside sql/],
    ['a file too long', 'db/pool.ts', `${lines(301, '// x')}\n`, /has 301 lines/],
    [
      'a function too long',
      'db/pool.ts',
      `export function f(): void {\n${lines(70, '  x()')}\n}\n`,
      /a function of 72 lines/,
    ],
    [
      'a method too long',
      'db/pool.ts',
      `class A {\n  private run(): void {\n${lines(70, '    x()')}\n  }\n}\n`,
      /a function of 72 lines/,
    ],
  ]
  test.each(planted)('%s', (_name, path, text, fault) => {
    expect(findFaults([{ path, text }])).toEqual([expect.stringMatching(fault)])
  })

  test('and what is allowed is let be', () => {
    const allowed: SourceFile[] = [
      {
        path: 'billing/index.ts',
        text: `import { listUsages } from '../metering/index.ts'\nimport type { Ctx } from '../db/context.ts'`,
      },
      {
        path: 'billing/rules/rate.ts',
        text: `import { addDays } from '../../db/time.ts'\nimport type { Bill } from '../contract.ts'`,
      },
      { path: 'simulators/meters.ts', text: `import type { Profile } from '../metering/profiles/profile.ts'` },
    ]
    expect(findFaults(allowed)).toEqual([])
  })
})
