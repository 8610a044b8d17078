import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findRecording } from '../sql/quality.ts'
import { commandRecording } from '../sql/telephony.ts'
import { findStore } from '../telephony/recordings.ts'
import type { Listening } from './contract.ts'

const isRecorded = async (ctx: Ctx) => (await readFigures(ctx, 'quality_rule'))('record-calls') === 1

/** Once a caller and an agent are joined, where the rule of the day says so. */
export async function recordCall(ctx: Ctx, callId: string): Promise<void> {
  if (await isRecorded(ctx)) await commandRecording(ctx, callId)
}

const told = { zh: '为保证服务质量，通话将被录音。', en: ' Calls are recorded to keep up the quality of our service.' }

/** What a caller hears of it before he is joined to anybody; empty where nothing is recorded. */
export async function announceRecording(ctx: Ctx, language: 'zh' | 'en'): Promise<string> {
  return (await isRecorded(ctx)) ? told[language] : ''
}

export const readsUnit = ({ actor }: Ctx) => actor.roles.some((role) => ['quality', 'lead', 'manager'].includes(role))

/** Put on the audit record before it is heard. Refuses with `NOT_FOUND`, and with `RECORDING_GONE` what its engine has no more. */
export function listenTo(ctx: Ctx, id: number): Promise<Listening> {
  return transact(ctx, async (inner) => {
    const found = await findRecording(inner, id, readsUnit(inner))
    if (!found) throw notFound('录音')
    const recording = await findStore(found.engine)?.read(found.recording, found.seconds)
    if (!recording) throw new Refusal('RECORDING_GONE', '电话平台已没有这段录音', { status: 404 })
    await recordAudit(inner, {
      action: 'recording.listened',
      subject: `contact:${found.contactNo}`,
      detail: { recording: id },
    })
    const { mediaType, bytes, isSimulated } = recording
    return { mediaType, base64: bytes.toString('base64'), seconds: found.seconds, isSimulated }
  })
}
