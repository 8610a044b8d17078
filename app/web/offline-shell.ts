import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

const SHELL = '/shells/field.tsx'

/** Writes the worker that opens the field staff's screens without a network: exactly the files of this build. */
export function offlineShell(): Plugin {
  return {
    name: 'dianhu-offline-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = ['/field', ...listFiles(bundle).map((file) => `/${file}`)]
      const build = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 16)
      this.emitFile({ type: 'asset', fileName: 'field-worker.js', source: workerText(build, files) })
    },
  }
}

function listFiles(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
  const waiting = chunks.filter(({ isEntry, facadeModuleId }) => isEntry || facadeModuleId?.endsWith(SHELL))
  const files = new Set<string>()
  for (let chunk = waiting.pop(); chunk; chunk = waiting.pop()) {
    if (files.has(chunk.fileName)) continue
    files.add(chunk.fileName)
    for (const file of chunk.viteMetadata?.importedCss ?? []) files.add(file)
    for (const file of chunk.viteMetadata?.importedAssets ?? []) files.add(file)
    waiting.push(...chunks.filter(({ fileName }) => chunk.imports.includes(fileName)))
  }
  return [...files].sort()
}

/** A page comes from the server wherever it answers, so that nobody works with an older build than he must. */
const workerText = (build: string, files: string[]) => `const CACHE = 'dianhu-field-${build}'
const FILES = ${JSON.stringify(files)}
const PATIENCE_MS = 5000

self.addEventListener('install', (event) => {
  const requests = FILES.map((file) => new Request(file, { cache: file === '/field' ? 'reload' : 'default' }))
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)))
})

self.addEventListener('activate', (event) => {
  const others = (name) => name.startsWith('dianhu-field-') && name !== CACHE
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(others).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(findDocument(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(findAsset(request))
})

async function findDocument(request) {
  const kept = () => caches.open(CACHE).then((cache) => cache.match('/field'))
  try {
    const answer = await Promise.race([
      fetch(request),
      new Promise((_, reject) => setTimeout(reject, PATIENCE_MS, new Error('no answer'))),
    ])
    return answer.status >= 500 ? (await kept()) ?? answer : answer
  } catch (fault) {
    const answer = await kept()
    if (answer) return answer
    throw fault
  }
}

async function findAsset(request) {
  return (await (await caches.open(CACHE)).match(request, { ignoreVary: true })) ?? fetch(request)
}
`
