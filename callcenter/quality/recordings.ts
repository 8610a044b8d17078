import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findRecording } from '../sql/quality.ts'
import { commandLine, commandRecording, setRecordingTold } from '../sql/telephony.ts'
import { findStore } from '../telephony/recordings.ts'
import type { Listening } from './contract.ts'

const isRecorded = async (ctx: Ctx) => (await readFigures(ctx, 'quality_rule'))('record-calls') === 1

/** Once a caller who was told so and an agent are joined, where the rule of the day says so. */
export async function recordCall(ctx: Ctx, callId: string): Promise<void> {
  if (await isRecorded(ctx)) await commandRecording(ctx, callId)
}

const told = { zh: '为保证服务质量，通话将被录音。', en: ' Calls are recorded to keep up the quality of our service.' }

/** Says to a caller, after what else he is to hear, that the call is recorded; before he is joined to anybody. Says under which command, if any. */
export async function sayRecorded(
  ctx: Ctx,
  contactId: number,
  prompt: string,
  language: 'zh' | 'en',
): Promise<number | null> {
  const words = (await isRecorded(ctx)) ? told[language] : ''
  if (`${prompt}${words}` === '') return null
  const command = await commandLine(ctx, contactId, { act: 'play', prompt: `${prompt}${words}` })
  if (words !== '' && command !== null) await setRecordingTold(ctx, contactId, command)
  return command
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
