import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { systemCtx } from '../db/context.ts'
import type { Job } from '../db/department.ts'
import type { Db } from '../db/pool.ts'

type Parts = { url: string; db: Db; clock: () => Date; jobs: Job[]; log: Pick<Logger, 'error'> }

/** Work by the clock, run once over all processes, tried again when it fails. */
export async function startJobs({ url, db, clock, jobs, log }: Parts): Promise<{ stop(): Promise<void> }> {
  const boss = new PgBoss({ connectionString: url, schema: 'job', max: 3 })
  boss.on('error', (fault) => log.error({ err: fault }, 'jobs'))
  await boss.start()
  for (const job of jobs) {
    await boss.createQueue(job.name, { policy: 'singleton', retryLimit: 3, retryBackoff: true })
    await boss.schedule(job.name, job.cron, null, { tz: 'Asia/Shanghai' })
    await boss.work(job.name, () => job.run(systemCtx(db, clock(), job.name)))
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 10_000 }) }
}
