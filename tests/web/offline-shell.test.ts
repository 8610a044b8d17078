import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildScreens } from '../../app/screens.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'

const dist = new URL('../../app/web/dist/', import.meta.url).pathname

describe('the worker that opens the screens on site without a network', () => {
  const database = useDatabase()
  let worker: string
  let files: string[]
  beforeAll(async () => {
    await buildScreens()
    worker = await readFile(`${dist}field-worker.js`, 'utf8')
    files = JSON.parse(/const FILES = (\[.*\])/.exec(worker)?.[1] ?? '[]')
  }, 120_000)

  it('keeps every file of that shell, and none of another', async () => {
    const manifest: Record<string, { file: string }> = JSON.parse(await readFile(`${dist}.vite/manifest.json`, 'utf8'))
    const fileOf = (shell: string) => Object.entries(manifest).find(([name]) => name.endsWith(shell))?.[1].file
    expect(files).toContain('/field')
    expect(files).toContain(`/${fileOf('shells/field.tsx')}`)
    expect(files).not.toContain(`/${fileOf('shells/office.tsx')}`)
    expect(files.slice(1).filter((file) => !existsSync(`${dist}${file}`))).toEqual([])
  })

  it('is asked for each time, since it names the build', async () => {
    const app = await serveAt(database, [], '2026-11-19T12:00:00+08:00')
    const answer = await app.inject({ url: '/field-worker.js' })
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': expect.stringContaining('javascript'),
    })
    expect(answer.body).toMatch(/const CACHE = 'dianhu-field-[0-9a-f]{16}'/)
    await app.close()
  })
})
