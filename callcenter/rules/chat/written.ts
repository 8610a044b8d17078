/** Lengths of what is written by short message, app and mail, and how a correspondent is shown. Segments: 3GPP TS 23.040 §9.2.3.24.1, TS 23.038 §6.2.3 (UCS-2). */

export const addressedChannels = ['sms', 'app', 'email'] as const
export type AddressedChannel = (typeof addressedChannels)[number]

const ALONE = 70
const JOINED = 67

/** As how many short messages a text goes, in UCS-2 as everything Chinese does; the signature, which the gateway adds, aside. */
export function countSegments(text: string): number {
  return text.length <= ALONE ? 1 : Math.ceil(text.length / JOINED)
}

export function segmentsHold(segments: number): number {
  return segments <= 1 ? ALONE : segments * JOINED
}

/** The beginning of a text that fits, up to the end of a sentence where there is one in its latter half, with what is said of the rest. */
export function shorten(text: string, most: number, more: string): string {
  if (text.length <= most) return text
  // Half a character is none.
  const head = text.slice(0, most - more.length).replace(/[\uD800-\uDBFF]$/, '')
  const end = Math.max(...['。', '！', '？', '；', '\n'].map((mark) => head.lastIndexOf(mark)))
  return `${(end > head.length / 2 ? head.slice(0, end + 1) : head).trimEnd()}${more}`
}

/** Enough for whoever knows it: as phones are. */
export function maskCorrespondent(channel: AddressedChannel, address: string): string {
  if (channel === 'sms') return `*******${address.slice(-4)}`
  if (channel === 'app') return `***${address.slice(-4)}`
  const [name = '', domain = ''] = address.split('@')
  return `${name.slice(0, name.length > 3 ? 2 : 1)}***@${domain}`
}
