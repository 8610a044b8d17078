import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'

const configFile = fileURLToPath(new URL('../../app/web/vite.config.ts', import.meta.url))
const BUDGET_BYTES = 300 * 1024

/** What a phone loads before it shows a customer something: the entry, the shell and its first page. */
const firstPaint = ['app/web/index.html', 'app/web/shells/customer.tsx', 'app/web/shells/customer-home.tsx']
const otherShells = [
  'app/web/shells/desk.tsx',
  'app/web/shells/grid.tsx',
  'app/web/shells/office.tsx',
  'chart-engine.ts',
]

async function buildChunks(): Promise<Rolldown.OutputChunk[]> {
  const result = await build({ configFile, logLevel: 'error', build: { write: false } })
  const outputs = Array.isArray(result) ? result : [result as Rolldown.RolldownOutput]
  return outputs.flatMap(({ output }) => output.filter((part): part is Rolldown.OutputChunk => part.type === 'chunk'))
}

function withImports(start: Rolldown.OutputChunk[], all: Rolldown.OutputChunk[]): Set<Rolldown.OutputChunk> {
  const found = new Set(start)
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const imported = all.find(({ fileName }) => fileName === name)
      if (imported) found.add(imported)
    }
  }
  return found
}

test('a customer’s first page needs at most 300 kB of compressed JavaScript, and nothing of the other shells', async () => {
  const chunks = await buildChunks()
  const start = firstPaint.map((path) => chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(path)))
  expect(start.every(Boolean), 'the first page is split into the chunks that this test knows').toBe(true)

  const loaded = withImports(
    start.filter((chunk) => chunk !== undefined),
    chunks,
  )
  const bytes = [...loaded].reduce((sum, { code }) => sum + gzipSync(code).length, 0)
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES)

  const modules = [...loaded].flatMap(({ moduleIds }) => moduleIds)
  for (const path of otherShells) expect(modules.filter((id) => id.endsWith(path))).toEqual([])
})
