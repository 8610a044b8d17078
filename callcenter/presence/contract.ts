import { z } from 'zod'
import { channels } from '../contract.ts'

/** The screen that looks: its own name for itself, a new one each time it opens the file. */
export const viewId = z.string().regex(/^[0-9a-f-]{8,64}$/, '须是 8 至 64 位十六进制数')

/**
 * PUT /api/callcenter/accounts/{accountNo}/views/{viewId}: the reader has the file open, for another `file-lease-seconds`; who else has.
 * To be asked again every `renewSeconds`.
 */
export const fileViews = z.object({
  accountId: z.number().describe('as live events name it'),
  renewSeconds: z.number(),
  /** One entry a person, who came first the first. */
  others: z.array(
    z.object({
      userId: z.number(),
      name: z.string(),
      since: z.iso.datetime(),
      isTalking: z.boolean().describe('with somebody, about this account, at this moment'),
      /** Through which contact; null: by search, or the reader’s own caller is not to hear of others. */
      contact: z.object({ channel: z.enum(channels), contactNo: z.string() }).nullable(),
    }),
  ),
})
export type FileViews = z.infer<typeof fileViews>
