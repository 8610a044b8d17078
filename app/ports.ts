import { createServer } from 'node:net'
import { BadSetting } from './config.ts'

/** Says at once that a port cannot be had, and not after minutes of a town's history. Throws `BadSetting`. */
export async function refuseTakenPort(setting: string, host: string, port: number): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.on('error', ({ code }: NodeJS.ErrnoException) => {
      const because = code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be had (${code})`
      reject(new BadSetting(`${setting}: ${host}:${port} ${because}`))
    })
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}
