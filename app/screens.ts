import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { App } from '../db/department.ts'

const DIST = fileURLToPath(new URL('./web/dist/', import.meta.url))
const shells = ['/', '/desk', '/desk/*', '/grid', '/grid/*', '/office', '/office/*', '/login', '/my/*']

/** The built screens: hashed files for ever, the page itself asked for each time. */
export async function serveScreens(app: App): Promise<void> {
  if (!existsSync(`${DIST}index.html`)) {
    app.log.warn('the screens are not built: npm run build:web')
    return
  }
  await app.register(fastifyStatic, { root: `${DIST}assets`, prefix: '/assets/', immutable: true, maxAge: '365d' })
  for (const path of shells) {
    app.get(path, { config: { roles: ['public'] }, schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('index.html', DIST, { cacheControl: false }),
    )
  }
}
