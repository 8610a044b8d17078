import type { FastifyReply, FastifyRequest } from 'fastify'

type Asked = FastifyRequest & { body: { background?: boolean | undefined } }
type Answer<Run> = { status(code: 201 | 202): { send(run: Run): FastifyReply } }

/** The run at its end; in the background as it has begun, and its fault is told by its own row. */
export async function answerRun<Run extends { id: number }>(
  { body, log }: Pick<Asked, 'body' | 'log'>,
  reply: Answer<Run>,
  { run, finished }: { run: Run; finished: Promise<Run> },
): Promise<FastifyReply> {
  if (!body.background) return reply.status(201).send(await finished)
  finished.catch((fault: unknown) => log.error({ fault, runId: run.id }, 'a run failed in the background'))
  return reply.status(202).send(run)
}
