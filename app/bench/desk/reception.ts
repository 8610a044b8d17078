import { answerContact, closeContact, receiveCall, setMyState, sweepDesk } from '../../../callcenter/index.ts'
import { type Ctx, systemCtx } from '../../../db/context.ts'
import { configureSecrets } from '../../../db/customers/secrets.ts'
import { createPool, poolDb } from '../../../db/pool.ts'
import { Refusal } from '../../../db/refusal.ts'
import type { Asked, Told } from './receptions.ts'

// One of the processes that serve the desk: it does what it is asked to, until it is killed.

const SWEEP_MS = 1_000

configureSecrets(Buffer.alloc(32, 1))
const pool = createPool(process.argv[2] ?? '', 6)
const now = () => systemCtx(poolDb(pool), new Date(), 'bench')
const asAgent = (id: number): Ctx => {
  const ctx = now()
  return { ...ctx, actor: { ...ctx.actor, id, username: `agent:${id}`, roles: ['agent'] } }
}

async function obey(asked: Asked): Promise<void> {
  if (asked.act === 'receive') await receiveCall(now(), asked)
  else if (asked.act === 'answer') await answerContact(asAgent(asked.agentId), asked.contactId)
  else if (asked.act === 'ready') await setMyState(asAgent(asked.agentId), { state: 'ready' })
  else {
    const { agentId, contactId, version } = asked
    await closeContact(asAgent(agentId), contactId, { category: 'advice', summary: '已答复', version })
  }
}

function tell(told: Told): void {
  process.send?.(told)
}

process.on('message', ({ id, asked }: { id: number; asked: Asked }) => {
  obey(asked).then(
    () => tell({ id, outcome: 'done' }),
    (fault) => tell({ id, outcome: fault instanceof Refusal ? fault.code : 'FAULT', fault: String(fault) }),
  )
})
process.on('disconnect', () => process.exit())
setInterval(() => void sweepDesk(now()).catch(() => {}), SWEEP_MS)
tell('open')
