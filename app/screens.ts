import { existsSync } from 'node:fs'
import { glob, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { App } from '../db/department.ts'

const DIST = fileURLToPath(new URL('./web/dist/', import.meta.url))
const shells = [
  '/',
  '/desk',
  '/desk/*',
  '/grid',
  '/grid/*',
  '/office',
  '/office/*',
  '/field',
  '/field/*',
  '/login',
  '/chat',
  '/survey',
  '/sign-up',
  '/forgotten',
  '/my/*',
  '/town/messages',
]

/** The built screens: hashed files for ever, the page itself asked for each time. */
export async function serveScreens(app: App): Promise<void> {
  if (!existsSync(`${DIST}index.html`)) {
    app.log.warn('the screens are not built: npm run build:web')
    return
  }
  await app.register(fastifyStatic, { root: `${DIST}assets`, prefix: '/assets/', immutable: true, maxAge: '365d' })
  // From the top, so that it may serve `/field` itself; asked for each time, as it names the build.
  app.get('/field-worker.js', { config: { roles: ['public'] }, schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').sendFile('field-worker.js', DIST, { cacheControl: false }),
  )
  for (const path of shells) {
    app.get(path, { config: { roles: ['public'] }, schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('index.html', DIST, { cacheControl: false }),
    )
  }
}

/** Builds the screens where they are missing or older than their sources. Whoever serves the old ones has them until the new are whole. */
export async function buildScreens(): Promise<void> {
  const built = await stat(`${DIST}index.html`).catch(() => null)
  if (built && built.mtimeMs >= (await latestChange())) return
  const { build } = await import('vite')
  const configFile = fileURLToPath(new URL('./web/vite.config.ts', import.meta.url))
  const fresh = await mkdtemp(`${DIST.slice(0, -1)}-`)
  const stale = `${fresh}-stale`
  try {
    await build({ configFile, logLevel: 'warn', build: { outDir: fresh } })
    await rename(DIST, stale).catch(() => {})
    // Refused where another process was faster: its screens are as new.
    await rename(fresh, DIST).catch(() => {})
  } finally {
    for (const left of [fresh, stale]) await rm(left, { recursive: true, force: true })
  }
}

async function latestChange(): Promise<number> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  // Wherever there are pages, with the contracts that they speak by.
  const folders = ['app/web', 'intake', 'metering', 'billing', 'callcenter', 'db/customers']
  for await (const pages of glob('app/*/pages', { cwd: root })) folders.push(dirname(pages))
  const files = folders.map((folder) =>
    glob(`${root}${folder}/**/*.{ts,tsx,css,html,svg}`, { exclude: ['**/dist/**', '**/dist-*/**'] }),
  )
  let latest = 0
  for (const found of files) {
    for await (const file of found) latest = Math.max(latest, (await stat(file)).mtimeMs)
  }
  return latest
}
