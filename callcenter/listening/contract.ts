import { z } from 'zod'

export const listenWays = ['listen', 'whisper', 'barge'] as const
export type ListenWay = (typeof listenWays)[number]

export const listenTitles: Record<ListenWay, { zh: string; en: string }> = {
  listen: { zh: '监听', en: 'Listen' },
  whisper: { zh: '耳语辅导', en: 'Whisper' },
  barge: { zh: '强插', en: 'Barge in' },
}

/** PUT /api/callcenter/contacts/{id}/listening: the lead's extension rings; again, only how is another. */
export const listening = z.strictObject({
  how: z.enum(listenWays).describe('hears both; is heard by the agent alone; by both'),
  reason: z.string().trim().min(2, '请写明原因').max(200),
})
